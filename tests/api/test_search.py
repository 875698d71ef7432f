# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searching as an app made for Mastodon does it: words, people, tags, addresses."""
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob", "cleo")
        cls.favilla.request("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True, "display_name": "Élodie del Faro"},
                            token=cls.tokens["ada"])

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def ask(self, method, path, who=None, body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who], **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.text}")
        return answer

    def post(self, who, text, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more}).json

    def search(self, q, who=None, expect=200, **more):
        return self.ask("GET", "/api/v2/search?" + urllib.parse.urlencode({"q": q, **more}), who, None, expect).json

    def ids(self, q, who=None, **more):
        return [status["id"] for status in self.search(q, who, **more)["statuses"]]

    def names(self, found):
        return [account["acct"] for account in found]

    def test_words_are_found_in_their_other_forms_and_in_every_script(self):
        for word, text, language in (("libri", "Un libro giallo", "it"), ("running", "We run tonight", "en"), ("ok", "It is ok", "en"),
                                     ("日本", "私は日本語を話します", "ja"), ("学习", "我喜欢学习", "zh"), ("citta", "Una città", "it")):
            status = self.post("ada", text, language=language)
            self.assertEqual(self.ids(word), [status["id"]], word)
            self.assertEqual(self.ids(word, "bob"), [status["id"]], word)

    def test_what_is_found_is_told_as_statuses_accounts_and_tags(self):
        status = self.post("ada", "Lanterna #lanterna")
        found = self.search("lanterna", "bob")
        self.assertEqual([one["id"] for one in found["statuses"]], [status["id"]])
        self.assertEqual(found["statuses"][0]["favourited"], False)
        self.assertEqual([tag["name"] for tag in found["hashtags"]], ["lanterna"])
        self.assertEqual(found["hashtags"][0]["history"][0]["uses"], "1")
        self.assertEqual(self.names(self.search("elodie")["accounts"]), ["ada"])
        self.assertEqual(self.names(self.search("@ada")["accounts"]), ["ada"])
        only = self.search("lanterna", "bob", type="hashtags", exclude_unreviewed="true")
        self.assertEqual((only["statuses"], only["accounts"], len(only["hashtags"])), ([], [], 1))

    def test_nobody_finds_what_its_author_did_not_open_to_search(self):
        mine = self.post("bob", "Quietword here")
        self.assertEqual(self.ids("quietword"), [])
        self.assertEqual(self.ids("quietword", "cleo"), [])
        self.assertEqual(self.ids("quietword", "bob"), [mine["id"]])
        self.ask("POST", f"/api/v1/statuses/{mine['id']}/bookmark", "cleo")
        self.assertEqual(self.ids("quietword", "cleo"), [mine["id"]])
        secret = self.post("bob", "Quietword for @cleo", visibility="direct")
        self.assertEqual(self.ids("quietword", "cleo"), [secret["id"], mine["id"]])
        self.assertEqual(self.ids("quietword", "ada"), [])

    def test_an_edit_and_a_deletion_are_seen_at_once(self):
        status = self.post("ada", "Firstword")
        self.ask("PUT", f"/api/v1/statuses/{status['id']}", "ada", {"status": "Secondword"})
        self.assertEqual((self.ids("firstword"), self.ids("secondword")), ([], [status["id"]]))
        self.ask("DELETE", f"/api/v1/statuses/{status['id']}", "ada")
        self.assertEqual(self.ids("secondword"), [])

    def test_operators_narrow(self):
        poll = self.post("ada", "Narrow?", poll={"options": ["Narrowest", "Wide"], "expires_in": 3600})
        link = self.post("ada", "Narrow https://example.org/")
        tag = self.post("ada", "Narrow #path", language="it")
        self.assertEqual(self.ids("narrow has:poll"), [poll["id"]])
        self.assertEqual(self.ids("narrow has:link"), [link["id"]])
        self.assertEqual(self.ids("narrow #path"), [tag["id"]])
        self.assertEqual(self.ids("narrow language:it"), [tag["id"]])
        self.assertEqual(self.ids("narrow -path -wide"), [link["id"]])
        self.assertEqual(self.ids("\"narrow path\" from:ada"), [tag["id"]])
        self.assertEqual(self.ids("narrow from:me", "bob"), [])
        account = tag["account"]["id"]
        self.assertEqual(self.ids("narrow", account_id=account), [tag["id"], link["id"], poll["id"]])

    def test_pages_follow_each_other(self):
        posted = [self.post("ada", f"Pageturner {n}")["id"] for n in range(5)]
        newest = posted[::-1]
        self.assertEqual(self.ids("pageturner", "bob", type="statuses", limit=2), newest[:2])
        self.assertEqual(self.ids("pageturner", "bob", type="statuses", limit=2, offset=2), newest[2:4])
        self.assertEqual(self.ids("pageturner", "bob", type="statuses", limit=2, max_id=newest[1]), newest[2:4])
        self.assertEqual(self.ids("pageturner", "bob", type="statuses", limit=2, min_id=newest[4]), newest[2:4])

    def test_strangers_neither_page_nor_resolve(self):
        self.search("anything", None, 401, offset=20)
        self.search("anything", None, 401, resolve="true")
        self.search("anything", None, 200, resolve="false")
        self.search("anything", "bob", 200, resolve="true", offset=20, type="statuses")
        self.search("", None, 400)
        self.ask("GET", "/api/v2/search", "bob", None, 400)
        narrow = self.favilla.create_token("bob", "read:accounts")
        answer = self.favilla.request("GET", "/api/v2/search?q=ada", token=narrow)
        self.assertEqual(answer.status, 403)

    def test_an_address_finds_what_stands_there(self):
        status = self.post("bob", "Addressed")
        self.assertEqual(self.ids(status["url"]), [status["id"]])
        self.assertEqual(self.ids(status["uri"], "cleo", resolve="true", type="statuses"), [status["id"]])
        self.assertEqual(self.names(self.search(status["account"]["url"])["accounts"]), ["bob"])
        secret = self.post("bob", "Addressed to none", visibility="private")
        self.assertEqual(self.ids(secret["url"], "cleo"), [])
        self.assertEqual(self.ids(secret["url"], "bob"), [secret["id"]])

    def test_people_one_follows_come_first(self):
        for name in ("zoe", "zoe_two", "zoe_three"):
            self.favilla.create_account(name)
        three = self.ask("GET", "/api/v1/accounts/lookup?acct=zoe_three").json["id"]
        self.ask("POST", f"/api/v1/accounts/{three}/follow", "bob")
        path = "/api/v1/accounts/search?q=zoe"
        self.assertEqual(self.names(self.ask("GET", path, "bob").json), ["zoe", "zoe_three", "zoe_two"])
        self.assertEqual(self.names(self.ask("GET", path + "&following=true", "bob").json), ["zoe_three"])
        self.assertEqual(self.names(self.ask("GET", path + "&limit=1&offset=1", "bob").json), ["zoe_three"])
        self.assertEqual(self.names(self.ask("GET", f"/api/v1/accounts/search?q=@zoe_two@{self.favilla.domain}", "bob").json), ["zoe_two"])
        self.assertEqual(self.ask("GET", "/api/v1/accounts/search?q=", "bob").json, [])
        self.ask("GET", path, None, None, 401)

    def test_the_index_can_be_read_in_anew_while_the_server_works(self):
        status = self.post("ada", "Reindexed word")
        self.assertIn("index", self.favilla.command("reindex").stdout)
        self.assertEqual(self.ids("reindexed"), [status["id"]])
        self.favilla.command("check")


if __name__ == "__main__":
    unittest.main()
