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
