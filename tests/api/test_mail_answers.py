# SPDX-License-Identifier: AGPL-3.0-or-later
"""What readers answer to a page's posts by e-mail: handed in over LMTP as a mail server does, worked on at the desk, answered by mail. What our own
API answers is what docs/api/favilla.yaml says."""
import concurrent.futures
import pathlib
import smtplib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.desk_case import API, PAGES, DeskCase  # noqa: E402
from support.favilla_process import Favilla, free_port, wait_until  # noqa: E402
from support.letterbox import DOMAIN, answer_to, hand_in, offer, receiving, return_of, subscribe  # noqa: E402
from support.person import Person  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402


class MailAnswers(DeskCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.port = free_port()
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url, **receiving(cls.port), "FAVILLA_MAIL_RECEIVE_AUTHSERV_ID": "mx.answers.example"}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", cls.scopes + " admin:read")
        cls.names = 0

    def setUp(self):
        super().setUp()
        offer(self.server, self.page, self.boss)
        self.reader = f"{self.handle}.reader@mail.example"

    def post_to_reader(self, words="We open on Saturday", rhythm="each"):
        """The post, and the mail that the reader has of it."""
        if not self.sink.to(self.reader):
            subscribe(self.server, self.sink, self.handle, self.reader, rhythm)
        known = len(self.sink.to(self.reader))
        post = self.say(self.boss, words)
        return post, self.sink.wait_for(self.reader, known + 1)

    def return_path(self):
        return [sender for sender, to, _ in self.sink.mails if self.reader in to][-1]

    def write_back(self, item, text, who=None, code=200, turn=None):
        return self.ask("POST", f"{API}/items/{item['id']}/mail_answer", who or self.boss, {"text": text, "turn": item["turn"] if turn is None else turn}, code)

    def open(self, item):
        return self.ask("GET", f"{API}/items/{item['id']}", self.boss)

    def refusal(self, mail, **how):
        with self.assertRaises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPResponseException, AssertionError)) as refused:
            hand_in(self.port, mail, **how)
        return str(refused.exception)

    # --- the way of an answer ------------------------------------------------------------------------------

    def test_an_answer_stands_on_the_desk_and_what_the_team_writes_goes_back_by_mail(self):
        post, mail = self.post_to_reader()
        self.assertRegex(mail["Reply-To"], rf"^<?answer\+[a-z0-9]+-[a-z0-9]+\.[a-z2-7]{{26}}@{DOMAIN}>?$")
        self.assertLessEqual(len(mail["Reply-To"].strip("<>").split("@")[0]), 64)
        self.assertRegex(self.return_path(), rf"^return\+.*@{DOMAIN}$")
        answer = answer_to(mail, "At what time, perché no?")
        answer.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
        hand_in(self.port, answer)
        item = self.only()
        self.assertEqual((item["kind"], item["state"], item["turn"], item["waiting"], item["status"]), ("email", "waiting", 0, 1, None))
        self.assertEqual(item["mail"], {"name": "Rita Lume", "address": f"p…@mail.example", "other_sender": False, "proof": "unchecked", "subject": "Re: " + mail["Subject"], "text": "At what time, perché no?", "attachments": 1, "asks_to_leave": False, "subscribed": True, "about_id": post["id"], "about_conversation_id": item["mail"]["about_conversation_id"]})
        self.assertTrue(item["mail"]["about_conversation_id"])
        self.assertEqual([one["id"] for one in self.items("&kind=email")], [item["id"]])
        opened = self.open(item)
        self.assertEqual([(one["person"], one["text"], one["attachment_names"]) for one in opened["messages"]], [(None, "At what time, perché no?", ["map.png"])])
        # What was quoted is there, without the reader's own ways out, and their address nowhere.
        self.assertIn("We open on Saturday", opened["messages"][0]["rest"])
        self.assertNotIn(self.reader, str(opened))
        self.assertIn("/mail/unsubscribe?token=…", opened["messages"][0]["rest"])

        self.act("take", item)
        self.act("note", item, text="Asks every year")
        self.assertIn("boss", self.write_back(item, "At nine", who=self.moira, code=409)["error"])
        said = self.write_back(item, "At nine.\nCome!")
        self.assertEqual((said["state"], said["turn"], said["answered_by"]["username"]), ("done", 1, "boss"))
        self.assertEqual(self.items(), [])
        back = self.sink.wait_for(self.reader, 3)
        text = back.get_body(("plain",)).get_content()
        self.assertTrue(text.replace("\r\n", "\n").startswith("At nine.\nCome!\n"), text)
        self.assertNotIn("every year", back.as_string())
        self.assertEqual((back["In-Reply-To"], back["Subject"], back["Auto-Submitted"], back["Precedence"]), (answer["Message-ID"], "Re: " + mail["Subject"], None, None))
        self.assertEqual(back["References"].split(), [mail["Message-ID"].strip(), answer["Message-ID"]])
        self.assertEqual(back["Reply-To"], mail["Reply-To"])
        wait_until(lambda: self.open(item)["messages"][-1]["sent_at"])
        # Tried again, the same words are one mail; others meet who was first.
        self.assertEqual(self.write_back(item, "At nine.\nCome!")["turn"], 1)
        self.assertIn("boss answered", self.write_back(item, "At ten", who=self.moira, code=409)["error"])
        # The reader answers the answer: the same item waits again.
        hand_in(self.port, answer_to(back, "Thank you"))
        again = self.only()
        self.assertEqual((again["id"], again["turn"], again["mail"]["text"], again["waiting"]), (item["id"], 1, "Thank you", 1))
        self.act("none_needed", again, text="Kind words")
        self.assertEqual(self.items(), [])
        self.act("undo", again)
        self.assertEqual((self.only()["id"], self.only()["waiting"]), (item["id"], 1))
        self.assertEqual(len(self.sink.to(self.reader)), 3)

    def test_nothing_of_it_is_public(self):
        post, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "A word for you alone"))
        self.write_back(self.only(), "And one for you")
        stranger = Person(self.server, self.name("stranger"))
        for path in (f"/api/v1/statuses/{post['id']}/context", f"/api/v1/accounts/{self.page}/statuses", "/api/v1/timelines/public", f"/@{self.handle}", f"/@{self.handle}.rss", f"/api/v1/statuses/{post['id']}"):
            found = self.server.get(path, token=stranger.token).text
            self.assertNotIn("alone", found, path)
            self.assertNotIn("And one for you", found, path)
        item = self.items("&which=closed")[0]
        self.assertEqual(self.server.get(f"{API}/items/{item['id']}", token=stranger.token).status, 404)
        self.assertEqual(self.server.request("POST", f"{API}/items/{item['id']}/mail_answer", {"text": "x", "turn": 1}, token=stranger.token).status, 404)

    def test_of_twenty_who_send_at_once_one_is_first(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "When?"))
        item = self.only()
        crowd = [self.moira, self.person("mario")]
        self.invite(crowd[1], "editor")
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda n: self.server.request("POST", f"{API}/items/{item['id']}/mail_answer", {"text": f"at {n}", "turn": item["turn"]}, token=crowd[n % 2].token), range(20)))
        self.assertEqual(sorted(one.status for one in answers), [200] + [409] * 19, {one.text[:100] for one in answers})
        self.assertEqual(len([one for one in self.open(item)["messages"] if one["person"]]), 1)
        self.sink.wait_for(self.reader, 3)
        self.assertEqual(len(self.sink.to(self.reader)), 3)

    def test_who_may_not_act_reads_along_and_a_piece_is_not_sent_as_it_stands(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "Where?"))
        carla = self.person("carla")
        self.invite(carla, "contributor")
        item = self.items(who=carla)[0]
        self.assertFalse(item["may_act"])
        self.write_back(item, "Here", who=carla, code=403)
        self.ask("POST", f"{API}/pages/{self.page}/pieces", self.boss, {"title": "Where", "text": "Via della Lanterna 1"})
        self.write_back(item, "Via della Lanterna 1", code=422)
        self.write_back(item, "  ", code=422)
        self.write_back(item, "x" * 10_001, code=422)
        self.ask("POST", f"{API}/items/{item['id']}/mail_answer", self.boss, {"text": "Here"}, 422)
        self.assertEqual(len(self.sink.to(self.reader)), 2)

    # --- what is not kept ----------------------------------------------------------------------------------

    def test_what_no_person_wrote_makes_no_item(self):
        _, mail = self.post_to_reader()
        for headers in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<x.example>"}):
            hand_in(self.port, answer_to(mail, "I am away", **headers))
        hand_in(self.port, answer_to(mail, "I am away"), sender="")
        self.assertEqual(self.items(), [])

    def test_forging_an_address_that_we_did_not_make_is_nobodys(self):
        _, mail = self.post_to_reader()
        answer = answer_to(mail, "Hello")
        right = answer["To"]
        swapped = right[:-len(DOMAIN) - 2] + ("a" if right[-len(DOMAIN) - 2] != "a" else "b") + "@" + DOMAIN
        for to in (swapped, "answer+1-2.aaaaaaaaaaaaaaaaaaaaaaaaaa@" + DOMAIN, "boss@" + DOMAIN, right.replace(DOMAIN, "other.example"), right.replace("answer+", "return+"), "answer+@" + DOMAIN):
            self.assertIn("5.1.1", self.refusal(answer, to=to), to)
        self.assertEqual(self.items(), [])
        hand_in(self.port, answer, to=right.upper())  # some mail servers change the case
        self.assertEqual(len(self.items()), 1)

    def test_who_writes_from_another_address_is_told_of_and_the_answer_goes_to_the_subscriber(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "It is me, really", sender="The chief <chief@bank.example>"))
        item = self.only()
        self.assertEqual((item["mail"]["other_sender"], item["mail"]["name"]), (True, ""))
        self.assertNotIn("bank.example", str(self.open(item)))
        self.write_back(item, "Hello")
        self.sink.wait_for(self.reader, 3)
        self.assertEqual(self.sink.to("chief@bank.example"), [])

    def test_our_own_mail_server_is_believed_about_who_sent_it_and_nobody_else(self):
        _, mail = self.post_to_reader()
        passed = "; dkim=pass header.d=mail.example; spf=softfail smtp.mailfrom=x@other.example;\r\n dmarc=pass header.from=mail.example"

        def proof(*headers):
            answer = answer_to(mail, "Hello")
            raw = answer.as_bytes(policy=answer.policy.clone(linesep="\r\n", max_line_length=0))
            hand_in(self.port, "".join(f"Authentication-Results: {one}\r\n" for one in headers).encode() + raw, to=answer["To"])
            item = self.only()
            last = self.open(item)["messages"][-1]
            self.assertEqual(item["mail"]["proof"], last["proof"])
            return tuple(last[key] for key in ("proof", "dkim", "spf", "dmarc"))

        self.assertEqual(proof(), ("unchecked", "", "", ""))
        self.assertEqual(proof("mx.answers.example" + passed), ("confirmed", "pass", "softfail", "pass"))
        self.assertEqual(proof("mx.other.example" + passed), ("unchecked", "", "", ""))
        self.assertEqual(proof("mx.other.example; dmarc=fail", "mx.answers.example; dmarc=fail header.from=mail.example", "mx.answers.example" + passed), ("not_confirmed", "", "", "fail"))
        self.assertEqual(proof("mx.answers.example; dmarc=", "mx.answers.example" + passed), ("unchecked", "", "", ""))

    def test_a_name_that_is_the_address_is_not_shown(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "Hello", sender=f'"{self.reader}" <{self.reader}>'))
        self.assertEqual((self.only()["mail"]["name"], self.only()["mail"]["other_sender"]), ("", False))

    def test_a_mail_that_is_handed_in_twice_stands_there_once_and_too_many_come_later(self):
        _, mail = self.post_to_reader()
        answer = answer_to(mail, "Once")
        hand_in(self.port, answer)
        hand_in(self.port, answer)
        self.assertEqual((self.only()["waiting"], len(self.open(self.only())["messages"])), (1, 1))
        for number in range(19):
            hand_in(self.port, answer_to(mail, f"More {number}"))
        self.assertIn("452", self.refusal(answer_to(mail, "One too many")))
        self.assertEqual(self.only()["waiting"], 20)

    def test_what_is_no_lmtp_is_refused_and_large_ones_are(self):
        _, mail = self.post_to_reader()
        large = answer_to(mail, "Look")
        large.add_attachment(b"x" * (9 * 1024 * 1024), maintype="image", subtype="png", filename="large.png")
        with smtplib.LMTP("127.0.0.1", self.port) as door:
            door.ehlo()
            self.assertEqual(door.docmd("MAIL", "FROM:<a@b.example> SIZE=99999999")[0], 552)
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as raw:
            door = raw.makefile("rwb")
            self.assertTrue(door.readline().startswith(b"220"))
            for said, code in ((b"EHLO x\r\n", b"500"), (b"GET / HTTP/1.1\r\n", b"500"), (b"DATA\r\n", b"503"), (b"x" * 5000 + b"\r\n", b"500"), (b"NOOP\r\n", b"250")):
                door.write(said)
                door.flush()
                self.assertEqual(door.readline()[:3], code, said[:20])
        # 9 MB are 12 in base64.
        self.assertIn("552", self.refusal(large))
        self.assertEqual(self.items(), [])

    # --- leaving -------------------------------------------------------------------------------------------

    def test_who_asks_to_leave_is_let_go_by_a_person(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "Cancellami, per favore"))
        item = self.only()
        self.assertTrue(item["mail"]["asks_to_leave"])
        self.assertTrue(item["mail"]["subscribed"])
        self.act("unsubscribe", item)
        self.assertEqual(self.items(), [])
        gone = self.open(item)
        self.assertEqual((gone["state"], gone["mail"]["subscribed"], [one["act"] for one in gone["acts"]]), ("done", False, ["unsubscribe"]))
        self.act("undo", item, code=409)
        self.act("unsubscribe", item, code=422)
        # They have what they wrote as a file, also now.
        link = mail["List-Unsubscribe"].strip("<>").split("?")[1]
        own = self.server.get(f"/mail/answers?{link}")
        self.assertEqual((own.status, own.headers["content-type"]), (200, "text/plain; charset=utf-8"))
        self.assertIn("Cancellami, per favore", own.text)
        self.assertEqual(self.server.get(f"/mail/answers?{link[:-1]}{'a' if link[-1] != 'a' else 'b'}").status, 404)
        # What is said afterwards in the thread still arrives, for a month.
        hand_in(self.port, answer_to(mail, "Thank you"))
        self.assertEqual(self.only()["mail"]["text"], "Thank you")
        self.say(self.boss, "Something else")
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.boss).json["events"] == 0)
        self.assertEqual(len(self.sink.to(self.reader)), 2)

    def test_erasure_threads_go_a_month_after_the_subscription_with_what_was_noted(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "My address is Via Segreta 7"))
        item = self.only()
        self.act("note", item, text="Lives in Via Segreta")
        self.act("unsubscribe", item)
        self.server.stop()
        self.server.execute("UPDATE mail_threads SET last_at = last_at - 2678400000", "UPDATE schedules SET next_run_at = 1 WHERE name = 'mail.forget_threads'")
        self.server.start()
        wait_until(lambda: self.open(item)["mail"] is None)
        opened = self.open(item)
        self.assertEqual((opened["messages"], opened["state"]), ([], "done"))
        self.assertNotIn("Segreta", str(opened))
        self.assertIn("5.1.1", self.refusal(answer_to(mail, "Hello?")))
        self.assertEqual(self.server.get("/mail/answers?" + mail["List-Unsubscribe"].strip("<>").split("?")[1]).status, 404)

    # --- mails that come back ------------------------------------------------------------------------------

    def test_a_mail_that_comes_back_ends_the_subscription_where_there_is_no_mailbox(self):
        self.post_to_reader()
        path = self.return_path()
        hand_in(self.port, return_of(path, "4.4.1", "delayed"), to=path, sender="")
        self.say(self.boss, "Still there?")
        self.sink.wait_for(self.reader, 3)
        hand_in(self.port, return_of(path, "5.1.1"), to=path, sender="")
        self.say(self.boss, "For nobody")
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.boss).json["events"] == 0)
        self.assertEqual(len(self.sink.to(self.reader)), 3)
        self.assertEqual(self.items(), [])

    def test_after_three_that_came_back_within_a_month_nothing_more_is_sent(self):
        self.post_to_reader()
        path = self.return_path()
        for number in range(3):
            self.say(self.boss, f"Number {number}")
            self.sink.wait_for(self.reader, 3 + number)
            hand_in(self.port, return_of(path, "5.2.2"), to=path, sender="")
        self.say(self.boss, "For nobody")
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.boss).json["events"] == 0)
        self.assertEqual(len(self.sink.to(self.reader)), 5)

    def test_the_plug_is_pulled_and_what_was_answered_250_is_there(self):
        _, mail = self.post_to_reader()
        hand_in(self.port, answer_to(mail, "Before the dark"))
        self.server.kill()
        self.server.start()
        item = self.only()
        self.assertEqual(item["mail"]["text"], "Before the dark")
        self.write_back(item, "Light")
        self.server.kill()
        self.server.start()
        back = self.sink.wait_for(self.reader, 3)
        self.assertIn("Light", back.get_body(("plain",)).get_content())
        wait_until(lambda: self.open(item)["messages"][-1]["sent_at"])
        # Sent twice at most, and then the same mail to a mail program.
        self.assertEqual(len({one["Message-ID"] for one in self.sink.to(self.reader)[2:]}), 1)


class WithoutLetterbox(unittest.TestCase):
    def test_where_nothing_is_received_mails_ask_for_no_answer(self):
        with SmtpSink() as sink, Favilla(environment={"FAVILLA_SMTP_URL": sink.url}) as plain:
            plain.create_account("chief", role="admin")
            token = plain.create_token("chief")
            page = plain.post(PAGES, {"name": "plain", "title": "Plain"}, token=token).json["id"]
            offer(plain, page, token)
            subscribe(plain, sink, "plain", "reader@mail.example")
            plain.request("POST", "/api/v1/statuses", {"status": "Hello"}, token=token, headers={"Favilla-Voice": page})
            mail = sink.wait_for("reader@mail.example", 2)
            self.assertIsNone(mail["Reply-To"])
            self.assertNotIn("answer", sink.mails[-1][0])

    def test_the_door_is_not_opened_to_the_world(self):
        with self.assertRaises(Exception) as refused:
            with Favilla(environment={"FAVILLA_MAIL_RECEIVE_LISTEN": "0.0.0.0:2424"}):
                pass
        self.assertIn("mail.receive_listen", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
