# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filters as apps made for Mastodon 4, and older ones, meet them."""
import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402

CONTEXTS = ["home", "notifications", "public", "thread", "account"]


class Stream:
    """Server-sent events, read until a word has come."""

    def __init__(self, favilla, token, name="user"):
        self.socket = socket.create_connection(("127.0.0.1", favilla.port), timeout=20)
        self.socket.sendall(f"GET /api/v1/streaming/{name} HTTP/1.1\r\nHost: {favilla.domain}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.text = ""
        self.until("\r\n\r\n")

    def until(self, word):
        while word not in self.text:
            read = self.socket.recv(65536)
            if not read:
                raise AssertionError(f"the stream ended before {word!r}: {self.text}")
            self.text += read.decode()
        return self.text

    def close(self):
        self.socket.close()


class Filters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob", "cleo")

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def setUp(self):
        for one in self.ask("GET", "/api/v2/filters", "ada").json:
            self.ask("DELETE", f"/api/v2/filters/{one['id']}", "ada")

    def ask(self, method, path, who=None, body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who], **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.text}")
        return answer

    def post(self, who, text, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more}).json

    def make(self, who="ada", expect=200, **more):
        return self.ask("POST", "/api/v2/filters", who, {"title": "Quiet", "context": ["home"], **more}, expect).json

    def keywords(self, status):
        return [word for result in status["filtered"] for word in result["keyword_matches"] or []]

    def test_a_filter_goes_from_being_made_to_being_deleted(self):
        made = self.make(keywords_attributes=[{"keyword": "one", "whole_word": True}, {"keyword": "two", "whole_word": False}],
                         context=["public", "home"], filter_action="hide", expires_in=3600)
        self.assertEqual((made["title"], made["context"], made["filter_action"]), ("Quiet", ["home", "public"], "hide"))
        self.assertTrue(made["expires_at"])
        self.assertEqual([(word["keyword"], word["whole_word"]) for word in made["keywords"]], [("one", True), ("two", False)])
        self.assertEqual(made["statuses"], [])
        path = f"/api/v2/filters/{made['id']}"
        self.assertEqual(self.ask("GET", path, "ada").json, made)
        self.assertEqual(self.ask("GET", "/api/v2/filters", "ada").json, [made])
        one, two = (word["id"] for word in made["keywords"])
        changed = self.ask("PUT", path, "ada", {"title": "Louder", "expires_in": "", "keywords_attributes": [
            {"id": one, "_destroy": True}, {"id": two, "keyword": "second"}, {"keyword": "third"}]}).json
        self.assertEqual((changed["title"], changed["expires_at"], changed["context"]), ("Louder", None, ["home", "public"]))
        self.assertEqual([word["keyword"] for word in changed["keywords"]], ["second", "third"])
        self.ask("GET", f"/api/v2/filters/keywords/{one}", "ada", None, 404)
        self.assertEqual(self.ask("DELETE", path, "ada").json, {})
        self.ask("GET", path, "ada", None, 404)

    def test_a_form_with_nested_names_makes_the_same(self):
        form = self.favilla.form("/api/v2/filters", [("title", "Form"), ("context[]", "home"), ("context[]", "thread"),
                                                     ("keywords_attributes[][keyword]", "a"), ("keywords_attributes[][whole_word]", "true"),
                                                     ("keywords_attributes[][keyword]", "b"), ("keywords_attributes[][whole_word]", "false")],
                                 token=self.tokens["ada"])
        self.assertEqual(form.status, 200, form.text)
        self.assertEqual([(word["keyword"], word["whole_word"]) for word in form.json["keywords"]], [("a", True), ("b", False)])
        self.assertEqual(form.json["context"], ["home", "thread"])

    def test_what_is_wrong_is_refused(self):
        for wrong in ({"title": ""}, {"context": []}, {"context": ["nowhere"]}, {"filter_action": "burn"}, {"title": "x" * 257},
                      {"keywords_attributes": [{"keyword": "x" * 513}]}, {"keywords_attributes": [{"keyword": ""}]}, {"expires_in": -1},
                      {"expires_in": "soon"}, {"expires_in": 9_000_000_000_000}):
            self.assertTrue(self.make(expect=422, **wrong)["error"], wrong)
        self.assertEqual(self.ask("GET", "/api/v2/filters", "ada").json, [])
        self.ask("GET", "/api/v2/filters", None, None, 401)

    def test_nobody_meets_another_s_filters(self):
        made = self.make(keywords_attributes=[{"keyword": "secret"}])
        word = made["keywords"][0]["id"]
        status = self.ask("POST", f"/api/v2/filters/{made['id']}/statuses", "ada", {"status_id": self.post("bob", "x")["id"]}).json
        for method, path, body in (("GET", f"{made['id']}", None), ("PUT", f"{made['id']}", {"title": "Mine"}), ("DELETE", f"{made['id']}", None),
                                   ("GET", f"{made['id']}/keywords", None), ("POST", f"{made['id']}/keywords", {"keyword": "y"}),
                                   ("GET", f"keywords/{word}", None), ("PUT", f"keywords/{word}", {"keyword": "y"}),
                                   ("DELETE", f"keywords/{word}", None), ("GET", f"{made['id']}/statuses", None),
                                   ("POST", f"{made['id']}/statuses", {"status_id": "1"}), ("GET", f"statuses/{status['id']}", None),
                                   ("DELETE", f"statuses/{status['id']}", None)):
            self.ask(method, "/api/v2/filters/" + path, "bob", body, 404)
        for method, body in (("GET", None), ("PUT", {"phrase": "y"}), ("DELETE", None)):
            self.ask(method, f"/api/v1/filters/{word}", "bob", body, 404)
        self.assertEqual(self.ask("GET", f"/api/v2/filters/{made['id']}", "ada").json["keywords"], made["keywords"])

    def test_keywords_and_statuses_are_kept_one_by_one(self):
        made = self.make()
        words = f"/api/v2/filters/{made['id']}/keywords"
        word = self.ask("POST", words, "ada", {"keyword": "added", "whole_word": "false"}).json
        self.assertEqual(self.ask("GET", words, "ada").json, [word])
        changed = self.ask("PUT", f"/api/v2/filters/keywords/{word['id']}", "ada", {"keyword": "other", "whole_word": True}).json
        self.assertEqual(changed, {"id": word["id"], "keyword": "other", "whole_word": True})
        self.assertEqual(self.ask("GET", f"/api/v2/filters/keywords/{word['id']}", "ada").json, changed)
        self.ask("PUT", f"/api/v2/filters/keywords/{word['id']}", "ada", {"keyword": " "}, 422)
        self.assertEqual(self.ask("DELETE", f"/api/v2/filters/keywords/{word['id']}", "ada").json, {})
        self.assertEqual(self.ask("GET", words, "ada").json, [])

        status = self.post("bob", "Not again")
        statuses = f"/api/v2/filters/{made['id']}/statuses"
        held = self.ask("POST", statuses, "ada", {"status_id": status["id"]}).json
        self.assertEqual(held["status_id"], status["id"])
        self.assertEqual(self.ask("GET", statuses, "ada").json, [held])
        self.assertEqual(self.ask("GET", f"/api/v2/filters/statuses/{held['id']}", "ada").json, held)
        result = self.ask("GET", f"/api/v1/statuses/{status['id']}", "ada").json["filtered"]
        self.assertEqual([(one["keyword_matches"], one["status_matches"]) for one in result], [(None, [status["id"]])])
        self.ask("DELETE", f"/api/v2/filters/statuses/{held['id']}", "ada")
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{status['id']}", "ada").json["filtered"], [])
        hidden = self.post("bob", "Hidden", visibility="direct")
        self.ask("POST", statuses, "ada", {"status_id": hidden["id"]}, 404)

    def test_every_answer_that_shows_a_status_tells_what_it_meets(self):
        made = self.make(keywords_attributes=[{"keyword": "lavender"}], context=CONTEXTS, filter_action="blur")
        bob = self.ask("GET", "/api/v1/accounts/lookup?acct=bob").json["id"]
        self.ask("POST", f"/api/v1/accounts/{bob}/follow", "ada")
        status = self.post("bob", "Lavender for @ada #lavendertag")
        reply = self.post("cleo", "@bob more LAVENDER", in_reply_to_id=status["id"])
        boost = self.ask("POST", f"/api/v1/statuses/{status['id']}/reblog", "cleo").json
        self.ask("POST", f"/api/v1/statuses/{status['id']}/bookmark", "ada")
        self.ask("POST", f"/api/v1/statuses/{status['id']}/favourite", "ada")

        def first(path, identity=status["id"]):
            return next(one for one in self.ask("GET", path, "ada").json if one["id"] == identity)
        shown = [first(path) for path in ("/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/timelines/tag/lavendertag", "/api/v1/bookmarks",
                                          "/api/v1/favourites", f"/api/v1/accounts/{bob}/statuses", f"/api/v1/statuses?id[]={status['id']}")]
        shown.append(self.ask("GET", f"/api/v1/statuses/{status['id']}", "ada").json)
        shown.append(next(one for one in self.ask("GET", f"/api/v1/statuses/{status['id']}/context", "ada").json["descendants"] if one["id"] == reply["id"]))
        shown.append(next(one["status"] for one in self.ask("GET", "/api/v1/notifications?types[]=mention", "ada").json))
        shown.append(next(one for one in self.ask("GET", f"/api/v2/search?q={status['url']}", "ada").json["statuses"]))
        wrapped = self.ask("GET", f"/api/v1/statuses/{boost['id']}", "ada").json
        shown += [wrapped, wrapped["reblog"]]
        conversation = self.ask("GET", f"/api/favilla/v1/conversations/{status['conversation_id']}", "ada").json
        shown += [node["status"] for node in conversation["nodes"]]
        for one in shown:
            self.assertEqual(self.keywords(one), ["lavender"], one)
            self.assertEqual({key: value for key, value in one["filtered"][0]["filter"].items()},
                             {key: made[key] for key in ("id", "title", "context", "expires_at", "filter_action")})
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{status['id']}", "bob").json["filtered"], [])
        self.assertNotIn("filtered", self.ask("GET", f"/api/v1/statuses/{status['id']}").json)

    def test_words_are_met_whole_in_any_case_and_never_as_patterns(self):
        self.make(keywords_attributes=[{"keyword": "Perché", "whole_word": True}, {"keyword": ".*", "whole_word": False}, {"keyword": "tè", "whole_word": True}])
        met = {text: self.keywords(self.ask("GET", f"/api/v1/statuses/{self.post('bob', text)['id']}", "ada").json)
               for text in ("PERCHÉ mai", "perchénon", "uno .* due", "tè", "tèma")}
        self.assertEqual(met, {"PERCHÉ mai": ["Perché"], "perchénon": [], "uno .* due": [".*"], "tè": ["tè"], "tèma": []})
        poll = self.post("bob", "Which?", poll={"options": ["Tè", "Caffè"], "expires_in": 600})
        self.assertEqual(self.keywords(self.ask("GET", f"/api/v1/statuses/{poll['id']}", "ada").json), ["tè"])

    def test_a_filter_that_is_over_says_nothing(self):
        made = self.make(keywords_attributes=[{"keyword": "brief"}], expires_in=0)
        status = self.post("bob", "brief")
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{status['id']}", "ada").json["filtered"], [])
        self.ask("PUT", f"/api/v2/filters/{made['id']}", "ada", {"expires_in": None})
        self.assertEqual(self.keywords(self.ask("GET", f"/api/v1/statuses/{status['id']}", "ada").json), ["brief"])

    def test_older_apps_see_each_keyword_as_a_filter(self):
        old = self.ask("POST", "/api/v1/filters", "ada", {"phrase": "elder", "context": ["home", "public"], "irreversible": True, "whole_word": True}).json
        self.assertEqual({key: old[key] for key in old if key != "id"},
                         {"phrase": "elder", "context": ["home", "public"], "expires_at": None, "irreversible": True, "whole_word": True})
        new = self.ask("GET", "/api/v2/filters", "ada").json
        self.assertEqual([(one["title"], one["filter_action"], one["keywords"][0]["id"]) for one in new], [("elder", "hide", old["id"])])
        path = f"/api/v1/filters/{old['id']}"
        changed = self.ask("PUT", path, "ada", {"phrase": "younger", "context": ["thread"], "expires_in": 600}).json
        self.assertEqual((changed["phrase"], changed["context"], bool(changed["expires_at"])), ("younger", ["thread"], True))
        self.assertEqual(self.ask("GET", path, "ada").json, changed)
        self.ask("POST", "/api/v1/filters", "ada", {"context": ["home"]}, 422)
        self.ask("POST", f"/api/v2/filters/{new[0]['id']}/keywords", "ada", {"keyword": "beside"})
        self.ask("PUT", path, "ada", {"phrase": "younger", "context": ["home"]}, 422)
        self.assertEqual(len(self.ask("GET", "/api/v1/filters", "ada").json), 2)
        self.ask("DELETE", path, "ada")
        self.assertEqual([one["phrase"] for one in self.ask("GET", "/api/v1/filters", "ada").json], ["beside"])
        self.ask("DELETE", f"/api/v1/filters/{self.ask('GET', '/api/v1/filters', 'ada').json[0]['id']}", "ada")
        self.assertEqual(self.ask("GET", "/api/v2/filters", "ada").json, [])

    def test_open_streams_hear_of_changed_filters_and_tell_what_a_status_meets(self):
        mine, public = Stream(self.favilla, self.tokens["ada"]), Stream(self.favilla, self.tokens["ada"], "public")
        theirs = Stream(self.favilla, self.tokens["cleo"], "public")
        try:
            self.make(keywords_attributes=[{"keyword": "streamed"}])
            mine.until("event: filters_changed\n")
            status = self.post("bob", "streamed now")
            self.assertIn('"keyword_matches":["streamed"]', public.until(f'"uri":"{status["uri"]}"') + public.until('"quote_approval"'))
            self.assertIn('"filtered":[]', theirs.until(f'"uri":"{status["uri"]}"') + theirs.until('"quote_approval"'))
            self.assertNotIn("filters_changed", theirs.text)
        finally:
            for stream in (mine, public, theirs):
                stream.close()


if __name__ == "__main__":
    unittest.main()
