# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation as a first-class thing: its tree in reading order, its measures, its state, and how it grows live."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402

import websocket  # noqa: E402  (Debian: python3-websocket)


class Conversations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob", "cleo")

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def post(self, author, text, parent=None, **more):
        answer = self.favilla.post("/api/v1/statuses", {"status": text, "in_reply_to_id": parent and parent["id"], **more}, token=self.tokens[author])
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def read(self, status, viewer=None, **query):
        answer = self.favilla.get(f"/api/favilla/v1/conversations/{status['conversation_id']}", query, token=viewer and self.tokens[viewer])
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    @staticmethod
    def outline(page):
        return [(node["depth"], node["status"]["content"] if node["status"] else None) for node in page["nodes"]]

    def tree(self):
        root = self.post("ada", "root")
        first = self.post("bob", "first", root)
        second = self.post("cleo", "second", root)
        under = self.post("ada", "under first", first)
        deeper = self.post("bob", "deeper", under)
        return root, first, second, under, deeper

    def test_it_reads_as_a_discussion_with_its_measures(self):
        root, *_ = self.tree()
        page = self.read(root)
        self.assertEqual(self.outline(page), [(0, "<p>root</p>"), (1, "<p>first</p>"), (2, "<p>under first</p>"), (3, "<p>deeper</p>"), (1, "<p>second</p>")])
        measures = page["measures"]
        self.assertEqual([measures[name] for name in ("nodes", "comments", "max_depth", "max_width", "distinct_authors", "wiener_index", "interactive")],
                         [5, 4, 3, 2, 3, 20, 2])
        self.assertAlmostEqual(measures["structural_virality"], 2.0)
        self.assertEqual(page["state"], "open")
        self.assertEqual(page["root_id"], root["id"])

    def test_it_is_read_by_pages_and_branches(self):
        root, first, *_ = self.tree()
        page, seen = self.read(root, limit=2), []
        while True:
            seen += self.outline(page)
            if page["next_after"] is None:
                break
            page = self.read(root, limit=2, after=page["next_after"])
        self.assertEqual(seen, self.outline(self.read(root)))
        self.assertEqual(self.outline(self.read(root, branch=first["id"])), [(0, "<p>first</p>"), (1, "<p>under first</p>"), (2, "<p>deeper</p>")])

    def test_a_deleted_status_keeps_its_place_and_loses_its_words(self):
        root, first, *_ = self.tree()
        before = self.read(root)["measures"]
        self.assertEqual(self.favilla.delete(f"/api/v1/statuses/{first['id']}", token=self.tokens["bob"]).status, 200)
        page = self.read(root)
        self.assertEqual(self.outline(page)[1], (1, None))
        self.assertTrue(page["nodes"][1]["deleted"])
        self.assertEqual(page["measures"], before)
        self.assertNotIn("first</p>", json.dumps([node for node in page["nodes"] if node["id"] == first["id"]]))

    def test_what_is_private_is_neither_shown_nor_counted(self):
        root = self.post("ada", "root")
        self.post("bob", "@ada whisper", root, visibility="direct")
        for viewer in (None, "cleo"):
            self.assertEqual(len(self.read(root, viewer)["nodes"]), 1)
        self.assertEqual(len(self.read(root, "ada")["nodes"]), 2)
        self.assertEqual(self.read(root)["measures"]["nodes"], 1)
        secret = self.post("ada", "@bob hidden", visibility="direct")
        path = f"/api/favilla/v1/conversations/{secret['conversation_id']}"
        hidden = self.favilla.get(path, token=self.tokens["cleo"])
        absent = self.favilla.get("/api/favilla/v1/conversations/1", token=self.tokens["cleo"])
        self.assertEqual((hidden.status, hidden.body), (absent.status, absent.body))
        self.assertEqual(hidden.status, 404)
        self.assertEqual(self.favilla.get(path, token=self.tokens["bob"]).status, 200)

    def test_a_closed_conversation_takes_no_answers_until_it_is_opened(self):
        root = self.post("ada", "root")
        path = f"/api/favilla/v1/conversations/{root['conversation_id']}"
        self.assertEqual(self.favilla.post(path + "/close", token=self.tokens["bob"]).status, 403)
        self.assertEqual(self.favilla.post(path + "/close", token=self.tokens["ada"]).json["state"], "closed")
        refused = self.favilla.post("/api/v1/statuses", {"status": "late", "in_reply_to_id": root["id"]}, token=self.tokens["bob"])
        self.assertEqual(refused.status, 403, refused.text)
        self.favilla.post(path + "/open", token=self.tokens["ada"])
        self.post("bob", "in time", root)

    def test_who_watches_is_told_that_it_grew(self):
        root = self.post("ada", "root")
        stream = websocket.create_connection(f"ws://127.0.0.1:{self.favilla.port}/api/v1/streaming?stream=conversation"
                                             f"&conversation={root['conversation_id']}", timeout=60)
        try:
            stream.send(json.dumps({"type": "subscribe", "stream": "no such stream", "acknowledge": "yes"}))
            stream.send(json.dumps({"type": "subscribe", "stream": "conversation", "conversation": root["conversation_id"], "acknowledge": "yes"}))
            told = []
            while not told or told[-1].get("event") != "favilla.subscribed":      # what it is told of the root may come before
                told.append(json.loads(stream.recv()))
            self.assertEqual(sum("error" in one for one in told), 1)
            self.assertEqual(told[-1], {"stream": ["conversation", root["conversation_id"]], "event": "favilla.subscribed", "payload": ""})
            answer = self.post("bob", "grown", root)
            payload = {}
            while payload.get("status_id") != answer["id"]:      # or behind
                message = json.loads(stream.recv())
                self.assertEqual(message["event"], "favilla.conversation")
                payload = json.loads(message["payload"])
            self.assertEqual(payload["statuses_count"], 2)
        finally:
            stream.close()

    def test_jobs_are_for_administrators(self):
        self.favilla.create_account("chief", role="admin")
        path = "/api/favilla/v1/jobs"
        self.assertEqual(self.favilla.get(path, token=self.tokens["ada"]).status, 403)
        reader = self.favilla.create_token("chief", "admin:read")
        self.assertEqual(self.favilla.get(path, token=reader).json["poisoned_jobs"], [])


if __name__ == "__main__":
    unittest.main()
