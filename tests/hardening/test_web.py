# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases 20, 21, 27, 28 and 52 of the abuse cases, against the whole server: what comes in by any door comes out harmless."""
import html.parser
import http.client
import json
import pathlib
import re
import sys
import threading
import time
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>", "<a href=\" &#14; javascript:alert(1)\">x</a>", "javascript:alert(1)", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>alert(1)</script>", "]]><script>alert(1)</script>", "--><script>alert(1)</script>",
    "<style>*{background:url(javascript:alert(1))}</style>", "<p style=\"position:fixed\">over all</p>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<object data=javascript:alert(1)>", "<template><script>alert(1)</script></template>", "<b onclick=alert(1) class=mention>x</b>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}}", "<details open ontoggle=alert(1)>", "<a href=\"https://example.org\" target=_top onfocus=alert(1) autofocus>x</a>", "<![CDATA[<script>]]>",
]
DANGEROUS_TAGS = {"script", "iframe", "object", "embed", "base", "applet", "frame", "template", "math"}


class Danger(html.parser.HTMLParser):
    """What a browser would run or follow, beside the page's own."""

    def __init__(self, own_scripts=frozenset()):
        super().__init__(convert_charrefs=True)
        self.found, self.own = [], own_scripts

    def handle_starttag(self, tag, attributes):
        if tag in DANGEROUS_TAGS and not (tag == "script" and dict(attributes).get("type") == "application/ld+json"):
            self.found.append(tag)
        if tag == "meta" and (dict(attributes).get("http-equiv") or "").lower() == "refresh":
            self.found.append("refresh")
        for name, value in attributes:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or (name in ("href", "src", "action", "formaction", "data", "xlink:href") and plain.startswith(("javascript:", "data:text", "vbscript:"))):
                self.found.append(f"{tag} {name}={value!r}")
            if name == "style":
                self.found.append(f"{tag} style")
            if name == "srcdoc":
                self.found.append(f"{tag} srcdoc")


def dangers(text: str) -> list[str]:
    reader = Danger()
    reader.feed(text)
    return reader.found


class Web(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob")
        cls.ada = cls.favilla.get("/api/v1/accounts/verify_credentials", token=cls.tokens["ada"]).json["id"]
        cls.favilla.patch("/api/v1/accounts/update_credentials", {"indexable": True, "discoverable": True}, token=cls.tokens["ada"])

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def test_xss_corpus_through_every_field_to_every_page(self):
        token = self.tokens["ada"]
        for vector in VECTORS:
            posted = self.favilla.post("/api/v1/statuses", {"status": f"{vector} #vector", "spoiler_text": vector, "language": "en",
                                                            "poll": {"options": [vector[:50], "No"], "expires_in": 3600}}, token=token)
            self.assertEqual(posted.status, 200, f"{vector}: {posted.text}")
            self.favilla.patch("/api/v1/accounts/update_credentials",
                               {"display_name": vector[:30], "note": vector, "fields_attributes": [{"name": vector[:255], "value": vector[:255]}]}, token=token)
            status = posted.json
            self.assertEqual(dangers(status["content"]), [], vector)
            account = self.favilla.get(f"/api/v1/accounts/{self.ada}").json
            for text in (account["note"], *(field["value"] for field in account["fields"])):
                self.assertEqual(dangers(text), [], vector)
            for path in (f"/@ada/{status['id']}", "/@ada", "/", "/tags/vector", "/search?" + urllib.parse.urlencode({"q": vector})):
                page = self.favilla.get(path, headers={"Accept": "text/html"})
                self.assertEqual(dangers(page.text), [], f"{path}: {vector}")
                self.assertIn("default-src 'none'", page.headers["content-security-policy"])
                self.assertNotIn("unsafe-inline", page.headers["content-security-policy"])
                for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL):
                    json.loads(block)                               # what closes the element early would cut it short
            for path in ("/@ada/feed.atom", "/tags/vector/feed.atom"):
                self.assertEqual(self.entries_that_run(path), [], f"{path}: {vector}")

    def entries_that_run(self, path):
        import xml.etree.ElementTree as tree
        root = tree.fromstring(self.favilla.get(path).text)          # well-formed, whatever was written
        # A title is plain text (RFC 4287, 3.1.1.1): only what says that it is HTML is ever run.
        return [found for element in root.iter() if element.get("type") in ("html", "xhtml") for found in dangers(element.text or "")]

    def test_a_filter_a_list_a_report_and_a_note_are_words(self):
        token = self.tokens["bob"]
        for vector in VECTORS[:6]:
            self.assertEqual(self.favilla.post("/api/v1/lists", {"title": vector}, token=token).json["title"], vector)
            self.assertEqual(self.favilla.post("/api/v2/filters", {"title": vector, "context": ["home"]}, token=token).json["title"], vector)

    LISTS = ("/api/v1/timelines/public", "/api/v1/timelines/tag/vector", "/api/v1/timelines/home", "/api/v1/bookmarks", "/api/v1/favourites", "/api/v1/blocks", "/api/v1/mutes",
             "/api/v1/follow_requests", "/api/v1/notifications", "/api/v1/domain_blocks", "/api/v1/followed_tags", "/api/v1/trends/tags", "/api/v1/trends/statuses",
             "/api/v1/accounts/{ada}/statuses", "/api/v1/accounts/{ada}/followers", "/api/v1/accounts/{ada}/following", "/api/v2/search?q=a", "/api/v1/accounts/search?q=a")

    def test_paging_abuse(self):
        for number in range(90):                                    # more than any page may hold
            self.favilla.post("/api/v1/statuses", {"status": f"Page {number} #vector"}, token=self.tokens["ada"])
        for path in self.LISTS:
            path = path.format(ada=self.ada)
            for query in ("limit=1000000000", "limit=-5", "limit=nan", "limit=1e309", "limit=", "limit=99999999999999999999", "max_id=1&min_id=2&since_id=9999999999999999999999",
                          "max_id=-1", "max_id='%20OR%201=1--", "min_id=999999999999999999&max_id=1", "offset=1000000000000", "limit[]=5", "limit[a]=5"):
                answer = self.favilla.get(path + ("&" if "?" in path else "?") + query, token=self.tokens["ada"])
                self.assertIn(answer.status, (200, 400, 422), f"{path} {query}: {answer.text[:200]}")
                if answer.status == 200 and isinstance(answer.json, list):
                    self.assertLessEqual(len(answer.json), 40 if "/timelines/" in path or path.endswith("/statuses") else 80, f"{path} {query}")
        whole = self.favilla.get(f"/api/v1/accounts/{self.ada}/statuses?limit=1000000000", token=self.tokens["ada"]).json
        self.assertEqual(len(whole), 40, "a page is full, and no fuller")

    def test_param_pollution(self):
        deep = b"[" * 100_000 + b"]" * 100_000
        # What is no JSON, no text, too deep, or says a thing twice is refused, whatever else is forgiven.
        for body in (b'{"status":"a","status":"b"}', b'{"status":"\\ud800"}', b'{"status":"a\\u0000b"}', b'{"status":"\xff\xfe"}', b"{", b'{"status":1e309}',
                     b'{"poll":{"options":' + deep + b"}}"):
            answer = self.favilla.request("POST", "/api/v1/statuses", body, token=self.tokens["bob"], headers={"Content-Type": "application/json"})
            self.assertIn(answer.status, (400, 422), (body[:60], answer.text[:200]))
        bodies = [b'{"status":"a","status":"b"}', b'{"status":["a"]}', b'{"status":{"a":1}}', b'{"status":1e309}', b'{"status":"\\ud800"}', b'{"status":"a\\u0000b"}',
                  b"\xef\xbb\xbf{\"status\":\"bom\"}", b'{"status":"\xff\xfe"}', b"{", b"", b"null", b'"text"', b'{"poll":{"options":' + deep + b"}}", b'{"status":"x","media_ids":"1"}',
                  b'{"status":"x","poll":[]}', b'{"status":"x","in_reply_to_id":{"$ne":1}}', b'{"status":"x","visibility":["public"]}']
        for body in bodies:
            answer = self.favilla.request("POST", "/api/v1/statuses", body, token=self.tokens["bob"], headers={"Content-Type": "application/json"})
            self.assertIn(answer.status, (200, 400, 404, 422), (body[:60], answer.text[:200]))
        for form in ("status=a&status[]=b", "status[a]=b&status=c", "status=%FF%FE", "status=a%00b", "poll[options]=x&status=y", "=", "&&&&", "status=" + "%" * 50, "a[" * 3000):
            answer = self.favilla.request("POST", "/api/v1/statuses", form, token=self.tokens["bob"], headers={"Content-Type": "application/x-www-form-urlencoded"})
            self.assertIn(answer.status, (200, 400, 404, 413, 422), (form[:60], answer.text[:200]))
        for path in ("/api/v1/accounts/%00", "/api/v1/accounts/lookup?acct=%FF", "/api/v1/tags/%2e%2e%2f", "/@%00", "/tags/%F0%28", "/api/v1/statuses/9223372036854775808"):
            self.assertIn(self.favilla.get(path).status, (400, 404, 422), path)
        self.assertEqual(self.favilla.get("/health/ready").status, 200)

    def test_like_race(self):
        """Case 52 over HTTP: whatever a thousand do at once, the count is the set."""
        status = self.favilla.post("/api/v1/statuses", {"status": "Everybody at once"}, token=self.tokens["ada"]).json["id"]
        names = [f"reader{number}" for number in range(40)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.favilla.create_account, names))
            tokens = list(pool.map(self.favilla.create_token, names))
        begin, wrong = threading.Barrier(1000), []
        def act(number):
            connection = http.client.HTTPConnection("127.0.0.1", self.favilla.port, timeout=120)
            begin.wait()
            for step in range(4):
                verb = ("favourite", "reblog", "unfavourite", "unreblog")[(number + step) % 4]
                connection.request("POST", f"/api/v1/statuses/{status}/{verb}", headers={"Authorization": f"Bearer {tokens[number % 40]}", "Content-Length": "0"})
                answer = connection.getresponse()
                answer.read()
                while answer.status == 503:                         # more at once than may wait: it says when to come back
                    time.sleep(0.05)
                    connection.request("POST", f"/api/v1/statuses/{status}/{verb}", headers={"Authorization": f"Bearer {tokens[number % 40]}", "Content-Length": "0"})
                    answer = connection.getresponse()
                    answer.read()
                if answer.status != 200:
                    wrong.append((verb, answer.status))
            connection.close()
        threads = [threading.Thread(target=act, args=(number,)) for number in range(1000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        for token in tokens[:20]:                                   # so that the set is not empty
            self.favilla.post(f"/api/v1/statuses/{status}/favourite", token=token)
        told = self.favilla.get(f"/api/v1/statuses/{status}").json
        likers = self.favilla.get(f"/api/v1/statuses/{status}/favourited_by?limit=80").json
        boosters = self.favilla.get(f"/api/v1/statuses/{status}/reblogged_by?limit=80").json
        self.assertEqual((told["favourites_count"], told["reblogs_count"]), (len(likers), len(boosters)))
        self.assertGreaterEqual(len(likers), 20)

    def test_overload(self):
        """Case 53: far more than can be done at once is shed by 503 with Retry-After; whoever looks after the server is still heard."""
        server = Favilla(arguments=("--config", "/dev/null"), environment={"FAVILLA_SERVER_WORKERS": "1", "FAVILLA_SERVER_QUEUE": "2"}).start()
        try:
            server.create_account("ada")
            token = server.create_token("ada")
            statuses, stop = [], threading.Event()
            def hammer():
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                while not stop.is_set():
                    connection.request("POST", "/api/v1/statuses", json.dumps({"status": "More", "language": "en"}), {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
                    answer = connection.getresponse()
                    answer.read()
                    statuses.append((answer.status, answer.headers.get("Retry-After")))
                connection.close()
            threads = [threading.Thread(target=hammer) for _ in range(40)]
            for thread in threads:
                thread.start()
            try:
                wait_until(lambda: any(status == 503 for status, _ in list(statuses)))
                alive = [server.get("/health/live", timeout=5).status for _ in range(20)]
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            self.assertEqual(set(alive), {200})
            self.assertEqual({status for status, _ in statuses}, {200, 503})
            self.assertTrue(all(after for status, after in statuses if status == 503), "a 503 says when to come back")
            wait_until(lambda: server.get("/api/v1/timelines/home", token=token).status == 200)
        finally:
            server.close()


if __name__ == "__main__":
    unittest.main()
