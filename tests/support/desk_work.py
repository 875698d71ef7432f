# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day at the desk (tests/durability/test_desk_day.py) as it goes by: two servers and the mail server, those who ask, the three who answer, and who pulls the plug."""
import concurrent.futures
import contextlib
import http.client
import os
import random
import smtplib
import threading
import time
import unittest

from support import desk_day
from support.desk_day import Event, Log, iso, milliseconds, number_of_item
from support.favilla_process import Favilla, free_port, wait_until
from support.letterbox import answer_to, hand_in, offer, receiving, subscribe
from support.person import Person
from support.smtp_sink import SmtpSink

DESK, PAGES = "/api/favilla/v1/desk", "/api/favilla/v1/pages"
KILLS = 5
WORKING_DEADLINE = 600 if os.environ.get("FAVILLA_SLOW") else 180
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
TARGET = 4 * HOUR


class Day:
    """The servers, the people, and what each of them does all day."""

    def __init__(self, test: unittest.TestCase):
        self.test, self.plan, self.log = test, desk_day.plan_of(desk_day.SEED), Log()
        self.sink, self.door = test.enterContext(SmtpSink()), free_port()
        self.here, self.there = test.enterContext(Favilla(environment={"FAVILLA_SMTP_URL": self.sink.url, **receiving(self.door)})), test.enterContext(Favilla())
        self.team = [Person(self.here, name) for name in ("olga", "moira", "ned")]
        self.remotes = [Person(self.there, "reader0")]
        self.lock, self.broken = threading.Lock(), threading.Event()
        self.turns = {f"post {n}": threading.Lock() for n in range(desk_day.SHARED)}
        self.calls, self.again, self.fighting, self.handed = 0, 0, set(), {}
        self.follow_ups = {one.before: one for one in self.plan if one.before is not None}
        self.prepare()
        self.locals = [Person(self.here, f"friend{n}") for n in range(desk_day.LOCAL)]
        self.remotes += [Person(self.there, f"reader{n}") for n in range(1, desk_day.REMOTE)]

    def prepare(self) -> None:
        owner = self.team[0]
        self.here.command("account", "modify", owner.name, "--role", "admin")
        self.page = owner.post(PAGES, {"name": "lantern", "title": "The lantern"})["id"]
        for who, role in zip(self.team[1:], ("moderator", "editor")):
            owner.post(f"{PAGES}/{self.page}/team", {"act": "invite", "account_id": who.id, "role": role})
            who.post(f"{PAGES}/{self.page}/join")
        round_the_clock = {"time_zone": "UTC", "hours": ["00:00-24:00"] * 7, "holidays": [], "target_minutes": TARGET // MINUTE}
        self.expect(self.here.put(f"{DESK}/pages/{self.page}", round_the_clock, token=owner.token))
        reader = self.remotes[0]
        account = reader.find(f"@lantern@{self.here.domain}")
        reader.post(f"/api/v1/accounts/{account['id']}/follow")
        wait_until(lambda: reader.relationship(account["id"])["following"])
        offer(self.here, self.page, owner.token)
        self.subscribers = [f"reader{n}@mail.example" for n in range(desk_day.MAIL)]
        for address in self.subscribers:
            subscribe(self.here, self.sink, "lantern", address)
        self.posts = [self.voice("POST", "/api/v1/statuses", {"status": f"Post {n}"}) for n in range(desk_day.SHARED + desk_day.OWN)]
        self.seen_there = {}
        for post in self.posts[desk_day.SHARED:]:
            shown = wait_until(lambda uri=post["uri"]: next((one for one in reader.get("/api/v1/timelines/home", {"limit": 40}) if one["uri"] == uri), None))
            self.seen_there[post["uri"]] = shown["id"]
        self.mails, self.mailed = {}, {}
        for n, address in enumerate(self.subscribers):
            self.sink.wait_for(address, 1 + len(self.posts))
            for mail in self.sink.to(address)[1:]:
                self.mails[n, int(mail["Subject"].rsplit(" ", 1)[1])] = mail

    def expect(self, answer, status=200):
        self.test.assertEqual(answer.status, status, answer.text)
        return answer.json

    def insist(self, method, path, body=None, *, token, headers=None):
        """What nobody acknowledged is sent again, with the same key."""
        while True:
            with self.lock:
                self.calls += 1
            try:
                answer = self.here.request(method, path, body, token=token, headers=headers)
                if answer.status != 503:
                    return answer
            except (OSError, http.client.HTTPException):
                pass
            with self.lock:
                self.again += 1
            wait_until(self.here.is_ready)

    def in_turn(self, event: Event):
        return self.turns.get(event.thread) or contextlib.nullcontext()

    def voice(self, method, path, body=None, key=None):
        return self.expect(self.insist(method, path, body, token=self.team[0].token, headers={"Favilla-Voice": self.page, **({"Idempotency-Key": key} if key else {})}))

    # What comes in.

    def write_mail(self, event: Event) -> None:
        """What the mail server heard no answer to it hands in again. When it stands there is read in the evening: LMTP does not say."""
        mail = self.mailed[event.number] = answer_to(self.mails[event.author, event.post], f"event {event.number}")
        while True:
            with self.lock:
                self.calls += 1
            try:
                hand_in(self.door, mail, sender=self.subscribers[event.author])
                break
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
                raise
            except OSError:                                         # the connection, and all else that smtplib raises
                with self.lock:
                    self.again += 1
                wait_until(self.here.is_ready)
        with self.lock:
            self.log.sent[event.number] = {}

    def note_mails(self) -> None:
        owner = self.team[0]
        for which in ("open", "snoozed", "closed"):
            after = ""
            while after is not None:
                part = self.expect(self.insist("GET", f"{DESK}?page_id={self.page}&which={which}&kind=email&limit=40{after and '&after=' + after}", token=owner.token))
                for item in part["items"]:
                    event = self.plan[number_of_item(item)]
                    self.test.assertEqual((self.log.sent[event.number], item["kind"], event.kind), ({}, "email", "email"), "it stands there twice")
                    said = self.expect(self.insist("GET", f"{DESK}/items/{item['id']}", token=owner.token))["messages"]
                    theirs = [one for one in said if one["person"] is None]
                    self.test.assertEqual([one["text"] for one in theirs], [f"event {event.number}"])
                    self.log.sent[event.number] = {"created_at": theirs[0]["created_at"], "messages": said}
                after = part["next_after"]

    def write(self, event: Event, answers: str | None = None) -> None:
        if event.kind == "email":
            return self.write_mail(event)
        page = f"@lantern@{self.here.domain}" if event.there else "@lantern"
        # Who answers a post of this server need not name whom they answer.
        body = {"status": f"event {event.number}" if event.kind == "answer" and not event.there else f"{page} event {event.number}"}
        if event.kind == "message":
            body["visibility"] = "direct"
        if answers:
            body["in_reply_to_id"] = answers
        elif event.post is not None:
            post = self.posts[event.post]
            body["in_reply_to_id"] = self.seen_there[post["uri"]] if event.there else post["id"]
        author = (self.remotes if event.there else self.locals)[event.author]
        if event.there:
            written = author.post("/api/v1/statuses", body)
            written["created_at"] = iso(milliseconds(written["created_at"]) // SECOND * SECOND)      # between servers a time has seconds
        else:
            with self.in_turn(event):
                written = self.expect(self.insist("POST", "/api/v1/statuses", body, token=author.token, headers={"Idempotency-Key": f"event {event.number}"}))
        with self.lock:
            self.log.sent[event.number] = written

    def come_in(self, there: bool) -> None:
        for event in self.plan:
            if event.there == there and event.before is None and not self.broken.is_set():
                self.write(event)

    # What the team does.

    def items(self, which: str, who: Person) -> list[dict]:
        return self.expect(self.insist("GET", f"{DESK}?page_id={self.page}&which={which}&limit=40", token=who.token))["items"]

    def is_over(self) -> bool:
        with self.lock:
            return self.broken.is_set() or (len(self.log.sent) == len(self.plan) and self.log.asleep >= {one.number for one in self.plan if one.care == "later"}
                                            and all(one.number in self.log.settled for one in self.plan if one.care not in desk_day.OPEN))

    def choose(self, me: Person, chance: random.Random) -> dict | None:
        """What I have comes first; else one of those that are due first. A fight is begun by one of us."""
        mine = self.items("mine", me)
        free = [one for one in self.items("free", me) if self.plan[number_of_item(one)].care != "left"][:6]
        if not mine and not free:
            return None
        item = mine[0] if mine else chance.choice(free)
        if "duel" in self.plan[number_of_item(item)].care:
            with self.lock:
                if item["id"] in self.fighting:
                    return None
                self.fighting.add(item["id"])
        return item

    def work(self, me: Person) -> None:
        chance = random.Random(f"{desk_day.SEED} {me.name}")
        deadline = time.monotonic() + WORKING_DEADLINE
        while not self.is_over():
            item = wait_until(lambda: self.is_over() or self.choose(me, chance), max(0.1, deadline - time.monotonic()))
            if item is True:
                return
            self.tend(me, item, chance)
            self.test.assertLess(time.monotonic(), deadline, "the day does not end")

    def tend(self, me: Person, item: dict, chance: random.Random) -> None:
        event = self.plan[number_of_item(item)]
        author = "lantern" if event.kind == "email" else (self.remotes if event.there else self.locals)[event.author].name
        self.test.assertEqual((item["account"]["username"], milliseconds(item["due_at"]) - milliseconds(item["since"]) <= TARGET), (author, True))
        if event.before is None:
            self.test.assertEqual(item["kind"], event.kind)
        if "duel" in event.care:
            return self.fight(me, item, event, chance)
        if item["state"] != "taken":
            item = self.act("take", me, item)
            if item is None:
                return                                              # a colleague was quicker
            event = self.plan[number_of_item(item)]
        colleague = chance.choice([one for one in self.team if one is not me])
        if event.care == "handed" and self.handed.setdefault(event.number, colleague) is not me:
            self.test.assertIsNotNone(self.act("hand_over", me, item, to=colleague.id))
        elif event.care == "later" or (event.care == "slept" and event.number not in self.log.asleep):
            with self.lock:
                self.log.asleep.add(event.number)
            until = int(time.time() * 1000) + (3 * DAY if event.care == "later" else SECOND)
            self.test.assertIsNotNone(self.act("snooze", me, item, until=iso(until)))
        elif event.care in ("done", "none_needed"):
            self.set_aside(me, item, event)
        else:
            if event.care == "undone":
                self.test.assertIsNotNone(self.act("done", me, item))
                item = self.act("undo", me, item)
                self.test.assertEqual((item["state"], item["holder"]["id"]), ("taken", me.id))
            if event.care == "noted":
                self.test.assertIsNotNone(self.act("note", me, item, text=f"a note on {event.number}"))
            self.say(me, item, event, event.care == "phone")

    def act(self, name: str, me: Person, item: dict, **more) -> dict | None:
        """The item afterwards; None: it was refused. What nobody acknowledged is looked up before it is done again: an act has no key."""
        done = (item["id"], me.name, name)
        while True:
            with self.lock:
                self.calls += 1
            try:
                answer = self.here.post(f"{DESK}/acts", {"act": name, "item_ids": [item["id"]], **more}, token=me.token)
                if answer.status == 503:
                    continue
            except (OSError, http.client.HTTPException):
                wait_until(self.here.is_ready)
                with self.lock:
                    self.again += 1
                shown = self.expect(self.insist("GET", f"{DESK}/items/{item['id']}", token=me.token))
                if sum(one["act"] == name and one["account"]["id"] == me.id for one in shown["acts"]) <= self.log.acts.get(done, 0):
                    continue
            else:
                if answer.status == 409:
                    return None
                shown = self.expect(answer)["items"][0]
            with self.lock:
                self.log.acts[done] = self.log.acts.get(done, 0) + 1
            return shown

    def set_aside(self, me: Person, item: dict, event: Event) -> None:
        shown = self.act(event.care, me, item, **({"text": "Kind words"} if event.care == "none_needed" else {}))
        self.test.assertEqual(shown["state"], event.care)
        with self.lock:
            self.log.settled[event.number] = (milliseconds(shown["closed_at"]), event.care, me.name)

    def read(self, item: dict) -> str:
        """The conversation, as who answers it has it before them: its last post. A mail's thread is the item's own."""
        if item["mail"]:
            return ""
        context = self.voice("GET", f"/api/v1/statuses/{item['status']['id']}/context")
        root = context["ancestors"][0]["id"] if context["ancestors"] else item["status"]["id"]
        return max((one["id"] for one in [*context["ancestors"], item["status"], *self.voice("GET", f"/api/v1/statuses/{root}/context")["descendants"]]), key=int)

    def send(self, me: Person, item: dict, event: Event, phone: bool, seen: str):
        words, key = f"{me.name} answers event {event.number} {'by phone' if phone else 'at the desk'}", f"{me.name} {event.number} {phone}"
        if event.kind == "email":
            return words, self.insist("POST", f"{DESK}/items/{item['id']}/mail_answer", {"text": words, "turn": item["turn"]}, token=me.token)
        body = {"status": f"@{item['account']['acct']} {words}", "in_reply_to_id": item["status"]["id"], "visibility": item["status"]["visibility"]}
        headers = {"Idempotency-Key": key}
        if phone:
            return words, self.insist("POST", "/api/v1/statuses", body, token=me.token, headers={**headers, "Favilla-Voice": self.page})
        body |= {"last_seen_id": seen, "turn": item["turn"]}
        return words, self.insist("POST", f"{DESK}/items/{item['id']}/answer", body, token=me.token, headers=headers)

    def say(self, me: Person, item: dict, event: Event, phone: bool) -> None:
        with self.in_turn(event):
            status = self.expect(self.send(me, item, event, phone, self.read(item))[1])
        self.note(me, event, phone, status)

    def note(self, me: Person, event: Event, phone: bool, status: dict) -> None:
        by_mail = event.kind == "email"
        with self.lock:
            if by_mail:
                self.log.letters.setdefault(event.number, []).append(status["messages"][-1]["text"])
            else:
                self.log.answers[status["id"]] = (event.number, phone, status)
            first = event.number not in self.log.settled
            if first:
                self.log.settled[event.number] = (milliseconds(status["answered_at" if by_mail else "created_at"]), "answered", me.name)
        if first and event.number in self.follow_ups:
            self.write(self.follow_ups[event.number], status["id"])

    def fight(self, me: Person, item: dict, event: Event, chance: random.Random) -> None:
        """Two send at the same moment. The desk lets one be first; a phone cannot be held back."""
        rival, by_phone = chance.choice([one for one in self.team if one is not me]), event.care == "phone_duel"
        together, seen = threading.Barrier(2), self.read(item)

        def go(who, phone):
            together.wait(30)
            return who, phone, *self.send(who, item, event, phone, seen)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            sent = [one.result() for one in [pool.submit(go, me, False), pool.submit(go, rival, by_phone)]]
        said = [one for one in sent if one[3].status == 200]
        late = [one for one in sent if one[3].status != 200]
        if not by_phone:
            self.test.assertEqual(len(said), 1, [one[3].text for one in sent])
        for _, phone, words, answer in late:
            self.test.assertEqual((answer.status, phone), (409, False), answer.text)
            self.test.assertRegex(answer.json["error"], rf"^({said[0][0].name}) answered \d+ (s|min) ago: read it first\. What you wrote has not been sent\.$")
            with self.lock:
                self.log.refused.append(words)
        with self.lock:
            self.log.fought.append(event.number)
        for who, phone, _, answer in sorted(said, key=lambda one: one[1]):    # an answer from the desk that was let pass was first
            self.note(who, event, phone, answer.json)

    def pull_plugs(self) -> int:
        """Five times, when so much had been asked of the server: whatever is under way then is under way."""
        chance, pulled = random.Random(f"{desk_day.SEED} plugs"), 0
        for at in sorted(chance.sample(range(self.calls + 200, self.calls + 1500), KILLS)):
            wait_until(lambda at=at: self.calls >= at or self.is_over(), WORKING_DEADLINE, every=0.001)
            if self.is_over():
                break
            self.here.kill()
            self.here.start()
            pulled += 1
            # What the other server meanwhile could not deliver, it brings when it hears from us.
            self.voice("POST", "/api/v1/statuses", {"status": f"We are here again, {pulled}"}, key=f"again {pulled}")
        return pulled

    def whole(self, what, *words):
        try:
            return what(*words)
        except BaseException:
            self.broken.set()
            raise

    def go_by(self) -> int:
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            under_way = [pool.submit(self.whole, self.come_in, there) for there in (False, True)]
            under_way += [pool.submit(self.whole, self.work, who) for who in self.team]
            pulled = self.whole(self.pull_plugs)
            for one in under_way:
                one.result()
        self.note_mails()
        return pulled
