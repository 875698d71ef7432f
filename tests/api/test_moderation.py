# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who look after a place: who may do what to whom, reports from filing to settling, what the person and the log are told."""
import concurrent.futures
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

TEAM = "read write follow push admin:read admin:write"
ACT = "/api/v1/admin/accounts/{id}/action"

# Who does what to whom -> allowed. "vera" moderates, "ugo" administers, "mia" is a member, "nobody" has no token. {member},
# {moderator}, {admin} are others of that role; {self} is whoever asks; {stranger} is of another organisation of this installation.
# fmt: off
TABLE = [
    # act,                                   on,           nobody, member, moderator, admin
    ("GET /api/v1/admin/reports",            None,         401,    403,    200,       200),
    ("GET /api/v1/admin/reports/{report}",   None,         401,    403,    200,       200),
    ("PUT /api/v1/admin/reports/{report}",   None,         401,    403,    200,       200),
    ("POST /api/v1/admin/reports/{report}/assign_to_self", None, 401, 403, 200,       200),
    ("POST /api/v1/admin/reports/{report}/unassign", None, 401,    403,    200,       200),
    ("POST /api/v1/admin/reports/{report}/resolve", None,  401,    403,    200,       200),
    ("POST /api/v1/admin/reports/{report}/reopen", None,   401,    403,    200,       200),
    ("GET /api/v1/admin/reports/{foreign_report}", None,   401,    403,    404,       404),
    ("PUT /api/v1/admin/reports/{foreign_report}", None,   401,    403,    404,       404),
    ("POST /api/v1/admin/reports/{foreign_report}/resolve", None, 401, 403, 404,      404),
    ("GET /api/v1/admin/accounts",           None,         401,    403,    200,       200),
    ("POST /api/v1/admin/dimensions",        None,         401,    403,    200,       200),
    ("GET /api/v2/admin/accounts",           None,         401,    403,    200,       200),
    ("GET /api/v1/admin/accounts/{id}",      "member",     401,    403,    200,       200),
    ("GET /api/v1/admin/accounts/{id}",      "stranger",   401,    403,    404,       404),
    (f"POST {ACT} none",                     "member",     401,    403,    200,       200),
    (f"POST {ACT} sensitive",                "member",     401,    403,    200,       200),
    (f"POST {ACT} silence",                  "member",     401,    403,    200,       200),
    (f"POST {ACT} disable",                  "member",     401,    403,    200,       200),
    (f"POST {ACT} suspend",                  "member",     401,    403,    200,       200),
    (f"POST {ACT} suspend",                  "moderator",  401,    403,    403,       200),
    (f"POST {ACT} disable",                  "moderator",  401,    403,    403,       200),
    (f"POST {ACT} suspend",                  "admin",      401,    403,    403,       200),
    (f"POST {ACT} suspend",                  "self",       401,    403,    403,       403),
    (f"POST {ACT} suspend",                  "stranger",   401,    403,    404,       404),
    (f"POST {ACT} delete_statuses",          "member",     401,    403,    422,       422),
    ("POST /api/v1/admin/accounts/{id}/unsensitive", "member", 401, 403,   200,       200),
    ("POST /api/v1/admin/accounts/{id}/unsilence", "member", 401,  403,    200,       200),
    ("POST /api/v1/admin/accounts/{id}/enable", "member",  401,    403,    200,       200),
    ("POST /api/v1/admin/accounts/{id}/unsuspend", "member", 401,  403,    200,       200),
    ("POST /api/v1/admin/accounts/{id}/unsuspend", "admin", 401,   403,    403,       200),
    ("POST /api/v1/admin/accounts/{id}/approve", "member", 401,    403,    403,       403),   # nobody waits
    ("POST /api/v1/admin/accounts/{id}/reject", "member",  401,    403,    403,       403),
    ("DELETE /api/v1/admin/accounts/{id}",   "member",     401,    403,    403,       403),   # not suspended
    ("POST /api/favilla/v1/members/{id}/role moderator", "member", 401, 403, 403,     200),
    ("POST /api/favilla/v1/members/{id}/role admin", "self", 401,  403,    403,       200),
    ("POST /api/favilla/v1/members/{id}/role user", "admin", 401,  403,    403,       200),
    ("POST /api/favilla/v1/members/{id}/role admin", "stranger", 401, 403, 403,       404),
    ("GET /api/favilla/v1/moderation/log",   None,         401,    403,    200,       200),
    ("GET /api/favilla/v1/moderation/accounts/{id}/warnings", "member", 401, 403, 200, 200),
    ("GET /api/favilla/v1/moderation/accounts/{id}/warnings", "stranger", 401, 403, 404, 404),
    ("GET /api/favilla/v1/organisation",     None,         401,    403,    403,       200),
    ("GET /api/favilla/v1/organisation/leaving", None,     401,    403,    200,       200),
    ("PATCH /api/favilla/v1/organisation",   None,         401,    403,    403,       200),
    ("PUT /api/favilla/v1/organisation/look", None,        401,    403,    403,       200),
    ("PUT /api/favilla/v1/organisation/figures", None,     401,    403,    403,       422),   # neither true nor false was said
    ("DELETE /api/favilla/v1/organisation/logo", None,     401,    403,    403,       200),
    ("DELETE /api/favilla/v1/organisation/banner", None,   401,    403,    403,       200),
    ("POST /api/favilla/v1/organisation/rules", None,      401,    403,    403,       200),
    ("PUT /api/favilla/v1/organisation/rules", None,       401,    403,    403,       409),   # not all of them
]
# fmt: on


class House(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.tokens, cls.ids = {}, {}
        cls.add("ugo", role="admin")
        cls.add("vera", role="moderator")
        cls.add("mia")

    @classmethod
    def add(cls, name, role="user"):
        here = ("--domain", cls.favilla.domain)
        cls.favilla.command("account", "create", name, *here, "--email", f"{name}@example.org", "--password", "a spark is enough", "--role", role, "--confirmed")
        cls.tokens[name] = cls.favilla.command("token", "create", name, *here, "--scopes", TEAM).stdout.strip()
        cls.ids[name] = cls.ask(name, "GET", "/api/v1/accounts/verify_credentials")["id"]
        return cls.ids[name]

    @classmethod
    def call(cls, who, method, path, body=None, **headers):
        return cls.favilla.request(method, path, body, token=cls.tokens.get(who), headers=headers)

    @classmethod
    def ask(cls, who, method, path, body=None):
        answer = cls.call(who, method, path, body)
        assert answer.status == 200, f"{who} {method} {path}: {answer.status} {answer.text}"
        return answer.json

    def report(self, by, about, **more):
        return self.ask(by, "POST", "/api/v1/reports", {"account_id": self.ids[about], **more})["id"]

    def act(self, by, on, kind, **more):
        return self.call(by, "POST", ACT.format(id=self.ids[on]), {"type": kind, **more})

    def told(self, who, kind):
        return [one for one in self.ask(who, "GET", "/api/v1/notifications") if one["type"] == kind]


class WhoMayDoWhat(House):
    """Each line of the table on somebody fresh, so that none hides another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.favilla.command("domain", "add", "other.test")
        cls.favilla.command("account", "create", "stranger", "--domain", "other.test", "--email", "s@other.test", "--password", "a spark is enough", "--confirmed")
        cls.favilla.command("account", "create", "chief", "--domain", "other.test", "--email", "c@other.test", "--password", "a spark is enough", "--confirmed", "--role", "admin")
        token = cls.favilla.command("token", "create", "stranger", "--domain", "other.test", "--scopes", TEAM).stdout.strip()
        there = {"Host": "other.test"}
        cls.ids["stranger"] = cls.favilla.get("/api/v1/accounts/verify_credentials", token=token, headers=there).json["id"]
        chief = cls.favilla.get("/api/v1/accounts/lookup", {"acct": "chief"}, headers=there).json["id"]
        cls.foreign_report = cls.favilla.post("/api/v1/reports", {"account_id": chief}, token=token, headers=there).json["id"]

    def test_the_table(self):
        wrong = []
        for number, (what, on, *expected) in enumerate(TABLE):
            for asker, status in zip((None, "member", "moderator", "admin"), expected):
                got = self.try_it(number, what, on, asker)
                if got != status:
                    wrong.append(f"{asker} {what} on {on}: {got}, not {status}")
        self.assertEqual(wrong, [])

    def try_it(self, line, what, on, asker):
        roles = {"member": "user", "moderator": "moderator", "admin": "admin"}
        who = {None: None, "member": "mia", "moderator": "vera", "admin": "ugo"}[asker]
        if on == "self" and asker:                      # what is done to oneself may stay done
            who = self.add(f"self{line}{asker}", role=roles[asker]) and f"self{line}{asker}"
        subject = {"stranger": "stranger", "self": who or "mia", None: "mia"}.get(on) or f"on{line}"
        if subject not in self.ids:
            self.add(subject, roles[on])
        method, path, *word = what.split(" ")
        report = self.report("ugo", "mia")
        path = path.format(id=self.ids[subject], report=report, foreign_report=self.foreign_report)
        body = {"type": word[0], "role": word[0]} if word else {"text": "Be kind"}
        return self.call(who, method, path, None if method == "GET" else body).status

    def test_a_token_needs_the_scope_besides_the_role(self):
        def token(scopes):
            return self.favilla.command("token", "create", "vera", "--domain", self.favilla.domain, "--scopes", scopes).stdout.strip()
        plain = token("read write")
        self.assertEqual(self.favilla.get("/api/v1/admin/reports", token=plain).status, 403)
        reading = token("admin:read:reports")
        self.assertEqual(self.favilla.get("/api/v1/admin/reports", token=reading).status, 200)
        self.assertEqual(self.favilla.get("/api/v1/admin/accounts", token=reading).status, 403)

    def test_the_last_administrator_stays_whoever_asks(self):
        with Favilla() as alone:
            alone.create_account("sole", role="admin")
            token = alone.create_token("sole", TEAM)
            me = alone.get("/api/v1/accounts/verify_credentials", token=token).json["id"]
            self.assertEqual(alone.post(f"/api/favilla/v1/members/{me}/role", {"role": "user"}, token=token).status, 403)

    def test_people_of_another_organisation_are_not_listed(self):
        names = [one["username"] for one in self.ask("ugo", "GET", "/api/v2/admin/accounts?limit=200&username=str")]
        self.assertEqual(names, [])


class Reports(House):
    def test_a_report_is_told_to_the_team_settled_and_the_person_warned_without_a_name(self):
        self.add("bob")
        self.add("ada")
        private = self.ask("bob", "POST", "/api/v1/statuses", {"status": "For @ada alone", "visibility": "direct"})["id"]
        report = self.report("ada", "bob", comment="Not nice", category="spam", status_ids=[private])
        news = self.told("vera", "admin.report")[0]
        self.assertEqual((news["report"]["id"], news["report"]["comment"], news["account"]["username"]), (report, "Not nice", "ada"))
        wait_until(lambda: [mail for mail in self.sink.to("vera@example.org") if "@bob" in mail["Subject"]])
        self.assertEqual(self.told("mia", "admin.report"), [])

        seen = self.ask("vera", "GET", f"/api/v1/admin/reports/{report}")
        self.assertEqual([one["id"] for one in seen["statuses"]], [private])
        self.assertEqual((seen["account"]["email"], seen["target_account"]["username"], seen["assigned_account"]), ("ada@example.org", "bob", None))
        self.assertEqual(self.ask("vera", "POST", f"/api/v1/admin/reports/{report}/assign_to_self")["assigned_account"]["username"], "vera")
        mine = self.ask("vera", "GET", f"/api/v1/admin/reports?assigned_account_id={self.ids['vera']}")
        self.assertIn(report, [one["id"] for one in mine])

        done = self.act("vera", "bob", "none", text="Please be kind", report_id=report, send_email_notification=True)
        self.assertEqual(done.status, 200, done.text)
        settled = self.ask("vera", "GET", f"/api/v1/admin/reports/{report}")
        self.assertEqual((settled["action_taken"], settled["action_taken_by_account"]["username"]), (True, "vera"))
        self.assertNotIn(report, [one["id"] for one in self.ask("vera", "GET", "/api/v1/admin/reports")])
        self.assertIn(report, [one["id"] for one in self.ask("vera", "GET", "/api/v1/admin/reports?resolved=true")])

        warning = self.told("bob", "moderation_warning")[0]
        self.assertEqual((warning["moderation_warning"]["action"], warning["moderation_warning"]["text"], warning["moderation_warning"]["status_ids"]),
                         ("none", "Please be kind", [private]))
        self.assertNotIn(self.ids["ada"], str(warning))
        self.assertNotIn(self.ids["vera"], str(warning))
        mail = self.sink.wait_for("bob@example.org").get_body(("plain",)).get_content()
        self.assertIn("Please be kind", mail)
        self.assertNotIn("@ada", mail)

    def test_a_category_is_changed_and_its_rules_with_it(self):
        self.add("gil")
        rule = self.ask("ugo", "POST", "/api/favilla/v1/organisation/rules", {"text": "Be brief"})["rules"][-1]["id"]
        report = self.report("mia", "gil")
        changed = self.ask("vera", "PUT", f"/api/v1/admin/reports/{report}", {"category": "violation", "rule_ids": [rule]})
        self.assertEqual((changed["category"], [one["text"] for one in changed["rules"]]), ("violation", ["Be brief"]))
        self.assertEqual(self.ask("ugo", "DELETE", f"/api/favilla/v1/organisation/rules/{rule}")["rules"], [])
        self.assertEqual([one["text"] for one in self.ask("vera", "GET", f"/api/v1/admin/reports/{report}")["rules"]], ["Be brief"])
        self.assertEqual(self.ask("vera", "PUT", f"/api/v1/admin/reports/{report}", {"category": "spam"})["rules"], [])
        self.assertEqual(self.call("vera", "PUT", f"/api/v1/admin/reports/{report}", {"category": "boredom"}).status, 422)

    def test_of_two_who_act_on_one_report_at_once_one_does(self):
        self.add("zoe")
        for round_ in range(5):
            self.add(f"dan{round_}")
            report = self.report("mia", f"dan{round_}")
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                done = list(pool.map(lambda who: self.act(who, f"dan{round_}", "silence", report_id=report).status, ("vera", "ugo")))
            self.assertEqual(sorted(done), [200, 409])
            self.assertEqual(len(self.ask("vera", "GET", f"/api/favilla/v1/moderation/accounts/{self.ids[f'dan{round_}']}/warnings")), 1)
            acts = [one["act"] for one in self.ask("vera", "GET", f"/api/favilla/v1/moderation/log?report_id={report}")]
            self.assertEqual(acts, ["silence", "resolve_report"])

    def test_pages_lead_from_one_to_the_next(self):
        self.add("leo")
        filed = [self.report("mia", "leo") for _ in range(5)]
        first = self.call("vera", "GET", f"/api/v1/admin/reports?target_account_id={self.ids['leo']}&limit=3")
        self.assertEqual([one["id"] for one in first.json], filed[:1:-1])
        following = re.search(r"<[^>]*(/api[^>]*)>; rel=\"next\"", first.headers["link"])[1]
        self.assertEqual([one["id"] for one in self.ask("vera", "GET", following)], filed[1::-1])
        self.assertEqual([one["id"] for one in self.ask("vera", "GET", f"/api/v1/admin/reports?target_account_id={self.ids['leo']}&min_id={filed[0]}&limit=2")], filed[2:0:-1])


class Accounts(House):
    def standing(self, name):
        one = self.ask("vera", "GET", f"/api/v1/admin/accounts/{self.ids[name]}")
        return {key for key in ("disabled", "silenced", "suspended", "sensitized") if one[key]}

    def test_each_act_is_done_found_and_undone(self):
        for kind, state, undo in (("sensitive", "sensitized", "unsensitive"), ("disable", "disabled", "enable"), ("silence", "silenced", "unsilence"), ("suspend", "suspended", "unsuspend")):
            name = f"is{kind}"
            self.add(name)
            self.assertEqual(self.act("vera", name, kind).status, 200)
            self.assertEqual(self.standing(name), {state})
            found = [one["username"] for one in self.ask("vera", "GET", f"/api/v2/admin/accounts?origin=local&status={state}")]
            self.assertEqual(found, [name])
            self.assertEqual([one["username"] for one in self.ask("vera", "GET", f"/api/v1/admin/accounts?local=true&{state}=true")], [name])
            self.assertEqual(self.ask("vera", "POST", f"/api/v1/admin/accounts/{self.ids[name]}/{undo}")["id"], self.ids[name])
            self.assertEqual(self.standing(name), set())
            acts = [one["act"] for one in self.ask("vera", "GET", f"/api/favilla/v1/moderation/log?target_account_id={self.ids[name]}")]
            self.assertEqual(acts, [undo, kind])

    def test_who_is_suspended_or_disabled_is_out_at_once(self):
        for kind in ("disable", "suspend"):
            self.add(f"out{kind}")
            self.act("vera", f"out{kind}", kind)
            self.assertEqual(self.call(f"out{kind}", "GET", "/api/v1/timelines/home").status, 401)

    def test_who_is_silenced_is_met_by_followers_alone(self):
        self.add("pam")
        self.add("fan")
        self.ask("fan", "POST", f"/api/v1/accounts/{self.ids['pam']}/follow")
        post = self.ask("pam", "POST", "/api/v1/statuses", {"status": "Loud #noise"})["id"]
        self.act("vera", "pam", "silence")
        for place in ("/api/v1/timelines/public", "/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/noise"):
            self.assertNotIn(post, [one["id"] for one in self.ask("mia", "GET", place)], place)
        self.assertIn(post, [one["id"] for one in self.ask("fan", "GET", "/api/v1/timelines/home")])
        def found(who):
            return [one["username"] for one in self.ask(who, "GET", "/api/v2/search?q=pa&type=accounts")["accounts"]]
        self.assertEqual((found("mia"), found("fan")), ([], ["pam"]))

    def test_what_somebody_marked_as_sensitive_posts_is_shown_so(self):
        self.add("kim")
        post = self.ask("kim", "POST", "/api/v1/statuses", {"status": "A picture"})["id"]
        self.act("vera", "kim", "sensitive")
        self.assertTrue(self.ask("mia", "GET", f"/api/v1/statuses/{post}")["sensitive"])
        self.ask("vera", "POST", f"/api/v1/admin/accounts/{self.ids['kim']}/unsensitive")
        self.assertFalse(self.ask("mia", "GET", f"/api/v1/statuses/{post}")["sensitive"])

    def test_a_suspended_account_is_deleted_by_an_administrator_alone(self):
        self.add("end")
        page = "/api/favilla/v1/pages/" + self.ask("ugo", "POST", "/api/favilla/v1/pages", {"name": "ending"})["id"]
        self.ask("ugo", "POST", f"{page}/team", {"act": "invite", "account_id": self.ids["end"], "role": "editor"})
        self.ask("end", "POST", f"{page}/join")
        team = lambda: sorted(one["account"]["username"] for one in self.ask("ugo", "GET", f"{page}/team"))
        self.assertEqual(team(), ["end", "ugo"])
        self.act("vera", "end", "suspend")
        self.assertEqual(self.call("vera", "DELETE", f"/api/v1/admin/accounts/{self.ids['end']}").status, 403)
        self.assertEqual(self.ask("ugo", "DELETE", f"/api/v1/admin/accounts/{self.ids['end']}")["username"], "end")
        self.assertEqual(self.call("ugo", "GET", f"/api/v1/admin/accounts/{self.ids['end']}").status, 404)
        self.assertEqual(team(), ["ugo"])

    def test_demoted_somebody_is_of_the_team_no_more(self):
        self.add("tom", role="moderator")
        self.report("mia", "tom") and self.report("ugo", "mia")
        self.assertTrue(self.told("tom", "admin.report"))
        self.ask("ugo", "POST", f"/api/favilla/v1/members/{self.ids['tom']}/role", {"role": "user"})
        self.assertEqual(self.call("tom", "GET", "/api/v1/admin/reports").status, 401)
        self.tokens["tom"] = self.favilla.create_token("tom", TEAM)
        self.assertEqual(self.call("tom", "GET", "/api/v1/admin/reports").status, 403)
        self.assertEqual(self.told("tom", "admin.report"), [])

    def test_names_find_people_as_they_begin(self):
        def found(query):
            return [one["username"] for one in self.ask("vera", "GET", f"/api/v2/admin/accounts?{query}")]
        self.add("wilma")
        self.assertEqual(found("username=WIL"), ["wilma"])
        self.assertEqual(found("email=wilma@"), ["wilma"])
        self.assertEqual(found("username=ilma"), [])
        self.assertEqual(found("role_ids[]=3"), ["ugo"])
        self.assertEqual(set(found("permissions=staff")) & {"ugo", "vera", "mia"}, {"ugo", "vera"})
        self.assertEqual(found("ip=127.0.0.1"), [])
        self.assertEqual(self.call("vera", "GET", "/api/v2/admin/accounts?status=sleepy").status, 422)


class SignUps(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask("ugo", "PATCH", "/api/favilla/v1/organisation", {"registrations": "approval"})

    def sign_up(self, name):
        app = self.favilla.form("/api/v1/apps", {"client_name": "Test", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}).json
        key = self.favilla.form("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read write"}).json
        draft = {"username": name, "email": f"{name}@example.org", "password": "a spark is enough", "agreement": "true", "locale": "it", "reason": "I read a lot"}
        answer = self.favilla.form("/api/v1/accounts", draft, token=key["access_token"])
        self.assertEqual(answer.status, 200, answer.text)
        self.favilla.command("account", "modify", name, "--confirm")
        self.ids[name] = [one["id"] for one in self.ask("vera", "GET", f"/api/v2/admin/accounts?username={name}")][0]
        return answer.json["access_token"]

    def test_a_sign_up_waits_and_is_let_in(self):
        token = self.sign_up("newt")
        waiting = self.ask("vera", "GET", "/api/v2/admin/accounts?status=pending&origin=local")
        self.assertIn(("newt", "I read a lot"), [(one["username"], one["invite_request"]) for one in waiting])
        self.assertEqual(self.favilla.get("/api/v1/timelines/home", token=token).status, 403)
        self.assertTrue(self.ask("vera", "POST", f"/api/v1/admin/accounts/{self.ids['newt']}/approve")["approved"])
        self.assertEqual(self.favilla.get("/api/v1/timelines/home", token=token).status, 200)
        wait_until(lambda: any("Benvenuto" in mail["Subject"] for mail in self.sink.to("newt@example.org")))
        self.assertEqual(self.call("vera", "POST", f"/api/v1/admin/accounts/{self.ids['newt']}/approve").status, 403)

    def test_a_sign_up_is_turned_down_and_forgotten(self):
        self.sign_up("gone")
        self.assertEqual(self.ask("vera", "POST", f"/api/v1/admin/accounts/{self.ids['gone']}/reject")["username"], "gone")
        self.assertEqual(self.call("vera", "GET", f"/api/v1/admin/accounts/{self.ids['gone']}").status, 404)
        entry = self.ask("vera", "GET", "/api/favilla/v1/moderation/log")[0]
        self.assertEqual((entry["act"], entry["target_name"], entry["account"]["username"]), ("reject", "gone", "vera"))
        self.sign_up("gone")                                                    # the name is free again


class Organisation(House):
    def test_what_is_changed_is_shown_everywhere(self):
        changed = self.ask("ugo", "PATCH", "/api/favilla/v1/organisation", {
            "title": "Lantern", "description": "We read", "about_html": "First line\n\nSecond & last", "contact_email": "us@example.org",
            "contact_username": "ugo", "languages": ["it", "en"], "registrations": "closed"})
        self.assertEqual(changed["about_html"], "<p>First line</p><p>Second &amp; last</p>")
        self.assertEqual(changed["contact_account"]["username"], "ugo")
        shown = self.favilla.get("/api/v2/instance").json
        self.assertEqual((shown["title"], shown["description"], shown["languages"], shown["registrations"]["enabled"], shown["contact"]["email"]),
                         ("Lantern", "We read", ["it", "en"], False, "us@example.org"))
        page = self.favilla.get("/about").text
        for words in ("Lantern", "We read", "Second &amp; last", "us@example.org"):
            self.assertIn(words, page)
        self.assertIn("Lantern", self.favilla.command("domain", "list").stdout)

    def test_rules_are_written_in_both_languages(self):
        rules = self.ask("ugo", "POST", "/api/favilla/v1/organisation/rules", {"text": "Be kind", "translations": {"it": {"text": "Sii gentile"}}})["rules"]
        rule = rules[-1]
        self.assertEqual(rule["translations"], {"it": {"text": "Sii gentile", "hint": ""}})
        self.assertIn("Sii gentile", self.favilla.get("/about/rules", headers={"Accept-Language": "it"}).text)
        self.assertIn("Be kind", self.favilla.get("/about/rules", headers={"Accept-Language": "en"}).text)
        changed = self.ask("ugo", "PUT", f"/api/favilla/v1/organisation/rules/{rule['id']}", {"text": "Be kinder", "hint": "Always", "translations": {"it": {"text": ""}}})["rules"][-1]
        self.assertEqual((changed["text"], changed["hint"], changed["translations"]), ("Be kinder", "Always", {}))
        self.assertEqual(self.favilla.get("/api/v1/instance/rules").json[-1]["text"], "Be kinder")
        self.ask("ugo", "DELETE", f"/api/favilla/v1/organisation/rules/{rule['id']}")
        self.assertNotIn("Be kinder", self.favilla.get("/api/v1/instance/rules").text)
        self.assertEqual(self.call("ugo", "DELETE", f"/api/favilla/v1/organisation/rules/{rule['id']}").status, 404)

    def test_rules_stand_in_the_order_that_was_chosen(self):
        path = "/api/favilla/v1/organisation/rules"
        ids = [self.ask("ugo", "POST", path, {"text": text})["rules"][-1]["id"] for text in ("One", "Two", "Three")]
        self.addCleanup(lambda: [self.ask("ugo", "DELETE", f"{path}/{id}") for id in ids])
        before = [one["id"] for one in self.ask("ugo", "GET", "/api/favilla/v1/organisation")["rules"]]
        wanted = [*before[:-3], ids[2], ids[0], ids[1]]
        self.assertEqual([one["id"] for one in self.ask("ugo", "PUT", path, {"ids": wanted})["rules"]], wanted)
        self.assertEqual([one["id"] for one in self.favilla.get("/api/v1/instance/rules").json], wanted)
        for wrong in (wanted[1:], [*wanted, wanted[0]], [*wanted[1:], "7"], []):
            answer = self.call("ugo", "PUT", path, {"ids": wrong})
            self.assertEqual((answer.status, answer.json["error"]), (409, "Somebody else has changed the rules meanwhile. Look at them again."))
        self.assertEqual([one["id"] for one in self.favilla.get("/api/v1/instance/rules").json], wanted)
        self.assertEqual(self.ask("ugo", "GET", "/api/favilla/v1/moderation/log")[0]["act"], "order_rules")

    def test_what_is_wrong_changes_nothing(self):
        before = self.ask("ugo", "GET", "/api/favilla/v1/organisation")
        for wrong in ({"title": " "}, {"registrations": "maybe"}, {"languages": ["klingonese"]}, {"contact_email": "nowhere"}, {"contact_username": "nobody"}):
            self.assertEqual(self.call("ugo", "PATCH", "/api/favilla/v1/organisation", {"description": "New", **wrong}).status, 422, wrong)
        self.assertEqual(self.call("ugo", "POST", "/api/favilla/v1/organisation/rules", {"text": " "}).status, 422)
        self.assertEqual(self.ask("ugo", "GET", "/api/favilla/v1/organisation"), before)


if __name__ == "__main__":
    unittest.main()
