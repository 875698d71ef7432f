# SPDX-License-Identifier: AGPL-3.0-or-later
"""Growing by invitation: a friend joins in one step, from a page or an app, finds who invited them, stands in the tree; a branch is cut off as one."""
import concurrent.futures
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

API = "/api/favilla/v1/invitations"
TEAM = "read write follow admin:read admin:write"
PASSWORD = "a spark is enough"


class Invitations(ApiCase):
    scopes = TEAM

    def invite(self, person, status=200, **more):
        return self.ask("POST", API, getattr(person, "token", person), more, status)

    def app(self):
        made = self.server.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write follow"}).json
        return self.server.post("/oauth/token", {"grant_type": "client_credentials", "client_id": made["client_id"], "client_secret": made["client_secret"], "scope": "read write follow"}).json["access_token"]

    def join_by_app(self, code, name=None):
        name = name or self.name()
        return self.server.post("/api/v1/accounts", {"username": name, "email": f"{name}@mail.example", "password": PASSWORD, "agreement": True, "locale": "en", "invite_code": code}, token=self.app())

    def joined(self, code):
        """Somebody new who came with that code."""
        name = self.name()
        self.assertEqual(self.join_by_app(code, name).status, 200)
        one = object.__new__(Person)
        one.server, one.name, one.token = self.server, name, self.server.create_token(name)
        return one

    def id_of(self, person):
        return person.get("/api/v1/accounts/verify_credentials")["id"]

    def settings(self, **changed):
        self.assertEqual(self.server.patch("/api/favilla/v1/organisation", changed, token=self.boss).status, 200)

    def page(self, code, language="en"):
        browser = Browser(self.server.url, language)
        return browser, browser.get(f"/invite/{code}")

    def join_by_page(self, code, language="en", **more):
        browser, page = self.page(code, language)
        name = self.name()
        fields = {"username": name, "email": f"{name}@mail.example", "password": PASSWORD, "agreement": "1", **more}
        return browser, browser.submit(page, form=len(page.forms) - 1, **fields), name

    # --- joining -----------------------------------------------------------------------------------------

    def test_a_friend_joins_on_one_page_and_finds_the_inviter_and_the_group(self):
        ada = self.person()
        group = self.server.post("/api/favilla/v1/groups", {"name": self.name("group"), "title": "Night walkers", "joining": "open"}, token=self.boss).json
        self.server.post(f"/api/favilla/v1/groups/{group['id']}/join", {}, token=ada.token)
        made = self.invite(ada, max_uses=2, group_id=group["id"], word="Come along!\n<b>Sunday</b> at eight.")
        self.assertRegex(made["code"], r"^[0-9A-Z]{5}-[0-9A-Z]{5}$")
        self.assertEqual(made["url"], f"http://{self.server.domain}/invite/{made['code']}")
        _, page = self.page(made["code"])
        for words in (ada.name, "Night walkers", "Come along!", "&lt;b&gt;Sunday"):
            self.assertIn(words, page.text)
        self.assertIn("ti invita su", self.page(made["code"], "it")[1].words)
        browser, landed, name = self.join_by_page(made["code"])
        self.assertTrue(landed.url.endswith("/app"), landed.url)
        token = self.server.create_token(name)
        account = self.server.get(f"/api/v1/accounts/lookup?acct={ada.name}").json
        self.assertTrue(self.server.get("/api/v1/accounts/relationships", {"id[]": account["id"]}, token=token).json[0]["following"])
        self.assertEqual([one["id"] for one in self.server.get("/api/favilla/v1/groups/mine", token=token).json], [group["id"]])
        self.assertIn(("follow", name), ada.notifications())
        self.assertEqual(self.ask("GET", f"{API}/people", token)["invited_by"]["id"], account["id"])
        self.assertEqual([one["account"]["username"] for one in self.ask("GET", f"{API}/people", ada.token)["people"]], [name])
        # Signed in already, in this browser.
        self.assertIn(name, browser.get("/").text)

    def test_what_was_typed_is_kept_and_what_is_wrong_is_said(self):
        ada = self.person()
        made = self.invite(ada)
        _, page, _ = self.join_by_page(made["code"], username="not a name")
        self.assertEqual(page.status, 422)
        self.assertIn('value="not a name"', page.text)
        self.assertEqual([one["uses"] for one in self.ask("GET", API, ada.token)], [0])

    def test_codes_are_typed_as_people_type_them(self):
        made = self.invite(self.person())
        typed = made["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
        browser = Browser(self.server.url)
        self.assertEqual([(form.action, form.method) for form in browser.get("/invite").forms if "code" in form.fields], [("/invite", "get")])
        page = browser.get(f"/invite?code={urllib.parse.quote(typed)}")
        self.assertEqual(page.status, 200, page.words)
        self.assertIn("invites you to", page.words)
        self.assertEqual(browser.get("/invite?code=nonsense").status, 422)

    def test_where_nobody_may_sign_up_an_invitation_lets_in_whom_the_organisation_trusts(self):
        try:
            self.settings(registrations="closed")
            ada = self.person()
            self.invite(ada, 403)
            self.settings(who_invites="everybody")
            made = self.invite(ada)
            name = self.name()
            plain = self.server.post("/api/v1/accounts", {"username": name, "email": f"{name}@mail.example", "password": PASSWORD, "agreement": True, "locale": "en"}, token=self.app())
            self.assertEqual(plain.status, 403)
            friend = self.joined(made["code"])
            self.assertEqual(friend.get("/api/v1/accounts/verify_credentials")["username"], friend.name)
            self.settings(registrations="approval")
            self.joined(self.invite(ada)["code"])       # asked for no reason, and waits for nobody
            self.settings(who_invites="team")
            self.invite(ada, 403)
            self.invite(self.boss)
            self.settings(who_invites="nobody")
            self.invite(self.boss, 403)
        finally:
            self.settings(registrations="open", who_invites="everybody")

    def test_a_code_that_does_not_work_says_so_and_revoked_is_as_unknown(self):
        ada = self.person()
        revoked = self.invite(ada)
        self.assertEqual(self.ask("DELETE", f"{API}/{revoked['id']}", ada.token)["state"], "revoked")
        self.ask("DELETE", f"{API}/{revoked['id']}", self.boss, status=404)
        pages = [self.page(code)[1] for code in (revoked["code"], "00000-00000")]
        self.assertEqual([page.status for page in pages], [404, 404])
        self.assertEqual(pages[0].words, pages[1].words)
        used = self.invite(ada)
        self.joined(used["code"])
        page = self.page(used["code"])[1]
        self.assertEqual(page.status, 410)
        self.assertIn("Every place of this invitation is taken", page.words)
        self.assertEqual([self.join_by_app(code).status for code in (revoked["code"], "00000-00000", used["code"])], [404, 404, 410])
        asked = [self.server.get(f"/invite/{code}", headers={"Accept": "application/json"}) for code in (self.invite(ada)["code"], "00000-00000")]
        self.assertEqual([one.status for one in asked], [200, 401])
        self.assertEqual(asked[0].json["instance_api_url"], f"http://{self.server.domain}/api/v2/instance")

    def test_of_all_who_want_the_last_place_at_once_one_comes_in(self):
        made = self.invite(self.person(), max_uses=3)
        tokens = [self.app() for _ in range(8)]
        names = [self.name() for _ in tokens]

        def join(one):
            name, token = one
            return self.server.post("/api/v1/accounts", {"username": name, "email": f"{name}@mail.example", "password": PASSWORD, "agreement": True, "locale": "en", "invite_code": made["code"]}, token=token).status

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = sorted(pool.map(join, zip(names, tokens)))
        self.assertEqual(answers, [200] * 3 + [410] * 5)
        self.assertEqual(sum(self.server.get(f"/api/v1/accounts/lookup?acct={name}").status == 200 for name in names), 3)

    def test_who_is_signed_in_accepts_by_a_button(self):
        ada, bruno = self.person(), self.person("bruno")
        made = self.invite(ada)
        browser = Browser(self.server.url)
        browser.sign_in(bruno.name)
        page = browser.get(f"/invite/{made['code']}")
        self.assertNotIn('name="password"', page.text)
        form = next(i for i, form in enumerate(page.forms) if form.action.startswith("/invite/"))
        self.assertIn(f"/app/@{ada.name}", browser.submit(page, form=form).url)
        account = self.server.get(f"/api/v1/accounts/lookup?acct={ada.name}").json
        self.assertTrue(bruno.relationship(account["id"])["following"])
        self.assertIsNone(self.ask("GET", f"{API}/people", bruno.token)["invited_by"], "who was here already came through nobody")

    def test_what_is_out_of_bounds_is_refused(self):
        ada = self.person()
        for wrong in ({"max_uses": 0}, {"max_uses": 101}, {"max_uses": "many"}, {"expires_in": 1}, {"expires_in": 90 * 86400 + 1}, {"word": "x" * 501}):
            self.invite(ada, 422, **wrong)
        self.invite(ada, 404, group_id="1")
        for _ in range(50):
            self.invite(ada)
        self.invite(ada, 429)

    def test_tokens_need_the_scope_for_invitations(self):
        ada = self.person()
        reading, writing, other = (self.server.create_token(ada.name, scopes=scopes) for scopes in ("read:invitations", "write:invitations", "read:accounts write:accounts"))
        self.ask("GET", API, reading)
        self.ask("POST", API, writing, {})
        for token, method in ((writing, "GET"), (reading, "POST"), (other, "GET"), (other, "POST")):
            self.assertEqual(self.server.request(method, API, None if method == "GET" else {}, token=token).status, 403)

    # --- the tree ----------------------------------------------------------------------------------------

    def chain(self):
        """ada brought bruno, who brought cleo, who brought dora; and ada brought elio."""
        ada = self.person()
        people = [ada]
        for _ in range(3):
            people.append(self.joined(self.invite(people[-1])["code"]))
        return [*people, self.joined(self.invite(ada)["code"])]

    def test_the_tree_shows_who_came_through_whom_to_the_team_alone(self):
        ada, bruno, cleo, dora, elio = self.chain()
        for path in ("tree", "growth", "branches"):
            self.assertEqual(self.server.get(f"{API}/{path}", token=ada.token).status, 403)
        top = next(one for one in self.ask("GET", f"{API}/tree?limit=200", self.boss)["people"] if one["account"]["username"] == ada.name)
        self.assertEqual((top["generation"], top["brought_count"], top["below_count"], top["inviter_id"]), (0, 2, 4, None))
        self.assertTrue(top["may_act"])
        self.joined(self.invite(self.boss)["code"])
        own = next(one for one in self.ask("GET", f"{API}/tree?limit=200", self.boss)["people"] if one["account"]["username"] == "boss")
        self.assertFalse(own["may_act"], "nobody acts on their own branch")
        self.ask("POST", f"{API}/branches", self.boss, {"account_id": own["id"], "act": "limit"}, 403)
        level = self.ask("GET", f"{API}/tree?root={top['id']}", self.boss)
        self.assertEqual([one["account"]["username"] for one in level["people"]], [bruno.name, elio.name])
        self.assertEqual([one["below_count"] for one in level["people"]], [2, 0])
        last = self.ask("GET", f"{API}/tree?root={self.id_of(cleo)}", self.boss)
        self.assertEqual([(one["id"], one["generation"]) for one in last["people"]], [(self.id_of(dora), 3)])
        growth = self.ask("GET", f"{API}/growth", self.boss)
        self.assertIsNone(growth["raw"], "nobody has been here for 30 days")
        self.assertGreaterEqual(growth["generations"][2], 1)
        page = self.ask("GET", f"{API}/tree?root={top['id']}&limit=1&offset=1", self.boss)
        self.assertEqual((page["total"], [one["id"] for one in page["people"]]), (2, [self.id_of(elio)]))
        # Who is leaving by their own will is not suspended, and may come back.
        self.ask("POST", "/api/favilla/v1/leaving", elio, {"password": PASSWORD})
        level = self.ask("GET", f"{API}/tree?root={top['id']}", self.boss)
        self.assertEqual([(one["account"]["username"], one["leaving"], one["suspended"]) for one in level["people"]], [(bruno.name, False, False), (elio.name, True, False)])

    def test_a_branch_is_cut_off_as_one_and_given_back_to_those_it_was_taken_from(self):
        ada, bruno, cleo, dora, elio = self.chain()
        ids = {one.name: self.id_of(one) for one in (ada, bruno, cleo, dora, elio)}
        open_one = self.invite(cleo)
        self.server.post(f"/api/v1/admin/accounts/{ids[dora.name]}/action", {"type": "suspend"}, token=self.boss)
        cut = self.ask("POST", f"{API}/branches", self.boss, {"account_id": ids[bruno.name], "act": "cut", "text": "A farm"})
        self.assertEqual((cut["touched_count"], cut["undone_at"], cut["root"]["username"]), (2, None, bruno.name))
        self.assertEqual([self.server.get("/api/v1/accounts/verify_credentials", token=one.token).status for one in (ada, bruno, cleo, elio)], [200, 401, 401, 200])
        self.assertEqual(self.page(open_one["code"])[1].status, 404, "no invitation of theirs works")
        self.ask("POST", f"{API}/branches", self.boss, {"account_id": ids[bruno.name], "act": "cut"}, 409)
        undone = self.ask("POST", f"{API}/branches/{cut['id']}/undo", self.boss, {})
        self.assertIsNotNone(undone["undone_at"])
        self.ask("POST", f"{API}/branches/{cut['id']}/undo", self.boss, {}, 409)
        def standing(one):
            return self.server.get(f"/api/v1/admin/accounts/{ids[one.name]}", token=self.boss).json["suspended"]
        self.assertEqual([standing(one) for one in (bruno, cleo, dora)], [False, False, True])
        self.assertEqual(self.page(open_one["code"])[1].status, 200)
        log = self.server.get(f"/api/favilla/v1/moderation/log?target_account_id={ids[bruno.name]}", token=self.boss).json
        self.assertEqual([(one["act"], one["text"]) for one in log], [("undo_branch", ""), ("cut_branch", "A farm")])
        limited = self.ask("POST", f"{API}/branches", self.boss, {"account_id": ids[ada.name], "act": "limit"})
        self.assertEqual(limited["touched_count"], 5)
        self.assertEqual([one["act"] for one in self.ask("GET", f"{API}/branches", self.boss)][:2], ["limit", "cut"])
        for wrong, status in (({"account_id": ids[ada.name], "act": "burn"}, 422), ({"account_id": "1", "act": "cut"}, 404)):
            self.ask("POST", f"{API}/branches", self.boss, wrong, status)
        boss = self.server.get("/api/v1/accounts/verify_credentials", token=self.boss).json["id"]
        self.ask("POST", f"{API}/branches", self.boss, {"account_id": boss, "act": "cut"}, 403)

    def test_one_inviters_burst_is_seen(self):
        ada = self.person()
        made = self.invite(ada, max_uses=20)
        for _ in range(12):
            self.joined(made["code"])
        bursts = self.ask("GET", f"{API}/growth", self.boss)["bursts"]
        self.assertEqual([(one["account"]["username"], one["observed"]) for one in bursts], [(ada.name, 12)])

    # --- by hand -----------------------------------------------------------------------------------------

    def test_an_administrator_makes_lists_ends_and_draws(self):
        ada = self.person()
        link = self.server.command("invitation", "make", "--by", ada.name, "--uses", "2", "--days", "3", "--word", "Hello").stdout.strip()
        code = link.rsplit("/", 1)[1]
        friend = self.joined(code)
        self.assertIn(f"{code}\t{ada.name}\t1/2\topen", self.server.command("invitation", "list").stdout)
        self.assertIn(f"{ada.name}\t1\t1\n  {friend.name}\t0\t0\n", self.server.command("invitation", "tree").stdout)
        self.server.command("invitation", "revoke", code)
        self.assertEqual(self.page(code)[1].status, 404)
        self.assertNotEqual(self.server.command("invitation", "revoke", "00000-00000", check=False).returncode, 0)


class ByMail(unittest.TestCase):
    def test_a_friend_is_invited_by_mail_with_the_words_of_who_invites_and_within_bounds(self):
        sink = self.enterContext(SmtpSink())
        server = self.enterContext(Favilla(environment={"FAVILLA_SMTP_URL": sink.url}))
        ada, bea, member = (Person(server, name) for name in ("ada", "bea", "member"))

        def mail(who, email, status=200, **more):
            answer = server.post(f"{API}/mail", {"email": email, "word": "Come, we read aloud on Tuesdays.", **more}, token=who.token)
            self.assertEqual(answer.status, status, answer.text)
            self.assertEqual(problems_of("POST", f"{API}/mail", status, answer.json), [])
            return answer.json

        made = mail(ada, "friend@mail.example", language="it")
        self.assertEqual(made["max_uses"], 1)
        letter = sink.wait_for("friend@mail.example")
        words = letter.get_body(("plain",)).get_content()
        self.assertEqual(letter["Subject"], f"ada ti invita a {server.get('/api/v2/instance').json['title']}")
        self.assertIn("Come, we read aloud on Tuesdays.", words)
        self.assertIn(f"/invite/{made['code']}", words)
        self.assertIn("Once you have joined, you follow ada", Browser(server.url).get(f"/invite/{made['code']}").words)
        for body, status in (({"email": "nobody"}, 422), ({"email": ""}, 422), ({"email": "other@mail.example", "word": " "}, 422),
                             ({"email": "other@mail.example", "word": "See https://bad.example"}, 422), ({"email": "FRIEND@mail.example"}, 409)):
            with self.subTest(body=body):
                mail(ada, status=status, **body)
        # Neither whom another has invited nor who is here is written to, and nobody is told so.
        mail(bea, "friend@mail.example")
        mail(bea, "member@example.org")
        for n in range(4):
            mail(ada, f"other{n}@mail.example")
        mail(ada, "one_too_many@mail.example", status=429)
        sink.wait_for("other3@mail.example")
        self.assertEqual(sorted(to for _, recipients, _ in sink.mails for to in recipients), ["friend@mail.example", *(f"other{n}@mail.example" for n in range(4))])
        self.assertEqual(server.get(API, token=member.token).json, [])

    def test_who_proves_the_address_in_the_same_browser_is_in_at_once(self):
        sink = self.enterContext(SmtpSink())
        server = self.enterContext(Favilla(environment={"FAVILLA_SMTP_URL": sink.url}))
        ada = Person(server, "ada")
        made = server.post(API, {}, token=ada.token).json
        browser = Browser(server.url)
        page = browser.get(f"/invite/{made['code']}")
        waiting = browser.submit(page, form=len(page.forms) - 1, username="bea", email="bea@mail.example", password=PASSWORD, agreement="1")
        self.assertEqual(waiting.status, 200, waiting.words)
        self.assertIn("bea@mail.example", waiting.words)
        self.assertEqual(server.get(API, token=ada.token).json[0]["state"], "used_up")
        self.assertEqual(ada.notifications(), [], "nobody has come yet")
        link = next(word for word in sink.wait_for("bea@mail.example").get_body(("plain",)).get_content().split() if "/auth/confirm" in word)
        page = browser.get("/auth/confirm" + link.split("/auth/confirm")[1])
        landed = browser.submit(page, form=len(page.forms) - 1)
        self.assertTrue(landed.url.endswith("/app"), landed.url)
        self.assertIn(("follow", "bea"), ada.notifications())
        # An address that is known already is answered just the same, and its place is not given to anybody twice.
        other = server.post(API, {}, token=ada.token).json
        stranger = Browser(server.url)
        page = stranger.get(f"/invite/{other['code']}")
        again = stranger.submit(page, form=len(page.forms) - 1, username="beatrice", email="bea@mail.example", password=PASSWORD, agreement="1")
        self.assertEqual(again.status, 200)
        self.assertEqual(again.words, waiting.words)


class Guessing(unittest.TestCase):
    def test_who_tries_codes_is_stopped(self):
        server = self.enterContext(Favilla(testing=False))
        answers = [server.get(f"/invite/{number:010}").status for number in range(21)]
        self.assertEqual(answers, [404] * 20 + [429])


if __name__ == "__main__":
    unittest.main()
