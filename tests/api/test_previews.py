# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of a status, as the table of the client API describes it; and a place that asks for no page."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.favilla_process import Favilla, settled, wait_until  # noqa: E402


class Previews(unittest.TestCase):
    def test_a_card_is_a_preview_card_everywhere_a_status_is(self):
        with Favilla() as favilla, Favilla() as elsewhere:
            favilla.create_account("ada")
            token = favilla.create_token("ada")
            page = f"http://{elsewhere.domain}/about"
            status = favilla.post("/api/v1/statuses", {"status": f"About them: {page}"}, token=token).json
            card = wait_until(lambda: favilla.get(f"/api/v1/statuses/{status['id']}").json["card"])
            # The page is not dated, and Mastodon says null where the table knows no null.
            self.assertEqual(schema.check(card, "PreviewCard"), [])
            self.assertEqual((card["url"], card["type"]), (page, "link"))
            self.assertEqual(favilla.get(f"/api/v1/statuses/{status['id']}/card").json, card)        # as it was asked for before 3.0
            plain = favilla.post("/api/v1/statuses", {"status": "No page", "visibility": "direct"}, token=token).json
            for nothing in (plain["id"], "1"):
                self.assertEqual(favilla.get(f"/api/v1/statuses/{nothing}/card", token=token).status, 404)
            favilla.delete(f"/api/v1/statuses/{plain['id']}", token=token)
            boost = favilla.post(f"/api/v1/statuses/{status['id']}/reblog", token=token).json
            self.assertEqual(boost["reblog"]["card"], card)
            for place in ("/api/v1/timelines/home", "/api/v1/timelines/public"):
                shown = [one["reblog"] or one for one in favilla.get(place, token=token).json]
                self.assertTrue(shown)
                self.assertTrue(all(one["card"] == card for one in shown), place)
            favilla.delete(f"/api/v1/statuses/{status['id']}", token=token)
            self.assertEqual(favilla.get("/api/v1/timelines/public", token=token).json, [])

    def test_where_it_is_switched_off_no_page_is_asked_for(self):
        with Favilla(environment={"FAVILLA_PREVIEWS_ENABLED": "false"}) as favilla, Favilla() as elsewhere:
            favilla.create_account("ada", role="admin")
            token = favilla.create_token("ada")
            tool = favilla.create_token("ada", scopes="admin:read")
            page = f"http://{elsewhere.domain}/about"
            status = favilla.post("/api/v1/statuses", {"status": f"About them: {page}"}, token=token).json
            favilla.request("PATCH", "/api/v1/accounts/update_credentials", {"fields_attributes": [{"name": "There", "value": page}]}, token=token)
            settled(favilla, tool)
            self.assertIsNone(favilla.get(f"/api/v1/statuses/{status['id']}").json["card"])
            self.assertIsNone(favilla.get("/api/v1/accounts/verify_credentials", token=token).json["fields"][0]["verified_at"])


if __name__ == "__main__":
    unittest.main()
