# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in, signing in and being somebody, through the client API and by mail, as apps and people do it."""
import base64
import hashlib
import html
import http.client
import pathlib
import re
import socket
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def link_in(mail) -> str:
    return re.search(r"https?://\S+", text_of(mail)).group()


class Visitor:
    """Somebody with a browser without scripts: keeps cookies, sends the first form of a page's main part."""

    def __init__(self, favilla: Favilla):
        self.favilla = favilla
        self.origin = f"http://{favilla.domain}"
        self.cookies: dict[str, str] = {}
        self.place = "/"

    def get(self, target: str):
        self.place = target.removeprefix(self.origin)
        return self.keep(self.favilla.get(self.place, headers=self.headers()))

    def send_form(self, page, typed: dict[str, str]):
        main = page.text[page.text.index("<main"):]
        form = main[main.index("<form"):main.index("</form>")]
        fields = {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}
        fields |= {name: value for name, value in typed.items() if f'name="{name}"' in form}
        if button := re.search(r'<button(?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]+)")', form):
            fields[button.group(1)] = button.group(2)
        action = re.match(r'<form[^>]*action="([^"]*)"', form)
        target = html.unescape(action.group(1)) if action else self.place
        return self.keep(self.favilla.form(target, fields, headers=self.headers()))

    def keep(self, answer):
        self.cookies.update(cookie.split(";")[0].split("=", 1) for cookie in answer.cookies)
        return answer

    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.origin, "Host": self.favilla.domain}


class Accounts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.favilla.create_account("boss", role="admin")

    def app(self, scopes="read write follow push", redirect=OUT_OF_BAND) -> dict:
        answer = self.favilla.form("/api/v1/apps", {"client_name": "Test", "redirect_uris": redirect, "scopes": scopes})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def app_token(self, app: dict, scope="read write") -> str:
        answer = self.favilla.form("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"],
                                                    "client_secret": app["client_secret"], "scope": scope})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json["access_token"]

    def sign_up(self, name: str, **fields):
        draft = {"username": name, "email": f"{name}@example.org", "password": "a spark is enough", "agreement": "true", "locale": "en"}
        return self.favilla.form("/api/v1/accounts", {**draft, **fields}, token=self.app_token(self.app()))

    def password_token(self, name: str, password="a spark is enough", app=None):
        app = app or self.app()
        return self.favilla.form("/oauth/token", {"grant_type": "password", "client_id": app["client_id"], "client_secret": app["client_secret"],
                                                  "username": name, "password": password, "scope": "read write"})

    # --- signing up ----------------------------------------------------------------------------------

    def test_somebody_signs_up_is_written_to_in_their_language_and_comes_in(self):
        answer = self.sign_up("dora", locale="it")
        self.assertEqual(answer.status, 200, answer.text)
        token = answer.json["access_token"]
        self.assertEqual(answer.json["token_type"], "Bearer")
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 403)
        self.assertEqual(self.favilla.get("/api/v1/accounts/lookup?acct=dora").status, 404)

        self.assertIs(self.favilla.get("/api/v1/emails/check_confirmation", token=token).json, False)
        mail = self.sink.wait_for("dora@example.org")
        self.assertIn("Conferma", mail["Subject"])
        self.assertIn("<html lang=\"it\">", mail.get_body(("html",)).get_content())
        self.assertEqual(self.favilla.post("/api/v1/emails/confirmations", token=token).status, 200)
        second = self.sink.wait_for("dora@example.org", 2)
        self.assertNotEqual(link_in(mail), link_in(second))
        self.open_link(second)
        self.assertIs(self.favilla.get("/api/v1/emails/check_confirmation", token=token).json, True)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).json["username"], "dora")
        self.assertEqual(self.favilla.get("/api/v1/accounts/lookup?acct=dora").status, 200)
        self.assertEqual(self.favilla.post("/api/v1/emails/confirmations", token=token).status, 403)

    def open_link(self, mail):
        """Opens the page behind the link and sends its form, as a person does."""
        person = Visitor(self.favilla)
        page = person.get(link_in(mail))
        self.assertEqual(person.send_form(page, {}).status, 200)

    def test_a_bad_sign_up_names_every_field_as_mastodon_does(self):
        answer = self.sign_up("no-dash", email="nowhere", password="short", agreement="false")
        self.assertEqual(answer.status, 422)
        codes = {field: [problem["error"] for problem in problems] for field, problems in answer.json["details"].items()}
        self.assertEqual(codes, {"username": ["ERR_INVALID"], "email": ["ERR_INVALID"], "password": ["ERR_TOO_SHORT"], "agreement": ["ERR_ACCEPTED"]})
        self.assertTrue(all(problem["description"] for problems in answer.json["details"].values() for problem in problems))

    def test_enumeration_a_known_address_is_answered_as_a_new_one(self):
        known, new = self.sign_up("eve1", email="boss@example.org"), self.sign_up("eve2", email="eve2@example.org")
        self.assertEqual(known.status, new.status)
        self.assertEqual(known.json.keys(), new.json.keys())
        for path in ("/api/v1/accounts/verify_credentials", "/api/v1/timelines/home", "/api/v1/preferences"):
            answers = [self.favilla.get(path, token=answer.json["access_token"]) for answer in (known, new)]
            self.assertEqual((answers[0].status, answers[0].text), (answers[1].status, answers[1].text))
        self.assertIn("already", self.sink.wait_for("boss@example.org")["Subject"])

    def test_a_mail_server_that_says_later_gets_the_mail_later(self):
        self.sink.refuse_next = 1
        self.assertEqual(self.sign_up("fay").status, 200)
        wait_until(lambda: self.sink.refuse_next == 0)
        self.assertEqual(self.sink.to("fay@example.org"), [])
        # The job is still there: after its pause it is tried again.
        self.sink.wait_for("fay@example.org", deadline=60)

    def test_a_mail_that_is_refused_for_good_is_not_tried_again(self):
        self.sink.refused["ghost@example.org"] = "550 5.1.1 <ghost@example.org>: no such mailbox"
        self.assertEqual(self.sign_up("ghost").status, 200)
        wait_until(lambda: "a mail was refused" in self.favilla.log())
        self.assertNotIn("ghost@example.org", self.favilla.log())
        self.assertEqual(self.sink.to("ghost@example.org"), [])

    def test_host_header_links_use_the_configured_origin_only(self):
        headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
        token = self.app_token(self.app())
        answer = self.favilla.form("/api/v1/accounts", {"username": "hal", "email": "hal@example.org", "password": "a spark is enough",
                                                        "agreement": "true", "locale": "en"}, token=token, headers=headers)
        self.assertEqual(answer.status, 200, answer.text)
        mail = self.sink.wait_for("hal@example.org")
        self.assertNotIn("evil.example", mail.as_string())
        self.assertTrue(link_in(mail).startswith(f"http://{self.favilla.domain}/"))

    # --- tokens --------------------------------------------------------------------------------------

    def test_a_token_ends_when_its_application_says_so(self):
        app = self.app()
        token = self.password_token("boss", app=app).json["access_token"]
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 200)
        fields = {"client_id": app["client_id"], "client_secret": app["client_secret"], "token": token}
        self.assertEqual(self.favilla.form("/oauth/revoke", {**fields, "client_secret": "wrong"}).status, 403)
        self.assertEqual(self.favilla.form("/oauth/revoke", fields).status, 200)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 401)
        self.assertEqual(self.favilla.form("/oauth/revoke", fields).status, 200)

    def test_oauth_refusals_have_the_shape_of_rfc_6749(self):
        app = self.app(scopes="read")
        client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
        def refused(**fields):
            answer = self.favilla.form("/oauth/token", {**client, **fields})
            self.assertTrue(answer.json.get("error_description"))
            return answer.status, answer.json["error"]
        self.assertEqual(refused(grant_type="client_credentials", client_secret="wrong"), (401, "invalid_client"))
        self.assertEqual(refused(grant_type="authorization_code", code="made up", redirect_uri=OUT_OF_BAND), (400, "invalid_grant"))
        self.assertEqual(refused(grant_type="client_credentials", scope="read write"), (400, "invalid_scope"))
        self.assertEqual(refused(grant_type="implicit"), (400, "unsupported_grant_type"))
        self.assertEqual(refused(), (400, "unsupported_grant_type"))

    def test_the_client_may_prove_itself_by_http_basic(self):
        app = self.app()
        basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
        answer = self.favilla.form("/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"})
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.json["scope"], "read")

    def test_a_person_lets_an_application_in_with_a_code_and_its_proof(self):
        app = self.app(redirect="https://app.example/back")
        verifier = "v" * 64
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        code = self.authorize(app, {"redirect_uri": "https://app.example/back", "scope": "read", "state": "s",
                                    "code_challenge": challenge, "code_challenge_method": "S256"})
        exchange = {"grant_type": "authorization_code", "client_id": app["client_id"], "client_secret": app["client_secret"],
                    "code": code, "redirect_uri": "https://app.example/back"}
        self.assertEqual(self.favilla.form("/oauth/token", exchange).status, 400)
        answer = self.favilla.form("/oauth/token", {**exchange, "code_verifier": verifier})
        self.assertEqual(answer.status, 200, answer.text)
        token = answer.json["access_token"]
        self.assertEqual(answer.json["scope"], "read")
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).json["username"], "boss")
        self.assertEqual(self.favilla.post("/api/v1/markers", {"home": {"last_read_id": "1"}}, token=token).status, 403)
        # The code a second time ends what the first gave.
        self.assertEqual(self.favilla.form("/oauth/token", {**exchange, "code_verifier": verifier}).status, 400)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 401)

    def authorize(self, app: dict, query: dict) -> str:
        """Signs boss in and says yes, page by page, as a browser without scripts does."""
        person = Visitor(self.favilla)
        page = person.get("/oauth/authorize?" + urllib.parse.urlencode({"response_type": "code", "client_id": app["client_id"], **query}))
        for _ in range(8):
            location = page.headers.get("location", "")
            if location.startswith(query["redirect_uri"]):
                answered = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
                self.assertEqual(answered.get("state"), ["s"])
                return answered["code"][0]
            # A web app that opened all this in a window beside its own still has hold of it.
            self.assertEqual(page.headers["cross-origin-opener-policy"], "unsafe-none")
            page = person.get(location) if location else person.send_form(page, {"login": "boss", "password": "a spark is enough"})
        self.fail(f"no code came: {page.status} {page.text[:2000]}")

    # --- who one is ----------------------------------------------------------------------------------

    def test_a_profile_changes_by_form_and_by_json_with_either_verb(self):
        token = self.favilla.create_token("boss")
        path = "/api/v1/accounts/update_credentials"
        form = urllib.parse.urlencode({"display_name": "Boss", "note": "#Casa", "fields_attributes[0][name]": "Site",
                                       "fields_attributes[0][value]": "https://boss.example/", "source[privacy]": "unlisted", "source[language]": "it"})
        answer = self.favilla.request("PATCH", path, form, token=token, headers={"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.json["fields"][0]["name"], "Site")
        self.assertIn('rel="', answer.json["fields"][0]["value"])
        self.assertEqual(answer.json["source"]["fields"][0]["value"], "https://boss.example/")
        self.assertEqual((answer.json["source"]["privacy"], answer.json["source"]["language"]), ("unlisted", "it"))
        answer = self.favilla.put(path, {"locked": True, "fields_attributes": []}, token=token)
        self.assertEqual((answer.json["locked"], answer.json["fields"], answer.json["display_name"]), (True, [], "Boss"))
        self.assertEqual(self.favilla.get("/api/v1/preferences", token=token).json["posting:default:visibility"], "unlisted")
        refused = self.favilla.patch(path, {"display_name": "x" * 31}, token=token)
        self.assertEqual(refused.status, 422)
        self.assertTrue(refused.json["error"])

    def test_a_picture_is_refused_in_words_and_nothing_else_changes(self):
        token = self.favilla.create_token("boss")
        body = ('--b\r\nContent-Disposition: form-data; name="display_name"\r\n\r\nOther\r\n'
                '--b\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n')
        answer = self.favilla.request("PATCH", "/api/v1/accounts/update_credentials", body, token=token,
                                      headers={"Content-Type": "multipart/form-data; boundary=b"})
        self.assertEqual(answer.status, 422)
        self.assertNotEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).json["display_name"], "Other")

    def test_accounts_are_looked_at_by_id_by_name_and_many_at_once(self):
        boss = self.favilla.get("/api/v1/accounts/lookup", {"acct": f"BOSS@{self.favilla.domain}"}).json
        self.assertEqual(self.favilla.get(f"/api/v1/accounts/{boss['id']}").json, boss)
        many = self.favilla.get(f"/api/v1/accounts?id[]={boss['id']}&id[]=1&id[]=x").json
        self.assertEqual([account["id"] for account in many], [boss["id"]])
        for absent in ("1", "0", "-1", "x", "99999999999999999999"):
            self.assertEqual(self.favilla.get(f"/api/v1/accounts/{absent}").status, 404)
        picture = self.favilla.get(urllib.parse.urlsplit(boss["avatar"]).path)
        self.assertEqual((picture.status, picture.headers["content-type"]), (200, "image/png"))
        self.assertTrue(picture.body.startswith(b"\x89PNG"))

    def test_markers_are_kept_for_all_devices(self):
        token = self.favilla.create_token("boss")
        self.favilla.form("/api/v1/markers", {"home[last_read_id]": "7"}, token=token)
        answer = self.favilla.post("/api/v1/markers", {"home": {"last_read_id": "9"}, "other": {"last_read_id": "1"}}, token=token)
        self.assertEqual(answer.json["home"]["last_read_id"], "9")
        self.assertEqual(self.favilla.get("/api/v1/markers?timeline[]=home", token=token).json["home"], answer.json["home"])
        self.assertEqual(self.favilla.get("/api/v1/markers", token=token).json, {})

    def test_the_place_describes_itself_in_both_versions(self):
        for path in ("/api/v1/instance", "/api/v1/instance/", "/api/v2/instance"):
            place = self.favilla.get(path)
            self.assertEqual(place.status, 200)
            self.assertRegex(place.json["version"], r"^4\.\d+\.\d+ \(compatible; Favilla ")
            self.assertEqual(place.headers["access-control-allow-origin"], "*")
        self.assertGreaterEqual(self.favilla.get("/api/v2/instance").json["api_versions"]["mastodon"], 10)
        self.assertEqual(self.favilla.get("/api/v1/instance").json["uri"], self.favilla.domain)
        metadata = self.favilla.get("/.well-known/oauth-authorization-server").json
        self.assertEqual(metadata["code_challenge_methods_supported"], ["S256"])
        self.assertEqual(metadata["issuer"], f"http://{self.favilla.domain}/")
        self.assertEqual(self.favilla.get("/.well-known/change-password").status, 302)

    def test_web_apps_of_other_origins_may_read_where_the_place_is_found(self):
        handle = f"acct:boss@{self.favilla.domain}"
        for path in ("/.well-known/host-meta", "/.well-known/nodeinfo", f"/.well-known/webfinger?resource={handle}", "/.well-known/webfinger", "/nodeinfo/2.0", "/api/v2/instance"):
            connection = http.client.HTTPConnection("127.0.0.1", self.favilla.port, timeout=30)
            self.addCleanup(connection.close)
            connection.request("GET", path, headers={"Host": self.favilla.domain, "Origin": "https://app.example"})
            answer = connection.getresponse()
            answer.read()
            self.assertEqual(answer.headers.get_all("Access-Control-Allow-Origin"), ["*"], path)      # said twice, browsers let nobody read

    def test_only_the_way_of_an_application_stays_in_the_hand_of_who_opened_it(self):
        person = Visitor(self.favilla)
        for path, policy in (("/auth/sign_in", "same-origin"), ("/@boss", "same-origin"), ("/auth/sign_in?return_to=/app", "same-origin"),
                             ("/auth/sign_in?return_to=/oauth/authorize%3Fclient_id%3Dx", "unsafe-none")):
            self.assertEqual(person.get(path).headers["cross-origin-opener-policy"], policy, path)

    def test_an_emoji_that_was_added_stands_in_pickers_posts_and_names(self):
        picture = self.favilla.get("/pictures/avatar/7.png").body
        file = self.favilla.data / "spark.png"
        file.write_bytes(picture)
        self.favilla.command("emoji", "add", "spark", str(file), "--category", "fire")
        emoji = next(one for one in self.favilla.get("/api/v1/custom_emojis").json if one["shortcode"] == "spark")
        self.assertEqual(emoji["category"], "fire")
        answer = self.favilla.get(urllib.parse.urlsplit(emoji["url"]).path)
        self.assertEqual((answer.status, answer.body), (200, picture))
        self.assertIn("sandbox", answer.headers["content-security-policy"])
        token = self.favilla.create_token("boss")
        account = self.favilla.patch("/api/v1/accounts/update_credentials", {"note": "I like a :spark:"}, token=token).json
        self.assertEqual([one["shortcode"] for one in account["emojis"]], ["spark"])
        status = self.favilla.post("/api/v1/statuses", {"status": "A :spark: and :nothing:"}, token=token).json
        self.assertEqual([one["shortcode"] for one in status["emojis"]], ["spark"])
        asked = self.favilla.post("/api/v1/statuses", {"status": "Which?", "poll": {"options": ["A :spark:", "A :wave:"], "expires_in": 3600}}, token=token).json
        for poll in (asked["poll"], self.favilla.get(f"/api/v1/polls/{asked['poll']['id']}").json):
            self.assertEqual([one["url"] for one in poll["emojis"]], [emoji["url"]])
        self.favilla.put(f"/api/v1/statuses/{status['id']}", {"status": "Nothing"}, token=token)
        versions = self.favilla.get(f"/api/v1/statuses/{status['id']}/history").json
        self.assertEqual([[one["shortcode"] for one in version["emojis"]] for version in versions], [["spark"], []])

    # --- ends ----------------------------------------------------------------------------------------

    def test_session_lifecycle_a_password_set_by_command_ends_tokens_and_open_streams(self):
        self.favilla.create_account("gus")
        token = self.password_token("gus").json["access_token"]
        stream = socket.create_connection(("127.0.0.1", self.favilla.port), timeout=5)
        self.addCleanup(stream.close)
        stream.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {self.favilla.domain}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.assertIn(b"200", stream.recv(4096))
        new_password = self.favilla.command("account", "modify", "gus", "--reset-password").stdout.split()[-1]
        stream.settimeout(5)
        while stream.recv(4096):
            pass                                    # a time-out here is the failure: the stream must end within 5 s
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 401)
        self.assertEqual(self.password_token("gus").status, 400)
        self.assertEqual(self.password_token("gus", new_password).status, 200)

    def test_where_no_mail_server_is_set_the_link_lies_in_a_file(self):
        with Favilla() as unmailed:
            unmailed.create_account("ida")
            person = Visitor(unmailed)
            page = person.send_form(person.get("/auth/reset"), {"email": "ida@example.org"})
            self.assertIn("No mail can be sent yet", page.text)
            folder = pathlib.Path(unmailed.data, "mail")
            text = wait_until(lambda: next((kept for file in folder.glob("*.txt") if "token=" in (kept := file.read_text())), None))
            self.assertTrue(text.startswith("To: ida@example.org\n"), text)
            changed = person.send_form(person.get(re.search(r"https?://\S+", text).group()), {"password": "another spark is enough"})
            self.assertEqual(changed.status, 200, changed.text)
            unmailed.create_account("boss", role="admin")
            boss = unmailed.create_token("boss", "admin:read")
            self.assertIs(unmailed.get("/api/favilla/v1/server", token=boss).json["sends_mail"], False)


if __name__ == "__main__":
    unittest.main()
