# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/api/mastodon.yaml is what the tables say, and says it rightly."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import mastodon_openapi  # noqa: E402


class Description(unittest.TestCase):
    def test_it_is_what_the_tables_say(self):
        self.assertEqual(mastodon_openapi.PAGE.read_text(), mastodon_openapi.page(), "stale: python3 tools/mastodon_openapi.py")

    def test_who_may_call_and_what_is_asked_for_stand_with_an_operation(self):
        made = mastodon_openapi.document()["paths"]["/api/v1/admin/ip_blocks"]["post"]
        self.assertEqual(made["security"], [{"bearer": ["admin:write:ip_blocks"]}])
        self.assertIn("administrator", made["description"])
        self.assertEqual(made["requestBody"]["content"]["application/json"]["schema"]["required"], ["severity"])
        self.assertEqual(mastodon_openapi.document()["paths"]["/api/v1/timelines/public"]["get"]["security"][0], {})

    def test_fields_lie_where_their_names_say(self):
        entities = {"A": {"fields": {
            "id": {"type": "string", "nullable": False, "format": "int-as-string"}, "history": {"type": "object[]", "nullable": False},
            "history[][day]": {"type": "string", "nullable": False, "format": "unix-timestamp"}, "usage[users][active]": {"type": "integer", "nullable": True},
            "old": {"type": "A", "nullable": True, "deprecated": True}, "kinds": {"type": "string", "nullable": True, "enum": ["x"]}}}}
        schema = mastodon_openapi.entity_schema("A", entities)
        self.assertEqual(schema["required"], ["id", "history", "kinds"])
        properties = schema["properties"]
        self.assertEqual(properties["id"], {"type": "string", "pattern": r"^\d+$"})
        self.assertEqual(properties["history"]["items"], {"type": "object", "required": ["day"], "properties": {"day": {"type": "string", "pattern": r"^\d+$"}}})
        self.assertEqual(properties["usage"]["properties"]["users"]["properties"]["active"], {"type": ["integer", "null"]})
        self.assertEqual(properties["old"], {"anyOf": [{"$ref": "#/components/schemas/A", "deprecated": True}, {"type": "null"}]})
        self.assertEqual(properties["kinds"], {"type": ["string", "null"], "enum": ["x", None]})


if __name__ == "__main__":
    unittest.main()
