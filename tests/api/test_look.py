# SPDX-License-Identifier: AGPL-3.0-or-later
"""An organisation's own colour, mark and wide picture: chosen by an administrator, shown to everybody, and taken back."""
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402

ORGANISATION = "/api/favilla/v1/organisation"
LOOK = ORGANISATION + "/look"


class Look(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.member = cls.server.create_people("ada")["ada"]
        cls.server.create_account("capo", role="admin")
        cls.boss = cls.server.create_token("capo", "read write admin:read admin:write")

    def put(self, fields, files=None, expect=200, token=None):
        body, headers = pictures.form(files or {}, fields)
        answer = self.server.put(LOOK, body, token=token or self.boss, headers=headers)
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def page(self, path):
        answer = self.server.get(path)
        self.assertEqual(answer.status, 200, answer.text[:300])
        return answer.text

    def test_a_colour_is_everybodys_until_it_is_taken_back(self):
        self.assertIsNone(self.server.get(ORGANISATION, token=self.boss).json["colour"])
        self.assertEqual(self.put({"colour": "#1D4F91"})["colour"], "#1d4f91")
        for path in ("/", "/about", "/auth/sign_in"):
            self.assertIn('href="/look/1d4f91.css"', self.page(path), path)
        self.assertIn("--ember:#1d4f91;", self.page("/look/1d4f91.css"))
        self.assertEqual(self.put({})["colour"], "#1d4f91", "what is not given stays")
        self.assertIsNone(self.put({"colour": ""})["colour"])
        self.assertNotIn("/look/", self.page("/"))

    def test_pictures_stand_where_favillas_own_stood(self):
        self.assertIn('class="mark" viewBox', self.page("/"))
        look = self.put({}, {"logo": ("mark.png", pictures.png(600, 400)), "banner": ("wide.jpg", pictures.png(1200, 900))})
        logo, banner = (urllib.parse.urlsplit(look[name]).path for name in ("logo", "banner"))
        for path in (logo, banner):
            answer = self.server.get(path)
            self.assertEqual(answer.status, 200)
            self.assertTrue(answer.headers["content-type"].startswith("image/"), answer.headers)
        front = self.page("/")
        self.assertIn(f'<img class="mark" src="{logo}" alt=""', front)
        self.assertIn(f'<img class="vista" src="{banner}" alt=""', front)
        self.assertIn(f'property="og:image" content="{look["banner"]}"', self.page("/about"))
        instance = self.server.get("/api/v2/instance").json
        self.assertEqual((instance["thumbnail"]["url"], instance["icon"][0]["src"]), (look["banner"], look["logo"]))
        self.assertEqual(self.server.get("/api/v1/instance").json["thumbnail"], look["banner"])
        self.assertEqual([icon["src"] for icon in self.server.get("/app/manifest.webmanifest").json["icons"]], [logo])
        self.assertEqual(self.server.get("/favicon.ico").headers["location"], logo)
        for name in ("logo", "banner"):
            self.assertIsNone(self.server.delete(f"{ORGANISATION}/{name}", token=self.boss).json[name])
        self.assertIn('class="mark" viewBox', self.page("/"))
        self.assertNotIn("vista", self.page("/"))
        self.assertIn("/pictures/avatar/", self.server.get("/api/v2/instance").json["icon"][0]["src"])

    def test_what_is_no_colour_or_no_picture_changes_nothing(self):
        self.put({"colour": "#336699"})
        for colour in ("red", "#33669", "336699", "#33669g", "#336699;}"):
            self.assertIn("#a2360a", self.put({"colour": colour}, expect=422)["error"], colour)
        said = self.put({"colour": "#ff0000"}, {"logo": ("mark.png", b"this is no picture")}, expect=422)
        self.assertIn("picture", said["error"])
        self.assertEqual(self.server.get(ORGANISATION, token=self.boss).json["colour"], "#336699")
        self.put({"colour": ""})

    def test_only_an_administrator_changes_it(self):
        self.put({"colour": "#336699"}, expect=403, token=self.member)
        for path in (LOOK, ORGANISATION + "/logo", ORGANISATION + "/banner"):
            method = "PUT" if path == LOOK else "DELETE"
            self.assertEqual(self.server.request(method, path).status, 401, path)
            self.assertEqual(self.server.request(method, path, token=self.member).status, 403, path)

    def test_the_log_says_who_changed_what(self):
        self.put({"colour": "#123456"})
        newest = self.server.get("/api/favilla/v1/moderation/log", token=self.boss).json[0]
        self.assertEqual((newest["act"], newest["text"], newest["account"]["username"]), ("change_organisation", "colour", "capo"))
        self.put({"colour": ""})


if __name__ == "__main__":
    unittest.main()
