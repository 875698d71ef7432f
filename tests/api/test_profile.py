# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own profile as typed, read and changed."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

PROFILE = "/api/v1/profile"


class Profile(ApiCase):
    def profile(self, who):
        answer = self.server.get(PROFILE, token=who.token)
        self.assertEqual((answer.status, schema.check(answer.json, "Profile")), (200, []), answer.text)
        return answer.json

    def change(self, who, body, status=200, headers=None):
        answer = self.server.request("PATCH", PROFILE, body, token=who.token, headers=headers)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def test_what_was_changed_is_read_back(self):
        ada = self.person("ada")
        wanted = {"display_name": "Ada", "note": "I light *sparks*", "locked": True, "bot": True, "discoverable": True, "hide_collections": True, "indexable": True,
                  "attribution_domains": ["example.org"], "fields_attributes": [{"name": "Page", "value": "https://example.org"}]}
        changed = self.change(ada, wanted)
        self.assertEqual(self.profile(ada), changed)
        kept = {name: changed[name] for name in wanted if name in changed}
        self.assertEqual(kept, {name: value for name, value in wanted.items() if name != "fields_attributes"})
        self.assertEqual([(field["name"], field["value"]) for field in changed["fields"]], [("Page", "https://example.org")])
        self.assertIn('<a href="https://example.org"', changed["formatted_fields"][0]["value"])
        self.assertIn("<p>", changed["formatted_note"])
        shown = self.server.get("/api/v1/accounts/verify_credentials", token=ada.token).json
        self.assertEqual((shown["display_name"], shown["locked"], shown["note"]), ("Ada", True, changed["formatted_note"]))

    def test_a_picture_of_ones_own_or_none(self):
        ada = self.person("ada")
        before = self.profile(ada)
        self.assertEqual([before[name] for name in ("avatar", "avatar_static", "header", "header_static")], [None] * 4)
        body, headers = pictures.form({"avatar": ("a.png", pictures.png(64, 64))}, {})
        changed = self.change(ada, body, headers=headers)
        self.assertIn("/media/", changed["avatar"])
        self.assertIsNone(changed["header"])
        self.server.delete(PROFILE + "/avatar", token=ada.token)
        self.assertIsNone(self.profile(ada)["avatar"])

    def test_pictures_are_described_and_the_words_go_with_them(self):
        ada = self.person("ada")
        words = {"avatar_description": "Ada laughs", "header_description": "The harbour in the evening"}
        body, headers = pictures.form({"avatar": ("a.png", pictures.png(64, 64)), "header": ("h.png", pictures.png(90, 30))}, words)
        self.change(ada, body, headers=headers)
        self.assertEqual({name: self.profile(ada)[name] for name in words}, words)
        shown = self.server.get(f"/api/v1/accounts/{ada.id}").json
        self.assertEqual({name: shown[name] for name in words}, words)
        actor = self.server.get(f"/users/{ada.name}", headers={"Accept": "application/activity+json"}).json
        for key, name in (("icon", "avatar_description"), ("image", "header_description")):
            self.assertEqual((actor[key]["summary"], actor[key]["name"]), (words[name], words[name]))
        self.change(ada, {"note": "Something else"})
        self.assertEqual(self.profile(ada)["avatar_description"], "Ada laughs")
        body, headers = pictures.form({"avatar": ("b.png", pictures.png(32, 32))}, {})
        self.change(ada, body, headers=headers)                       # another picture, of which nothing was said
        self.assertEqual(self.profile(ada)["avatar_description"], "")
        self.server.delete(PROFILE + "/header", token=ada.token)
        self.assertEqual(self.profile(ada)["header_description"], "")
        limits = self.server.get("/api/v2/instance").json["configuration"]["accounts"]
        self.change(ada, {"avatar_description": "x" * limits["max_avatar_description_length"]})
        self.change(ada, {"avatar_description": "x" * (limits["max_avatar_description_length"] + 1)}, 422)

    def test_what_of_it_is_shown(self):
        ada = self.person("ada")
        names = ("show_media", "show_media_replies", "show_featured")
        self.assertEqual([self.profile(ada)[name] for name in names], [True] * 3)
        self.change(ada, {"show_media_replies": False, "show_featured": False})
        self.change(ada, {"note": "Something else"})
        for place in (PROFILE, "/api/v1/accounts/verify_credentials", f"/api/v1/accounts/{ada.id}"):
            self.assertEqual([self.server.get(place, token=ada.token).json[name] for name in names], [True, False, False], place)
        actor = self.server.get(f"/users/{ada.name}", headers={"Accept": "application/activity+json"}).json
        self.assertEqual([actor[name] for name in ("showMedia", "showRepliesInMedia", "showFeatured")], [True, False, False])
        self.change(ada, {"show_featured": True})
        self.assertEqual([self.profile(ada)[name] for name in names], [True, False, True])

    def test_tags_stand_in_it(self):
        ada = self.person("ada")
        tag = ada.post("/api/v1/featured_tags", {"name": "sparks"})
        self.assertEqual(self.profile(ada)["featured_tags"], [tag])

    def test_what_is_refused_changes_nothing(self):
        ada = self.person("ada")
        before = self.profile(ada)
        self.change(ada, {"display_name": "x" * 2000}, 422)
        self.assertEqual(self.profile(ada), before)
        self.assertEqual(self.server.get(PROFILE).status, 401)


if __name__ == "__main__":
    unittest.main()
