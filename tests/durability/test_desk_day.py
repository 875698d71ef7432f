# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a day of six times the length, and the same requests as the tests of the desk make
"""A day at the desk of a page: 360 posts come in from this server and from another one, as answers, mentions and private messages, and 40 mails from readers without an account; three people of
the team work at them side by side, at the desk and from their phones, and five times the plug is pulled. Nothing is answered twice, nothing that was
acknowledged is lost, and the figures of the rhythm are those that the test reckons by itself from what it wrote down.

What is planned comes from a seed; who is first where several reach for the same is up to the machine. Nobody takes a question back here: of that no answer tells the moment, so no figure could be compared. And where many
wait in one conversation, a post and an answer take turns there: which of two that are under way at once the desk saw first, no answer tells either.

Nobody writes twice before they are answered: what becomes of what somebody adds while one types stands in tests/api/test_desk.py."""
import datetime
import pathlib
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import desk_day  # noqa: E402
from support.desk_day import number_of, number_of_item  # noqa: E402
from support.desk_work import DESK, HOUR, KILLS, TARGET, Day  # noqa: E402
from support.favilla_process import binary, wait_until  # noqa: E402
from support.openapi import problems_of  # noqa: E402


class DeskDay(unittest.TestCase):
    def test_a_day_of_three_people_and_400_posts_through_five_crashes(self):
        began = time.monotonic()
        day = Day(self)
        prepared = time.monotonic()
        self.assertEqual(day.go_by(), KILLS, "the day was over before the plug was pulled")
        worked = time.monotonic()
        self.assertEqual(len(day.log.sent), 400)
        self.assertGreater(day.again, 0, "nothing was under way when the plug was pulled")
        items = self.look_at_items(day)
        self.look_at_conversations(day, {thread: item for thread, item in items.items() if item["kind"] != "email"})
        self.look_at_mails(day)
        self.look_at_figures(day)
        checked = subprocess.run([binary(), "check", *day.here.storage()], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        print(f"prepared {prepared - began:.1f} s, worked {worked - prepared:.1f} s, looked at {time.monotonic() - worked:.1f} s; {day.calls} calls, {day.again} sent again, "
              f"{len(day.log.fought)} fights, {len(day.log.refused)} refused, {len(day.log.answers)} answers", file=sys.stderr)

    def look_at_items(self, day: Day) -> dict[str, dict]:
        """One item for each conversation, and it stands as the log says."""
        found, owner = {}, day.team[0]
        for which in ("open", "snoozed", "closed"):
            after = ""
            while after is not None:
                part = day.expect(day.insist("GET", f"{DESK}?page_id={day.page}&which={which}&limit=40{after and '&after=' + after}", token=owner.token))
                for item in part["items"]:
                    thread = day.plan[number_of_item(item)].thread
                    self.assertNotIn(thread, found, "it stands there twice")
                    found[thread] = {**item, "which": which}
                after = part["next_after"]
        self.assertEqual(set(found), {one.thread for one in day.plan}, "something is not on the desk")
        for thread, item in found.items():
            events = [one for one in day.plan if one.thread == thread]
            waits = [one for one in events if one.number not in day.log.settled]
            self.assertEqual(item["waiting"], len(waits), thread)
            if waits:
                self.assertEqual(item["which"], "snoozed" if waits[0].care == "later" else "open", thread)
                self.assertEqual(item["since"], day.log.sent[waits[0].number]["created_at"], "the time of the one that asked")
                continue
            last = max((day.log.settled[one.number] for one in events), key=lambda one: one[0])
            self.assertEqual((item["which"], item["state"]), ("closed", "none_needed" if last[1] == "none_needed" else "done"), thread)
        return found

    def look_at_conversations(self, day: Day, items: dict[str, dict]) -> None:
        """Each answer that was acknowledged stands there once, under what it answers; what was refused stands nowhere."""
        here = {}
        for thread, item in items.items():
            root = day.posts[next(one.post for one in day.plan if one.thread == thread)]["id"] if day.plan[number_of(item["status"])].post is not None else item["status"]["id"]
            context = day.voice("GET", f"/api/v1/statuses/{root}/context")
            whole = [*context["ancestors"], day.voice("GET", f"/api/v1/statuses/{root}"), *context["descendants"]]
            here[thread] = [one for one in whole if re.search(r"event \d+", one["content"])]
        said = [one for all_ in here.values() for one in all_ if one["account"]["id"] == day.page]
        asked = [one for all_ in here.values() for one in all_ if one["account"]["id"] != day.page]
        self.assertEqual(sorted(number_of(one) for one in asked), [one.number for one in day.plan if one.kind != "email"], "an event is not there, or twice")
        self.assertEqual(sorted(one["id"] for one in said), sorted(day.log.answers), "an acknowledged answer is lost, or there is one of which nobody was told")
        ids = {number_of(one): one["id"] for one in asked}
        answered = {}
        for one in said:
            event, phone, status = day.log.answers[one["id"]]
            self.assertEqual((one["in_reply_to_id"], one["visibility"], one["content"]), (ids[event], status["visibility"], status["content"]))
            answered.setdefault(event, []).append(phone)
        for event, phones in answered.items():
            self.assertLessEqual(len(phones), 2 if day.plan[event].care == "phone_duel" else 1, f"event {event} was answered twice")
            self.assertLessEqual(phones.count(False), 1, f"the desk answered event {event} twice")
        words = " ".join(one["content"] for one in said)
        for refused in day.log.refused:
            self.assertNotIn(refused, words)
        self.assertGreater(len(day.log.refused), 0, "nobody was too late")
        # And it reached those who asked on the other server.
        for one in said:
            event = day.plan[day.log.answers[one["id"]][0]]
            if event.there:
                author = day.remotes[event.author]
                wait_until(lambda one=one, event=event, author=author: one["uri"] in [other["uri"] for other in author.get(f"/api/v1/statuses/{day.log.sent[event.number]['id']}/context")["descendants"]])

    def look_at_mails(self, day: Day) -> None:
        """What was handed in stands there once; each answer that was acknowledged is one mail, in its thread, and what was refused is none."""
        mails = [one for one in day.plan if one.kind == "email"]
        self.assertEqual(len(mails), 40)
        self.assertGreater(len(day.log.letters), 10)
        for event in mails:
            ours = [one["text"] for one in day.log.sent[event.number]["messages"] if one["person"]]
            self.assertEqual(ours, day.log.letters.get(event.number, []), f"event {event.number}")
            self.assertLessEqual(len(ours), 1, f"event {event.number} was answered twice")
            asked = day.mailed[event.number]["Message-ID"]

            def came(asked=asked, address=day.subscribers[event.author]):
                return [one for one in day.sink.to(address) if one["In-Reply-To"] == asked]
            wait_until(lambda came=came, ours=ours: bool(came()) or not ours)
            # What a crash sends twice is one mail to a mail program.
            self.assertEqual(len({one["Message-ID"] for one in came()}), len(ours))
            for one in came():
                self.assertTrue(one.get_body(("plain",)).get_content().startswith(ours[0]))
        words = b" ".join(raw for *_, raw in day.sink.mails)
        for refused in day.log.refused:
            self.assertNotIn(refused.encode(), words)

    def look_at_figures(self, day: Day) -> None:
        """Some seconds were a day: they are drawn out to fourteen hours of the day before yesterday, in the program's rows and here alike."""
        waits = desk_day.waits_of(day.plan, day.log)
        first = min(one["since"] for one in waits)
        last = max(one["until"] for one in waits if one["how"])
        factor = 14 * HOUR // (last - first)
        date = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=2)
        morning = int(datetime.datetime.combine(date, datetime.time(2), datetime.UTC).timestamp() * 1000)
        day.here.stop()
        day.here.execute(f"UPDATE desk_waits SET since = {morning} + (since - {first}) * {factor}, ended_at = {morning} + (ended_at - {first}) * {factor} WHERE page_id = {day.page}")
        day.here.execute(f"UPDATE desk_items SET waits_since = {morning} + (waits_since - {first}) * {factor} WHERE page_id = {day.page}")
        day.here.start()
        path = f"{DESK}/pages/{day.page}/rhythm"
        answer = day.here.get(path, {"weeks": 2}, token=day.team[0].token)
        found = day.expect(answer)
        self.assertEqual(problems_of("GET", path, 200, found), [])
        now = int(time.time() * 1000)
        times = [(((one["until"] - one["since"]) * factor, one["how"] != "none_needed") if one["how"] else (now - morning - (one["since"] - first) * factor, False)) for one in waits]
        steps, told = desk_day.kaplan_meier(times), found["answered"]
        settled = [one for one in waits if one["how"]]
        self.assertEqual((told["conversations"], told["answered"], told["target_hours"]), (len(waits), sum(answered for _, answered in times), TARGET / HOUR))
        curve = [(one["hours"], one["waiting"], one["at_risk"]) for one in told["curve"]]
        for mine, theirs in zip(steps, curve):
            self.assertAlmostEqual(mine[0] / HOUR, theirs[0], places=6)
            self.assertAlmostEqual(mine[1], theirs[1], places=9)
            self.assertEqual(mine[2], theirs[2])
        self.assertLessEqual(len(curve) - len(steps), 1, "beside the answers there is the last one who waits")
        self.assertAlmostEqual(told["median_hours"], desk_day.median_of(steps) / HOUR, places=6)
        share, lower, upper = desk_day.within(steps, TARGET)
        for name, mine in (("within", share), ("within_lower", lower), ("within_upper", upper)):
            self.assertAlmostEqual(told[name], mine, places=9)
        self.assertTrue(0.02 < share < 0.98, f"{share}: a share that would be right by chance")
        # What came in, what went out, what lies there.
        flow = {one["date"]: one for one in found["flow"]}
        self.assertEqual({key: flow[date.isoformat()][key] for key in ("came", "settled", "waiting")}, {"came": len(waits), "settled": len(settled), "waiting": len(waits) - len(settled)})
        self.assertEqual(found["flow"][-1]["waiting"], len(waits) - len(settled))
        week = next(one for one in found["steadiness"]["weeks"] if one["from"] == (date - datetime.timedelta(days=date.weekday())).isoformat())
        answers = [one for one in settled if one["how"] != "none_needed"]
        in_time = [one for one in answers if (one["until"] - one["since"]) * factor <= TARGET]
        left = [one for one in settled if one["how"] == "none_needed" and (one["until"] - one["since"]) * factor <= TARGET]
        self.assertEqual((week["came"], week["answers"], week["due"], week["in_time"]), (len(waits), len(answers), len(waits) - len(left), len(in_time)))
        # Who settled how much: each sees their own, and the owner the sum.
        for who in day.team:
            mine = day.expect(day.here.get(path, {"weeks": 2}, token=who.token))["carried"]["me"]
            self.assertEqual(mine["settled"], sum(one["by"] == who.name for one in settled), who.name)
        self.assertEqual(found["carried"]["team"]["settled"], len(settled))


if __name__ == "__main__":
    unittest.main()
