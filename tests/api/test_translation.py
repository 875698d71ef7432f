# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts in another language, by a service that speaks LibreTranslate's API: a stub of it stands here, which turns every word around."""
import http.server
import json
import pathlib
import re
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, schema  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402

LANGUAGES = [{"code": "en", "name": "English", "targets": ["en", "it"]}, {"code": "it", "name": "Italian", "targets": ["it", "en", "de"]}]


class Service(http.server.ThreadingHTTPServer):
    """LibreTranslate, as far as its documentation goes."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked, self.status, self.extra = [], 200, ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/base/"


class Answers(http.server.BaseHTTPRequestHandler):
    def answer(self, body):
        text = json.dumps(body).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.answer(LANGUAGES if self.path == "/base/languages" else {"error": "not here"})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, asked))
        texts = [re.sub(r"(<[^>]*>|&\w+;)|(\w+)", lambda part: part[1] or part[2][::-1], text) + self.server.extra for text in asked["q"]]
        found = {"detectedLanguage": [{"language": "en", "confidence": 90} for _ in texts]} if asked["source"] == "auto" else {}
        self.answer({"translatedText": texts, **found})

    def log_message(self, *_):
        pass


class Translation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.server_close)
        cls.addClassCleanup(cls.service.shutdown)
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_TRANSLATION_URL": cls.service.url, "FAVILLA_TRANSLATION_KEY": "spark"}))
        cls.tokens = cls.favilla.create_people("ada", "bob")
        cls.plain = cls.enterClassContext(Favilla())

    def setUp(self):
        self.service.asked.clear()
        self.service.status, self.service.extra = 200, ""

    def write(self, text, who="ada", **more):
        return self.favilla.post("/api/v1/statuses", {"status": text, "language": "en", **more}, token=self.tokens[who]).json

    def translate(self, status, lang="it", who="bob", expected=200):
        answer = self.favilla.post(f"/api/v1/statuses/{status['id']}/translate", {"lang": lang} if lang else {}, token=self.tokens.get(who))
        self.assertEqual(answer.status, expected, answer.text)
        self.assertEqual(schema.check(answer.json, "Translation" if expected == 200 else "Error"), [])
        return answer.json

    def test_words_warning_options_and_descriptions(self):
        media = pictures.upload(self.favilla, self.tokens["ada"], pictures.png(16, 16), description="A tall ship").json["id"]
        found = self.translate(self.write("Hello & welcome https://example.org/page", spoiler_text="Loud <words>", media_ids=[media]))
        self.assertIn("olleH &amp; emoclew", found["content"])
        self.assertIn('href="https://example.org/page"', found["content"])
        self.assertEqual((found["spoiler_text"], found["language"], found["detected_source_language"], found["provider"]), ("duoL <sdrow>", "it", "en", "LibreTranslate"))
        self.assertEqual(found["media_attachments"], [{"id": media, "description": "A llat pihs"}])
        (path, asked), = self.service.asked
        self.assertEqual((path, asked["source"], asked["target"], asked["format"], asked["api_key"]), ("/base/translate", "en", "it", "html", "spark"))
        poll = self.write("Tea?", poll={"options": ["Yes", "No"], "expires_in": 600})
        self.assertEqual(self.translate(poll)["poll"], {"id": poll["poll"]["id"], "options": [{"title": "seY"}, {"title": "oN"}]})

    def test_the_same_words_are_not_asked_twice_and_others_are(self):
        status = self.write("Once")
        self.assertEqual(self.translate(status), self.translate(status, who="ada"))
        self.assertEqual(len(self.service.asked), 1)
        self.favilla.put(f"/api/v1/statuses/{status['id']}", {"status": "Twice", "language": "en"}, token=self.tokens["ada"])
        self.assertIn("eciwT", self.translate(status)["content"])

    def test_what_the_service_says_is_not_trusted(self):
        self.service.extra = '<script>alert(1)</script><img src=x onerror="alert(1)">'
        found = self.translate(self.write("Innocent", spoiler_text="Quiet"))
        for name in ("content", "spoiler_text"):
            self.assertNotIn("<script", found[name])
            self.assertNotIn("onerror", found[name])

    def test_only_what_everybody_may_read_leaves_the_house(self):
        self.favilla.post(f"/api/v1/accounts/{self.id_of('ada')}/follow", token=self.tokens["bob"])
        for visibility, who, expected in (("public", "bob", 200), ("unlisted", "bob", 200), ("private", "bob", 403), ("private", "ada", 403), ("direct", "ada", 403), ("direct", "bob", 404)):
            before = len(self.service.asked)
            self.translate(self.write(f"For {visibility}", visibility=visibility), who=who, expected=expected)
            self.assertEqual(len(self.service.asked) - before, expected == 200, visibility)
        absent = self.favilla.post("/api/v1/statuses/1/translate", token=self.tokens["bob"])
        self.assertEqual(absent.status, 404)
        self.assertEqual(self.favilla.post(f"/api/v1/statuses/{self.write('Hi')['id']}/translate").status, 401)

    def id_of(self, name):
        return self.favilla.get("/api/v1/accounts/verify_credentials", token=self.tokens[name]).json["id"]

    def test_languages(self):
        self.assertEqual(self.favilla.get("/api/v1/instance/translation_languages").json, {"en": ["it"], "it": ["en", "de"], "und": ["de", "en", "it"]})
        self.assertTrue(self.favilla.get("/api/v2/instance").json["configuration"]["translation"]["enabled"])
        for lang in ("de", "en", "tlh"):
            self.translate(self.write("Not into that"), lang=lang, expected=403)
        self.assertEqual(self.translate(self.write("Regional"), lang="it-CH")["language"], "it")

    def test_a_service_that_fails_is_said_to_be_unavailable(self):
        self.service.status = 500
        status = self.write("Now?")
        self.translate(status, expected=503)
        self.service.status = 200
        self.translate(status)

    def test_without_a_service_there_is_none(self):
        token = self.plain.create_people("ada")["ada"]
        status = self.plain.post("/api/v1/statuses", {"status": "Hello", "language": "en"}, token=token).json
        answer = self.plain.post(f"/api/v1/statuses/{status['id']}/translate", {"lang": "it"}, token=token)
        self.assertEqual((answer.status, schema.check(answer.json, "Error")), (404, []))
        self.assertFalse(self.plain.get("/api/v2/instance").json["configuration"]["translation"]["enabled"])
        self.assertEqual(self.plain.get("/api/v1/instance/translation_languages").json, {})


if __name__ == "__main__":
    unittest.main()
