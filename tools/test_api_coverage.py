# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page about what of the client API is answered is what the sources say, and what it says can be trusted."""
import pathlib
import sys
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))
import api_coverage  # noqa: E402

SOURCE = '''
    {Get, "/api/v1/things", get_things, "", Access::Public},
    {Put, "/api/v1/things/:id", put_thing, "write"},
    {Get, "/api/v1/streaming/*stream", stream, ""},
    {Get, "/nodeinfo/:version", get_nodeinfo},
'''


def endpoint(method, path, kind="must"):
    return {"method": method, "path": path, "day_one": kind, "status": "current"}


class Coverage(unittest.TestCase):
    def test_the_page_is_what_the_sources_say(self):
        self.assertEqual(api_coverage.PAGE.read_text(), api_coverage.page(), "stale: python3 tools/api_coverage.py")

    def test_every_suite_was_recorded_and_calls_something(self):
        import json
        calls = json.loads(api_coverage.CALLS.read_text())
        self.assertEqual(set(calls), set(api_coverage.SUITES))
        self.assertEqual([name for name, found in calls.items() if not found], [])

    def test_a_route_answers_its_own_path_and_no_other(self):
        known = api_coverage.routes([SOURCE])
        for method, path, found in (("GET", "/api/v1/things", "/api/v1/things"), ("PATCH", "/api/v1/things/:thing_id", "/api/v1/things/:id"),
                                    ("GET", "/api/v1/streaming/user/notification", "/api/v1/streaming/*stream"), ("GET", "/nodeinfo/2.0", "/nodeinfo/:version"),
                                    ("POST", "/api/v1/things", None), ("GET", "/api/v1/things/:id/parts", None), ("GET", "/api/v1/thing", None), ("PUT", "/api/v1/things/all", None)):
            self.assertEqual(api_coverage.route_of(known, method, path), found, path)

    def test_what_is_missing_and_who_called_is_said(self):
        table = {"endpoints": [endpoint("GET", "/api/v1/things"), endpoint("DELETE", "/api/v1/things/:id"), endpoint("PATCH", "/api/v1/things/:id", "nice")]}
        text = "\n".join(api_coverage.lines(table, api_coverage.routes([SOURCE]), {"toot": ["GET /api/v1/things"], "masto": ["PUT /api/v1/things/:id"]}))
        self.assertIn("| must | 1 | 2 |", text)
        self.assertIn("| `GET /api/v1/things` | yes |  |  | • |  |  |  |", text)
        self.assertIn("| `DELETE /api/v1/things/:id` | **no** |  |  |  |  |  |  |", text)
        self.assertIn("| `PATCH /api/v1/things/:id` | yes |  |  |  |  | • |  |", text)


if __name__ == "__main__":
    unittest.main()
