# SPDX-License-Identifier: AGPL-3.0-or-later
"""From where and with which addresses somebody may join: networks, e-mail domains, single mailboxes; who may say so, and what it does."""
import hashlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402

ADMIN = "/api/v1/admin"
TEAM = "read write admin:read admin:write"
HERE, THERE = "192.0.2.1", "203.0.113.9"


class Entry(ApiCase):
    @classmethod
    def setUpClass(cls):
        # Whoever asks stands behind a proxy, which says where they come from.
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}))
        cls.server.create_account("boss", role="admin")
        cls.server.create_account("vera", role="moderator")
        cls.boss, cls.vera = (cls.server.create_token(name, TEAM) for name in ("boss", "vera"))
        cls.names = 0
        app = cls.server.post("/api/v1/apps", {"client_name": "app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}).json
        cls.app = cls.server.post("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"],
                                                   "client_secret": app["client_secret"], "scope": "read write"}).json["access_token"]

    def tearDown(self):
        for kind in ("ip_blocks", "email_domain_blocks", "canonical_email_blocks"):
            for rule in self.ask("GET", f"{ADMIN}/{kind}", self.boss):
                self.ask("DELETE", f"{ADMIN}/{kind}/{rule['id']}", self.boss)

    def join(self, email=None, address=HERE):
        name = self.name("joiner")
        answer = self.server.form("/api/v1/accounts", {"username": name, "email": email or f"{name}@example.org", "password": "a spark is enough",
                                                       "agreement": "true", "locale": "en"}, token=self.app, headers={"X-Forwarded-For": address})
        return name, answer

    def waiting(self):
        return [one["username"] for one in self.ask("GET", "/api/v2/admin/accounts?origin=local&status=pending&limit=200", self.boss)]

    def block(self, ip, severity, status=200, **more):
        return self.ask("POST", f"{ADMIN}/ip_blocks", self.boss, {"ip": ip, "severity": severity, **more}, status=status)

    def test_only_administrators_decide_and_each_scope_is_its_own(self):
        rule = {"ip_blocks": {"ip": THERE, "severity": "sign_up_block"}, "email_domain_blocks": {"domain": "x.example"}, "canonical_email_blocks": {"email": "x@y.example"}}
        for kind, body in rule.items():
            for who, status in ((None, 401), (self.person("mia"), 403), (self.vera, 403)):
                self.ask("GET", f"{ADMIN}/{kind}", who, status=status)
                self.ask("POST", f"{ADMIN}/{kind}", who, body, status=status)
            reads = self.server.create_token("boss", f"admin:read:{kind}")
            self.ask("GET", f"{ADMIN}/{kind}", reads)
            self.ask("POST", f"{ADMIN}/{kind}", reads, body, status=403)
            made = self.ask("POST", f"{ADMIN}/{kind}", self.server.create_token("boss", f"admin:write:{kind}"), body)
            self.assertEqual(self.ask("GET", f"{ADMIN}/{kind}/{made['id']}", reads), made)
            self.ask("GET", f"{ADMIN}/{kind}/999", reads, status=404)
            self.ask("DELETE", f"{ADMIN}/{kind}/999", self.boss, status=404)
        log = [(one["act"], one["target_name"]) for one in self.ask("GET", "/api/favilla/v1/moderation/log", self.boss)]
        self.assertIn(("add_ip_block", f"{THERE}/32"), log)
        self.assertIn(("add_email_domain_block", "x.example"), log)
        self.assertNotIn("x@y.example", str(log))

    def test_a_network_waits_or_is_refused_and_others_join(self):
        rule = self.block("203.0.113.77/24", "sign_up_requires_approval", comment="a rush", expires_in=3600)
        self.assertEqual((rule["ip"], rule["severity"], rule["comment"]), ("203.0.113.0/24", "sign_up_requires_approval", "a rush"))
        self.assertIsNotNone(rule["expires_at"])
        name, answer = self.join(address=THERE)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertIn(name, self.waiting())
        name, answer = self.join()
        self.assertNotIn(name, self.waiting())

        changed = self.ask("PUT", f"{ADMIN}/ip_blocks/{rule['id']}", self.boss, {"severity": "sign_up_block", "expires_in": ""})
        self.assertEqual((changed["severity"], changed["comment"], changed["expires_at"]), ("sign_up_block", "a rush", None))
        name, answer = self.join(address=THERE)
        self.assertEqual(answer.status, 403)
        self.assertIn("your connection", answer.json["error"])
        self.assertEqual(self.server.get(f"/api/v1/accounts/lookup?acct={name}").status, 404)
        self.assertEqual(self.server.get("/", headers={"X-Forwarded-For": THERE}).status, 200)

    def test_from_a_network_without_access_nothing_is_answered_until_it_is_lifted(self):
        asked = {"X-Forwarded-For": THERE, "Accept-Language": "it"}
        rule = self.block("203.0.113.0/24", "no_access")
        for path in ("/", "/api/v2/instance", "/health/live", "/auth/sign_in"):
            self.assertEqual(self.server.get(path, headers=asked).status, 403, path)
        refused = self.server.post("/api/v1/statuses", {"status": "x"}, token=self.boss, headers=asked)
        self.assertEqual((refused.status, "error" in refused.json), (403, True))
        self.assertEqual(self.server.get("/", headers={"X-Forwarded-For": "203.0.114.9"}).status, 200)
        self.assertEqual(self.server.get("/").status, 200)
        self.server.stop()  # it holds after a restart as well
        self.server.start()
        self.assertEqual(self.server.get("/", headers=asked).status, 403)
        self.ask("DELETE", f"{ADMIN}/ip_blocks/{rule['id']}", self.boss)
        self.assertEqual(self.server.get("/", headers=asked).status, 200)

    def test_another_organisation_of_the_same_house_keeps_its_own_rules(self):
        with Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as house:
            house.create_account("boss", role="admin")
            boss = house.create_token("boss", TEAM)
            house.command("domain", "add", "other.test")
            house.post(f"{ADMIN}/ip_blocks", {"ip": "203.0.113.0/24", "severity": "no_access"}, token=boss)
            asked = {"X-Forwarded-For": THERE}
            self.assertEqual(house.get("/", headers=asked).status, 403)
            self.assertEqual(house.get("/", headers={**asked, "Host": "other.test"}).status, 200)

    def test_who_asks_does_not_shut_themselves_out_and_bad_input_is_named(self):
        own = self.server.request("POST", f"{ADMIN}/ip_blocks", {"ip": "192.0.2.0/24", "severity": "no_access"}, token=self.boss, headers={"X-Forwarded-For": HERE})
        self.assertEqual((own.status, HERE in own.json["error"]), (422, True))
        for body, word in (({"ip": "house", "severity": "no_access"}, "house"), ({"ip": THERE, "severity": "loud"}, "loud"), ({"severity": "no_access"}, "192.0.2.0/24"),
                           ({"ip": THERE, "severity": "no_access", "expires_in": "soon"}, "soon"), ({"ip": THERE, "severity": "no_access", "expires_in": -4}, "-4"),
                           ({"ip": THERE, "severity": "no_access", "comment": "x" * 2001}, "2000")):
            self.assertIn(word, self.ask("POST", f"{ADMIN}/ip_blocks", self.boss, body, status=422)["error"])
        self.block(THERE, "sign_up_block")
        self.assertIn(f"{THERE}/32", self.block(THERE, "no_access", status=409)["error"])

    def test_an_e_mail_domain_is_refused_or_waits_and_tries_are_counted(self):
        rule = self.ask("POST", f"{ADMIN}/email_domain_blocks", self.boss, {"domain": "Throwaway.Example"})
        self.assertEqual((rule["domain"], rule["allow_with_approval"], len(rule["history"])), ("throwaway.example", False, 7))
        for email in ("a@throwaway.example", "b@mail.THROWAWAY.example"):
            name, answer = self.join(email)
            self.assertEqual((answer.status, answer.json["details"]["email"][0]["error"]), (422, "ERR_BLOCKED"), answer.text)
        self.assertEqual(self.join("c@notthrowaway.example")[1].status, 200)
        seen = self.ask("GET", f"{ADMIN}/email_domain_blocks/{rule['id']}", self.boss)
        self.assertEqual(sum(int(day["accounts"]) for day in seen["history"]), 2)
        self.ask("POST", f"{ADMIN}/email_domain_blocks", self.boss, {"domain": "slow.example", "allow_with_approval": True})
        name, answer = self.join("d@slow.example")
        self.assertEqual(answer.status, 200)
        self.assertIn(name, self.waiting())
        self.assertIn("no host", self.ask("POST", f"{ADMIN}/email_domain_blocks", self.boss, {"domain": "no host"}, status=422)["error"])
        self.ask("POST", f"{ADMIN}/email_domain_blocks", self.boss, {"domain": "slow.example"}, status=409)

    def test_a_mailbox_does_not_come_back_with_dots_or_a_plus_and_is_never_shown(self):
        held = self.ask("POST", f"{ADMIN}/canonical_email_blocks", self.boss, {"email": "Ada.L+news@example.net"})
        self.assertEqual(held["canonical_email_hash"], hashlib.sha256(b"adal@example.net").hexdigest())
        for email in ("adal@example.net", "a.dal+2@Example.net"):
            self.assertEqual(self.join(email)[1].json["details"]["email"][0]["error"], "ERR_BLOCKED")
            self.assertEqual(self.ask("POST", f"{ADMIN}/canonical_email_blocks/test", self.boss, {"email": email}), [held])
        self.assertEqual(self.ask("POST", f"{ADMIN}/canonical_email_blocks/test", self.boss, {"email": "adam@example.net"}), [])
        digest = hashlib.sha256(b"bob@example.net").hexdigest()
        by_hash = self.ask("POST", f"{ADMIN}/canonical_email_blocks", self.boss, {"canonical_email_hash": digest.upper()})
        self.assertEqual(by_hash["canonical_email_hash"], digest)
        self.assertEqual(self.join("b.o.b@example.net")[1].status, 422)
        self.ask("POST", f"{ADMIN}/canonical_email_blocks", self.boss, {"email": "nobody"}, status=422)
        self.ask("POST", f"{ADMIN}/canonical_email_blocks", self.boss, {"canonical_email_hash": "12"}, status=422)
        self.assertNotIn(b"example.net", str(self.ask("GET", f"{ADMIN}/canonical_email_blocks", self.boss)).encode())

    def test_who_was_suspended_does_not_come_back_with_the_same_mailbox(self):
        name, answer = self.join("guest.of.honour@example.net")
        self.assertEqual(answer.status, 200)
        account = self.server.get(f"/api/v1/accounts/lookup?acct={name}").json["id"]
        self.ask("POST", f"{ADMIN}/accounts/{account}/action", self.boss, {"type": "suspend"})
        self.assertEqual(self.join("guestofhonour+again@example.net")[1].status, 422)
        self.ask("POST", f"{ADMIN}/accounts/{account}/unsuspend", self.boss)
        self.assertEqual(self.ask("GET", f"{ADMIN}/canonical_email_blocks", self.boss), [])
        # Erased, the block stays and no longer says whose it was.
        self.ask("POST", f"{ADMIN}/accounts/{account}/action", self.boss, {"type": "suspend"})
        self.ask("DELETE", f"{ADMIN}/accounts/{account}", self.boss)
        self.assertEqual(self.join("guest.of.honour@example.net")[1].status, 422)

    def test_the_forms_of_the_site_say_the_same(self):
        self.ask("POST", f"{ADMIN}/email_domain_blocks", self.boss, {"domain": "throwaway.example"})
        self.block("203.0.113.0/24", "sign_up_block")
        page = self.server.get("/auth/sign_up", headers={"X-Forwarded-For": HERE, "Accept-Language": "it"})
        key = page.text.split('name="form_token" value="')[1].split('"')[0] if 'name="form_token"' in page.text else ""
        cookie = "; ".join(part.split(";")[0] for name, part in page.headers.items() if name == "set-cookie")
        typed = {"username": self.name("web"), "password": "a spark is enough", "agreement": "1", "form_token": key}
        for address, email, words in ((HERE, "a@throwaway.example", "fornitore"), (THERE, "a@example.net", "tua connessione")):
            answer = self.server.form("/auth/sign_up", {**typed, "email": email}, headers={"X-Forwarded-For": address, "Accept-Language": "it", "Cookie": cookie})
            self.assertIn(words, answer.text)
            self.assertIn(answer.status, (403, 422))


if __name__ == "__main__":
    unittest.main()
