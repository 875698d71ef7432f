# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations people can live in: who may answer, branches that are followed, muted, split off and joined again, the answer that
answered, and what came since somebody last looked."""
import pathlib
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402
from support.openapi import problems_of  # noqa: E402

API = "/api/favilla/v1/conversations"


class ConversationActs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = cls.enterClassContext(Favilla())
        cls.tokens, cls.ids = {}, {}
        for name in ("ada", "bob", "cleo", "dora"):
            cls.favilla.create_account(name, role="admin" if name == "ada" else "user")
            cls.tokens[name] = cls.favilla.create_token(name)
            cls.ids[name] = cls.favilla.get("/api/v1/accounts/verify_credentials", token=cls.tokens[name]).json["id"]

    def call(self, method, path, who, body=None, status=200):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who])
        self.assertEqual(answer.status, status, f"{method} {path} by {who}: {answer.text}")
        if path.startswith("/api/favilla/"):
            self.assertEqual(problems_of(method, path, status, answer.json), [])
        return answer.json

    def post(self, who, text, to=None, status=200, **more):
        return self.call("POST", "/api/v1/statuses", who, {"status": text, **({"in_reply_to_id": to["id"]} if to else {}), **more}, status)

    def page(self, conversation, who=None):
        return self.call("GET", f"{API}/{conversation}", who)

    def words(self, conversation, who=None):
        return [">" * node["depth"] + node["status"]["content"].removeprefix("<p>").removesuffix("</p>") for node in self.page(conversation, who)["nodes"]]

    def told(self, who):
        return [(one["type"], one["status"]["id"]) for one in self.call("GET", "/api/v1/notifications", who) if one.get("status")]

    def test_who_may_answer_is_the_authors_choice(self):
        root = self.post("ada", "For whoever follows me", reply_policy="followers")
        self.assertEqual((root["reply_policy"], root["may_answer"]), ("followers", True))
        seen = self.call("GET", f"/api/v1/statuses/{root['id']}", "dora")
        self.assertEqual((seen["reply_policy"], seen["may_answer"]), ("followers", False))
        self.assertNotIn("may_answer", self.call("GET", f"/api/v1/statuses/{root['id']}", None))
        refused = self.post("dora", "Let me in", root, status=403)
        self.assertIn("lets only their followers answer", refused["error"])
        self.call("POST", f"/api/v1/accounts/{self.ids['ada']}/follow", "bob")
        inner = self.post("bob", "I do", root)
        self.post("dora", "And here?", inner, status=403)
        changed = self.call("PUT", f"/api/v1/statuses/{root['id']}/interaction_policy", "ada", {"reply_policy": "public"})
        self.assertEqual(changed["reply_policy"], "public")
        self.post("dora", "Now I may", inner)
        self.call("PUT", f"/api/v1/statuses/{root['id']}/interaction_policy", "ada", {"reply_policy": "nobody"}, status=422)
        self.call("PUT", f"/api/v1/statuses/{root['id']}/interaction_policy", "bob", {"reply_policy": "public"}, status=404)
        self.post("ada", "For whom?", reply_policy="friends", status=422)
        self.post("ada", "For which group?", reply_policy="group", status=422)
        edited = self.call("PUT", f"/api/v1/statuses/{root['id']}", "ada", {"status": "For whom I name: @bob", "reply_policy": "mentioned"})
        self.assertEqual(edited["reply_policy"], "mentioned")
        self.post("dora", "Not any more", root, status=403)
        self.post("bob", "I still may", root)

    def test_a_planned_post_keeps_the_choice(self):
        planned = self.call("POST", "/api/v1/statuses", "ada", {"status": "Later", "reply_policy": "mentioned", "scheduled_at": "2099-01-01T10:00:00Z"})
        self.assertEqual(planned["params"]["reply_policy"], "mentioned")
        again = self.call("GET", f"/api/v1/scheduled_statuses/{planned['id']}", "ada")
        self.assertEqual(again["params"]["reply_policy"], "mentioned")

    def test_members_of_the_group_alone(self):
        group = self.call("POST", "/api/favilla/v1/groups", "ada", {"name": "answering"}, status=200)
        topic = self.post("ada", "@answering Among us", reply_policy="group")
        self.post("dora", "May I?", topic, status=403)
        self.call("POST", f"/api/favilla/v1/groups/{group['id']}/join", "dora")
        self.post("dora", "Now I may", topic)

    def test_a_branch_is_followed_and_muted(self):
        root = self.post("ada", "root")
        branch = self.post("bob", "branch", root)
        path = f"/api/favilla/v1/statuses/{branch['id']}/branch"
        self.call("PUT", path, "dora", {"wish": "follow"})
        self.call("PUT", path, "ada", {"wish": "mute"})
        self.call("PUT", path, "dora", {"wish": "shout"}, status=422)
        self.call("PUT", "/api/favilla/v1/statuses/1/branch", "dora", {"wish": "follow"}, status=404)
        self.assertEqual(self.page(root["conversation_id"], "dora")["reader"]["branches"], [{"status_id": branch["id"], "wish": "follow"}])
        inner = self.post("cleo", "@ada inner", branch)
        self.assertIn(("status", inner["id"]), self.told("dora"))
        self.assertNotIn(("mention", inner["id"]), self.told("ada"))
        self.call("PUT", path, "dora", {"wish": "none"})
        self.assertEqual(self.page(root["conversation_id"], "dora")["reader"]["branches"], [])
        self.assertNotIn("reader", self.page(root["conversation_id"]))

    def test_a_branch_is_split_off_and_joined_again(self):
        root = self.post("ada", "root")
        branch = self.post("bob", "branch", root)
        self.post("cleo", "leaf", branch)
        self.post("dora", "beside", root)
        old = root["conversation_id"]
        self.call("POST", f"{API}/{old}/split", "bob", {"status_id": branch["id"]}, status=403)
        self.call("POST", f"{API}/{old}/split", "ada", {"status_id": root["id"]}, status=422)
        self.call("POST", f"{API}/{old}/split", "ada", {"status_id": "1"}, status=404)
        self.assertTrue(self.page(old, "ada")["reader"]["may_split"])
        self.assertFalse(self.page(old, "bob")["reader"]["may_split"])
        made = self.call("POST", f"{API}/{old}/split", "ada", {"status_id": branch["id"]})
        self.assertEqual((made["split_from_id"], made["root_id"], made["statuses_count"]), (old, branch["id"], 2))
        self.assertEqual((self.words(old), self.words(made["id"])), (["root", ">beside"], ["branch", ">leaf"]))
        before = self.page(old)
        self.assertEqual(before["split_off"], [{"id": made["id"], "root_id": branch["id"], "statuses_count": 2}])
        self.assertEqual((before["measures"]["nodes"], self.page(made["id"])["measures"]["nodes"]), (2, 2))
        self.post("dora", "later", branch)
        self.assertEqual(self.page(made["id"])["measures"]["comments"], 2)
        # Apps made for Mastodon see the answers as before.
        context = self.call("GET", f"/api/v1/statuses/{branch['id']}/context", "dora")
        self.assertEqual(len(context["descendants"]), 2)

        self.call("POST", f"{API}/{made['id']}/merge", "bob", {"into_id": old}, status=403)
        self.call("POST", f"{API}/{made['id']}/merge", "bob", {"into_id": made["id"]}, status=422)
        own = self.post("ada", "mine")
        joined = self.call("POST", f"{API}/{own['conversation_id']}/merge", "ada", {"into_id": old})
        self.assertEqual((joined["id"], joined["statuses_count"]), (old, 3))
        self.assertEqual(self.page(own["conversation_id"])["id"], old, "the old address leads to where everything went")
        self.assertEqual(self.words(old), ["root", ">beside", ">mine"])
        self.assertEqual(self.page(old)["measures"]["nodes"], 3)

    def test_the_answer_that_answered(self):
        root = self.post("dora", "Who knows?")
        answer = self.post("bob", "I do", root)
        path = f"{API}/{root['conversation_id']}/answer"
        self.call("POST", path, "bob", {"status_id": answer["id"]}, status=403)
        self.call("POST", path, "dora", {"status_id": root["id"]}, status=422)
        marked = self.call("POST", path, "dora", {"status_id": answer["id"]})
        self.assertEqual((marked["state"], marked["answer_id"]), ("answered", answer["id"]))
        self.assertIn(("answer_marked", answer["id"]), self.told("bob"))
        self.post("cleo", "It goes on all the same", root)
        closed = self.call("POST", f"{API}/{root['conversation_id']}/close", "dora", {"summary": "Bob knew"})
        self.assertEqual((closed["state"], closed["answer_id"]), ("closed", answer["id"]))
        self.call("POST", f"{API}/{root['conversation_id']}/open", "dora")
        self.assertEqual(self.call("DELETE", path, "dora")["state"], "open")

    def test_what_came_since_somebody_last_looked(self):
        root = self.post("ada", "root")
        one = self.post("bob", "one", root)
        path = f"{API}/{root['conversation_id']}"
        nothing = self.call("GET", f"{path}/catch_up", "ada")
        self.assertEqual((nothing["since"], nothing["answers_count"]), (None, 0))
        self.call("POST", f"{path}/read", "ada", {"status_id": one["id"]})
        self.assertEqual(self.page(root["conversation_id"], "ada")["reader"]["read_up_to"], one["id"])
        first = self.post("cleo", "two", one)
        self.post("dora", "three", first)
        named = self.post("dora", "@ada four", first)
        self.assertEqual(self.page(root["conversation_id"], "ada")["reader"]["new_count"], 3)
        found = self.call("GET", f"{path}/catch_up", "ada")
        self.assertEqual((found["since"], found["answers_count"], found["people_count"]), (one["id"], 3, 2))
        self.assertEqual([person["username"] for person in found["people"]], ["dora", "cleo"])
        self.assertEqual(found["branches"], [{"status_id": one["id"], "first_new_id": first["id"], "answers_count": 3, "people_count": 2}])
        self.assertEqual(found["to_reader"], [named["id"]])
        self.assertEqual(self.call("GET", f"{path}/catch_up?since={named['id']}", "ada")["answers_count"], 0)
        secret = self.post("ada", "@bob psst", visibility="direct")
        self.call("GET", f"{API}/{secret['conversation_id']}/catch_up", "dora", status=404)
        self.call("POST", f"{API}/{secret['conversation_id']}/read", "dora", {"status_id": "1"}, status=404)
        self.call("POST", f"{API}/{secret['conversation_id']}/split", "ada", {"status_id": secret["id"]}, status=422)

    def test_two_who_reshape_at_once_lose_nothing(self):
        roots = [self.post("ada", f"root {n}") for n in range(4)]
        branches = [self.post("bob", f"branch {n}", root) for n, root in enumerate(roots)]
        for n, branch in enumerate(branches):
            self.post("cleo", f"leaf {n}", branch)
        asked = [("split", roots[n]["conversation_id"], {"status_id": branches[n]["id"]}) for n in range(4)] \
            + [("merge", roots[n]["conversation_id"], {"into_id": roots[(n + 1) % 4]["conversation_id"]}) for n in range(4)]
        answers = []

        def ask(act, conversation, body):
            answers.append(self.favilla.post(f"{API}/{conversation}/{act}", body, token=self.tokens["ada"]).status)

        threads = [threading.Thread(target=ask, args=one) for one in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertLessEqual(set(answers), {200, 404, 409, 422}, answers)
        homes = {self.call("GET", f"/api/v1/statuses/{one['id']}", "ada")["conversation_id"] for one in [*roots, *branches]}
        found = [node["id"] for home in homes for node in self.page(home)["nodes"]]
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(len(found), 12)
        for home in homes:
            page = self.page(home)
            self.assertEqual(page["measures"]["nodes"], page["total"])
            self.assertEqual(page["statuses_count"], page["total"])
        self.favilla.command("check")


if __name__ == "__main__":
    unittest.main()
