# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts that wait for their time, as apps plan, list, change and give them up; and as they go out: once, also after the plug was pulled."""
import datetime
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402


def ahead(**time) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**time)).isoformat()


class Scheduled(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob")
        cls.ada = cls.favilla.get("/api/v1/accounts/verify_credentials", token=cls.tokens["ada"]).json["id"]

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def ask(self, method, path, who="ada", body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who], **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.text}")
        return answer

    def plan(self, text, expect=200, at=None, headers=None, **more):
        return self.ask("POST", "/api/v1/statuses", body={"status": text, "scheduled_at": at or ahead(hours=2), **more}, expect=expect, headers=headers).json

    def waiting(self, who="ada"):
        return self.ask("GET", "/api/v1/scheduled_statuses?limit=40", who).json

    def posted(self):
        return self.ask("GET", f"/api/v1/accounts/{self.ada}/statuses?limit=40").json

    def let_it_be_due(self, scheduled, end=Favilla.stop):
        """As if its time had come: the times are moved while nobody is at work."""
        end(self.favilla)
        self.favilla.execute(f"UPDATE scheduled_statuses SET scheduled_at = {int(time.time() * 1000)} WHERE id = {scheduled['id']}", "UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'")
        self.favilla.start()

    def test_a_plan_is_told_as_documented_and_goes_out_as_it_was_asked_for(self):
        media = [pictures.upload(self.favilla, self.tokens["ada"], pictures.png(40, 30), description="A coal").json["id"] for _ in range(2)]
        root = self.ask("POST", "/api/v1/statuses", "bob", {"status": "What is for dinner?"}).json
        at = ahead(days=1)
        planned = self.plan("Soup #dinner", at=at, media_ids=media, in_reply_to_id=root["id"], spoiler_text="Food", visibility="unlisted", language="en", quoted_status_id=root["id"],
                            quote_approval_policy="nobody", poll={"options": ["Hot", "Cold"], "expires_in": 3600, "multiple": True})
        self.assertEqual(schema.check(planned, "ScheduledStatus"), [])
        self.assertEqual(datetime.datetime.fromisoformat(planned["scheduled_at"]), datetime.datetime.fromisoformat(at).replace(microsecond=datetime.datetime.fromisoformat(at).microsecond // 1000 * 1000))
        told = planned["params"]
        self.assertEqual((told["text"], told["spoiler_text"], told["visibility"], told["media_ids"], told["in_reply_to_id"]), ("Soup #dinner", "Food", "unlisted", media, int(root["id"])))
        self.assertEqual((told["poll"]["options"], told["poll"]["expires_in"], told["quoted_status_id"], told["quote_approval_policy"]), (["Hot", "Cold"], 3600, root["id"], "nobody"))
        self.assertEqual(([one["id"] for one in planned["media_attachments"]], planned["refusal"]), (media, None))
        self.assertEqual(self.ask("GET", f"/api/v1/scheduled_statuses/{planned['id']}").json, planned)
        self.assertEqual([one["id"] for one in self.posted()], [])
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{root['id']}").json["replies_count"], 0)

        self.let_it_be_due(planned)
        status = wait_until(lambda: next((one for one in self.posted() if "Soup" in one["content"]), None))
        self.assertEqual(([one["id"] for one in status["media_attachments"]], status["spoiler_text"], status["visibility"], status["in_reply_to_id"]), (media, "Food", "unlisted", root["id"]))
        self.assertEqual(([one["title"] for one in status["poll"]["options"]], status["poll"]["multiple"], status["quote"]["quoted_status"]["id"]), (["Hot", "Cold"], True, root["id"]))
        self.assertEqual(status["quote_approval"]["automatic"], [])
        self.ask("GET", f"/api/v1/scheduled_statuses/{planned['id']}", expect=404)

    def test_the_plug_is_pulled_and_it_goes_out_once(self):
        planned = self.plan("Through the dark")
        self.let_it_be_due(planned, Favilla.kill)
        wait_until(lambda: [one for one in self.posted() if "Through the dark" in one["content"]])
        self.favilla.kill()
        self.favilla.start()
        self.let_it_be_due(planned)
        later = self.plan("Behind it")                          # jobs of a queue are done in their order
        self.let_it_be_due(later)
        wait_until(lambda: [one for one in self.posted() if "Behind it" in one["content"]])
        self.assertEqual(len([one for one in self.posted() if "Through the dark" in one["content"]]), 1)

    def test_what_was_due_while_nobody_was_at_work_is_held_and_asked_about(self):
        planned = [self.plan(f"Hours ago {n}", at=ahead(days=5, hours=n)) for n in range(3)]
        self.favilla.stop()
        for n, one in enumerate(planned):
            self.favilla.execute(f"UPDATE scheduled_statuses SET scheduled_at = {int(time.time() * 1000) - (n + 3) * 3_600_000} WHERE id = {one['id']}")
        self.favilla.execute("UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'")
        self.favilla.start()
        ids = [one["id"] for one in planned]
        held = wait_until(lambda: (lambda all: all if len(all) == 3 else None)([one for one in self.waiting() if one["id"] in ids and one["refusal"]]))
        self.assertIn("not at work", held[0]["refusal"])
        self.assertEqual([one for one in self.posted() if "Hours ago" in one["content"]], [])
        told = [one for one in self.ask("GET", "/api/v1/notifications").json if one["type"] == "plan_held"]
        self.assertEqual([one["account"]["username"] for one in told], ["ada"])
        send = f"/api/favilla/v1/scheduled_statuses/{ids[0]}/send"
        self.ask("POST", send, "bob", {}, 404)
        self.ask("POST", send, None, {}, 401)
        self.assertIn("Hours ago 0", self.ask("POST", send, body={}).json["content"])
        self.ask("POST", send, body={}, expect=404)
        self.ask("POST", "/api/favilla/v1/scheduled_statuses/zero/send", body={}, expect=404)
        self.assertIsNone(self.ask("PUT", f"/api/v1/scheduled_statuses/{ids[1]}", body={"scheduled_at": ahead(days=6)}).json["refusal"])
        for one in ids[1:]:
            self.ask("DELETE", f"/api/v1/scheduled_statuses/{one}")
        self.assertEqual(len([one for one in self.posted() if "Hours ago" in one["content"]]), 1)

    def test_plans_are_listed_in_pages_changed_and_given_up(self):
        planned = [self.plan(f"Plan {n}", at=ahead(days=9, hours=n)) for n in range(3)]
        first = self.ask("GET", "/api/v1/scheduled_statuses?limit=2")
        self.assertEqual([one["params"]["text"] for one in first.json], ["Plan 2", "Plan 1"])
        self.assertIn(f"max_id={planned[1]['id']}", first.headers["link"])
        behind = self.ask("GET", f"/api/v1/scheduled_statuses?limit=2&max_id={planned[1]['id']}").json
        self.assertEqual(behind[0]["id"], planned[0]["id"])
        self.assertEqual([one["id"] for one in self.ask("GET", f"/api/v1/scheduled_statuses?limit=1&min_id={planned[0]['id']}").json], [planned[1]["id"]])
        path = f"/api/v1/scheduled_statuses/{planned[0]['id']}"
        moved = self.ask("PUT", path, body={"scheduled_at": "2031-02-03T04:05:06.000Z"}).json
        self.assertEqual((moved["scheduled_at"], moved["params"]["text"]), ("2031-02-03T04:05:06.000Z", "Plan 0"))
        media = pictures.upload(self.favilla, self.tokens["ada"], pictures.png(40, 30)).json["id"]
        rewritten = self.ask("PUT", path, body={"status": "Another plan", "media_ids": [media], "visibility": "private"}).json
        self.assertEqual((rewritten["scheduled_at"], rewritten["params"]["text"], rewritten["params"]["media_ids"]), (moved["scheduled_at"], "Another plan", [media]))
        self.ask("PUT", path, body={"status": "Another plan, bare"})
        self.ask("GET", f"/api/v1/media/{media}")                # free again
        for method, body in (("GET", None), ("PUT", {"scheduled_at": ahead(days=1)}), ("DELETE", None)):
            self.ask(method, path, "bob", body, 404)
            self.ask(method, path, None, body, 401)
        self.assertEqual(self.waiting("bob"), [])
        for one in planned:
            self.assertEqual(self.ask("DELETE", f"/api/v1/scheduled_statuses/{one['id']}").json, {})
        self.ask("DELETE", path, expect=404)

    def test_what_cannot_be_planned_is_refused_in_words(self):
        for at in (ahead(minutes=4), ahead(days=-1)):
            self.assertIn("5", self.plan("Too soon", 422, at)["error"])
        self.plan("When?", 422, "next Tuesday")
        self.plan("", 422)
        self.plan("To nobody", 404, in_reply_to_id="1")
        self.assertEqual([one for one in self.posted() if "Too soon" in one["content"]], [])

    def test_a_scope_to_read_does_not_plan(self):
        reader = self.favilla.create_token("ada", "read:accounts")
        writer = self.favilla.create_token("ada", "write:statuses")
        planned = self.plan("Looked at")
        path = f"/api/v1/scheduled_statuses/{planned['id']}"
        for method, where, token, status in (("GET", path, reader, 403), ("GET", path, writer, 403), ("PUT", path, reader, 403), ("DELETE", path, reader, 403), ("DELETE", path, writer, 200)):
            self.assertEqual(self.favilla.request(method, where, {} if method == "PUT" else None, token=token).status, status, (method, token == reader))

    def test_the_same_asking_twice_is_one_plan(self):
        key = {"Idempotency-Key": "the one"}
        first, second = self.plan("Twice asked", headers=key), self.plan("Twice asked", headers=key)
        self.assertEqual(first["id"], second["id"])
        self.let_it_be_due(first)
        status = wait_until(lambda: next((one for one in self.posted() if "Twice asked" in one["content"]), None))
        self.assertEqual(self.plan("Twice asked", headers=key)["id"], status["id"])

    def test_what_has_become_impossible_is_kept_with_the_reason(self):
        root = self.ask("POST", "/api/v1/statuses", "bob", {"status": "Soon closed"}).json
        planned = self.plan("Too late", in_reply_to_id=root["id"])
        self.ask("POST", f"/api/favilla/v1/conversations/{root['conversation_id']}/close", "bob", {})
        self.let_it_be_due(planned)
        kept = wait_until(lambda: next((one for one in self.waiting() if one["id"] == planned["id"] and one["refusal"]), None))
        self.assertIn("closed", kept["refusal"])
        self.ask("POST", f"/api/favilla/v1/conversations/{root['conversation_id']}/open", "bob", {})
        self.assertIsNone(self.ask("PUT", f"/api/v1/scheduled_statuses/{planned['id']}", body={"scheduled_at": ahead(hours=1)}).json["refusal"])
        self.ask("DELETE", f"/api/v1/scheduled_statuses/{planned['id']}")


if __name__ == "__main__":
    unittest.main()
