# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new in a group by e-mail: chosen by a member, sent at its rhythm, ended by the link in it, over the real server and a mail server."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

API = "/api/favilla/v1/groups"


def body_of(mail, kind: str) -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


class GroupDigests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss")
        cls.keeper = cls.server.create_token("boss", "admin:read")
        cls.ada, cls.bruno = (Person(cls.server, name) for name in ("ada", "bruno"))

    def make(self, name, **more):
        made = self.server.post(API, {"name": name, "title": "Walkers", **more}, token=self.boss).json
        for person in (self.ada, self.bruno):
            self.server.post(f"{API}/{made['id']}/acts", {"act": "invite", "object_id": person.get("/api/v1/accounts/verify_credentials")["id"], "text": ""}, token=self.boss)
            self.server.post(f"{API}/{made['id']}/join", {}, token=person.token)
        return made

    def choose(self, group, rhythm, person=None, status=200, **headers):
        path = f"{API}/{group['id']}/digest"
        answer = self.server.request("PUT", path, {"rhythm": rhythm}, token=(person or self.ada).token, headers=headers)
        self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(problems_of("PUT", path, answer.status, answer.json), [])
        return answer.json

    def let_them_be_due(self):
        """As if the morning had come: the times are moved while nobody is at work, and the schedule is kept at the start."""
        self.server.stop()
        self.server.execute("UPDATE group_digests SET next_at = 1", "UPDATE schedules SET next_run_at = 1 WHERE name = 'mail.group_digests'")
        self.server.start()

    def test_a_member_chooses_and_the_mail_ends_itself(self):
        group = self.make("walkers")
        known = len(self.sink.to("ada@example.org"))
        self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "none")
        self.assertEqual(self.choose(group, "weekly")["membership"]["digest"], "weekly")
        self.assertEqual(self.choose(group, "hourly", status=422)["error"], "none, daily or weekly is asked for, not hourly.")
        self.assertIn("weekly", self.choose(group, "each", status=422, **{"Accept-Language": "it"})["error"])
        self.bruno.write("@walkers Along the river on Sunday?")
        self.let_them_be_due()
        mail = self.sink.wait_for("ada@example.org", known + 1)
        self.assertEqual(mail["Subject"], "Walkers: something new in 1 topic")
        self.assertIn("* Along the river on Sunday?\n", body_of(mail, "plain"))
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        way_out = re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"]).group(1).removeprefix(f"http://{self.server.domain}")

        # Nothing new: no mail, though it was due.
        self.let_them_be_due()
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.keeper).json["waiting"] == 0)
        self.assertEqual(len(self.sink.to("ada@example.org")), known + 1)

        # A scanner opens the link; a person changes how often; a mail program's own button ends it.
        self.assertIn("Walkers", self.server.get(way_out).text)
        self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "weekly")
        token = way_out.split("token=")[1]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.server.request("POST", "/mail/group", f"token={token}&rhythm=daily".encode(), headers=form).status, 200)
        self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "daily")
        self.assertEqual(self.server.request("POST", "/mail/group", f"token={token}&rhythm=each".encode(), headers=form).status, 400)
        for _ in range(2):
            self.assertEqual(self.server.request("POST", way_out, b"List-Unsubscribe=One-Click", headers=form).status, 200)
            self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "none")
        # An old mail is no way back in, and what was not made here opens nothing.
        self.assertEqual(self.server.request("POST", "/mail/group", f"token={token}&rhythm=daily".encode(), headers=form).status, 200)
        self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "none")
        self.assertEqual(self.server.get(way_out[:-1] + ("A" if way_out[-1] != "A" else "B")).status, 404)
        self.assertEqual(self.server.request("POST", "/mail/group", b"token=1-2.x", headers=form).status, 404)

    def test_of_a_hidden_group_no_word_leaves_the_house_and_an_address_that_is_gone_ends_it(self):
        group = self.make("roses", joining="hidden")
        self.choose(group, "daily")
        self.choose(group, "daily", self.bruno)
        stranger = Person(self.server, "cleo")
        self.choose(group, "daily", stranger, status=404)
        self.server.post("/api/v1/statuses", {"status": "Under the roses", "group_id": group["id"]}, token=self.boss)
        known = len(self.sink.to("ada@example.org"))
        self.sink.refused["bruno@example.org"] = "550 5.1.1 no such mailbox"
        self.let_them_be_due()
        mail = self.sink.wait_for("ada@example.org", known + 1)
        self.assertNotIn("roses", (body_of(mail, "plain") + body_of(mail, "html")).lower())
        wait_until(lambda: self.server.get(f"{API}/{group['id']}", token=self.bruno.token).json["membership"]["digest"] == "none")
        self.assertEqual(self.server.get(f"{API}/{group['id']}", token=self.ada.token).json["membership"]["digest"], "daily")


class WithoutMail(unittest.TestCase):
    def test_where_no_mail_is_sent_none_is_offered(self):
        with Favilla() as server:
            server.create_account("boss", role="admin")
            boss = server.create_token("boss")
            group = server.post(API, {"name": "walkers"}, token=boss).json
            self.assertIsNone(group["membership"]["digest"])
            answer = server.request("PUT", f"{API}/{group['id']}/digest", {"rhythm": "daily"}, token=boss)
            self.assertEqual((answer.status, "mail" in answer.json["error"]), (422, True))


if __name__ == "__main__":
    unittest.main()
