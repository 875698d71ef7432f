# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Act by state of the topic: every cell of "What is done to a topic, by its state" in docs/groups.md, done by somebody in charge, tried
against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/groups"
CONVERSATIONS = "/api/favilla/v1/conversations"
STATES = ("open", "pinned", "closed", "waiting", "refused", "removed")
ANSWERED = ANSWERS | {409: "late", 422: "wrong"}
BY_CONVERSATION = {"split": ("status_id", "answer"), "merge": ("into_id", "other"), "move": ("group_id", "elsewhere")}


class Matrix(MatrixCase):
    document = "docs/groups.md"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper, cls.member = cls.person(), cls.person()
        cls.place, cls.elsewhere = cls.group(), cls.group()
        cls.new, cls.first_wait = None, False

    @classmethod
    def group(cls):
        cls.names += 1
        made = cls.call("POST", API, cls.boss, {"name": f"g{cls.names}", "joining": "open"}).json
        for who in (cls.keeper, cls.member):
            cls.call("POST", f"{API}/{made['id']}/join", who)
        cls.call("POST", f"{API}/{made['id']}/acts", cls.boss, {"act": "make_moderator", "object_id": cls.ids[cls.keeper]})
        return made

    def act(self, name, topic, who=None):
        return self.call("POST", f"{API}/{self.place['id']}/acts", who or self.keeper, {"act": name, "object_id": topic["id"], "text": "As we said"})

    def say(self, who, text, **more):
        return self.done("POST", "/api/v1/statuses", who, {"status": text, **more})

    def waiting_member(self):
        """Somebody of whom no topic was let in yet, while a first one waits."""
        if not self.new:
            type(self).new = self.person()
            self.done("POST", f"{API}/{self.place['id']}/join", self.new)
        return self.new

    def topic(self, state):
        """A topic in that state, its author, and an answer in it."""
        waits = state in ("waiting", "refused")
        author = self.waiting_member() if waits else self.member
        if waits != self.first_wait:
            type(self).first_wait = waits
            self.done("PATCH", f"{API}/{self.place['id']}", self.boss, {"first_topics": int(waits)})
        topic = self.say(author, f"@{self.place['account']['username']} What shall we read?")
        answer = self.say(author, "Poems", in_reply_to_id=topic["id"])
        before = {"pinned": "pin", "closed": "lock", "refused": "refuse", "removed": "remove"}.get(state)
        if before:
            self.assertEqual(self.act(before, topic).status, 200, state)
        return topic, author, answer

    def attempt(self, act, topic, author, answer, other):
        if act == "answer":
            return self.call("POST", "/api/v1/statuses", self.keeper, {"status": "Or plays", "in_reply_to_id": topic["id"]})
        if act == "read it":
            return self.call("GET", f"/api/v1/statuses/{topic['id']}", self.member)
        if act == "delete, by its author":
            return self.call("DELETE", f"/api/v1/statuses/{topic['id']}", author)
        if act in BY_CONVERSATION:
            key, what = BY_CONVERSATION[act]
            value = {"answer": answer["id"], "other": other["conversation_id"], "elsewhere": self.elsewhere["id"]}[what]
            return self.call("POST", f"{CONVERSATIONS}/{topic['conversation_id']}/{act}", self.keeper, {key: value})
        if act == "approve":
            type(self).new = None
        return self.act(act, topic)

    def state_of(self, topic):
        """As it stands in the group's list, for a member."""
        listed = self.done("GET", f"{API}/{self.place['id']}/topics?order=newest&limit=40", self.member)
        found = next((one for one in listed if one["status"]["id"] == topic["id"]), None)
        if not found:
            return "not listed"
        return " ".join(name for name in ("pinned", "closed") if found[name]) or "open"

    def test_what_is_done_to_a_topic_by_its_state(self):
        done, afterwards = (self.tables[f"What is done to a topic, by its state {n}"] for n in (0, 1))
        self.assertEqual(set(afterwards) - set(done), {"(as it is)"})
        for act in (done | afterwards):
            self.assertEqual(tuple((done | afterwards)[act]), STATES)
            for state in STATES:
                topic, author, answer = self.topic(state)
                other = self.topic("open")[0] if act == "merge" else topic
                if act in done:
                    answered = self.attempt(act, topic, author, answer, other)
                    self.assertEqual(ANSWERED.get(answered.status, answered.status), done[act][state], f"{act}, {state}: {answered.text[:200]}")
                if act in afterwards:
                    self.assertEqual(self.state_of(topic), afterwards[act][state], f"{act}, {state}")
                if "pin" in (act, state[:3]):
                    self.act("unpin", topic)                 # there is room for the next one


if __name__ == "__main__":
    unittest.main()
