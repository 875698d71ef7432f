# SPDX-License-Identifier: AGPL-3.0-or-later
"""Listening, from outside: who may, what is refused, whose posts are counted, and figures counted again here."""
import collections
import csv
import datetime
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

API = "/api/favilla/v1/listening"
DAY = datetime.timedelta(days=1)


class Listening(ApiCase):
    def setUp(self):
        self.owner, self.analyst, self.invited, self.stranger = (self.person(name) for name in ("owner", "analyst", "invited", "stranger"))
        name = self.name("page")
        self.page_name = name
        self.server.command("page", "create", name, "--owner", self.owner.name, "--title", f"The {name}")
        self.server.command("page", "role", name, self.analyst.name, "analyst")
        self.page = next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", self.owner) if one["account"]["username"] == name)["id"]
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/team", self.owner, {"act": "invite", "account_id": self.invited.id, "role": "editor"})
        self.word = self.name("parola") + "x"       # said by nobody else

    def indexable(self, person, yes=True):
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"indexable": yes}, token=person.token)
        return person

    def listen(self, words, who=None, **more):
        made = self.ask("POST", API, who or self.owner, {"page_id": self.page, "name": self.name("query"), "words": words, **more})
        return wait_until(lambda: (found := self.ask("GET", f"{API}/{made['id']}", self.owner))["progress"] == 1 and found)["id"]

    def figures(self, query, **asked):
        more = "&".join(f"{key}={value}" for key, value in asked.items())
        return self.ask("GET", f"{API}/{query}/figures?{more}", self.owner)

    def heard(self, query, **asked):
        """All its posts, page by page."""
        found, last = [], None
        while True:
            more = "&".join(f"{key}={value}" for key, value in {**asked, "limit": 2, **({"max_id": last} if last else {})}.items())
            page = self.ask("GET", f"{API}/{query}/statuses?{more}", self.owner)
            found += page
            if not page:
                return found
            last = page[-1]["id"]

    def words(self, query, **asked):
        return sorted(one["content"].removeprefix("<p>").removesuffix("</p>") for one in self.heard(query, **asked))

    def test_the_team_listens_and_nobody_else(self):
        body = {"page_id": self.page, "name": "Bread", "words": "bread"}
        for who in (self.stranger, self.invited, self.boss):
            self.ask("GET", f"{API}?page_id={self.page}", who, status=404)
            self.ask("POST", API, who, body, status=404)
        self.assertEqual(self.server.get(f"{API}?page_id={self.page}").status, 401)
        made = self.ask("POST", API, self.analyst, body)
        self.assertEqual((made["name"], made["words"], made["changed_by"]), ("Bread", "bread", self.analyst.id))
        for who in (self.owner, self.analyst):
            self.assertEqual([one["id"] for one in self.ask("GET", f"{API}?page_id={self.page}", who)], [made["id"]])
            self.ask("GET", f"{API}/{made['id']}/figures", who)
        for who in (self.stranger, self.invited, self.boss):
            for path in ("", "/figures", "/export", "/statuses"):
                self.ask("GET", f"{API}/{made['id']}{path}", who, status=404)
            self.ask("PUT", f"{API}/{made['id']}", who, {"name": "Mine"}, status=404)
            self.ask("DELETE", f"{API}/{made['id']}", who, status=404)
        narrow = self.server.create_token(self.owner.name, "read:pages")
        self.assertEqual(self.server.get(f"{API}/{made['id']}", token=narrow).status, 200)
        self.assertEqual(self.server.request("DELETE", f"{API}/{made['id']}", token=narrow).status, 403)
        self.assertEqual(self.server.get(f"{API}/{made['id']}", token=self.server.create_token(self.owner.name, "read:statuses")).status, 403)
        for wrong in ("1", "nothing", "9" * 30):
            self.ask("GET", f"{API}/{wrong}", self.owner, status=404)
        # Who leaves the team hears nothing more.
        self.server.command("page", "role", self.page_name, self.analyst.name, "none")
        self.ask("GET", f"{API}/{made['id']}", self.analyst, status=404)
        self.ask("DELETE", f"{API}/{made['id']}", self.owner)
        self.ask("GET", f"{API}/{made['id']}", self.owner, status=404)

    def test_what_cannot_be_listened_for_is_refused_in_both_languages(self):
        refused = {"": "Say what to listen for", "-a": "say what must", '"open': "opened and not closed", "@": "This is no name: @", "a | | b": "A bar (|)", "...": "nothing to listen for",
                   "link:http://": "This is no address", "a" * 501: "longer than 500", " ".join(f"w{n}" for n in range(25)): "At most 24"}
        for words, sentence in refused.items():
            answer = self.ask("POST", API, self.owner, {"page_id": self.page, "name": "One", "words": words}, status=422)
            self.assertIn(sentence, answer["error"])
            italian = self.server.request("POST", API, {"page_id": self.page, "name": "One", "words": words}, token=self.owner.token, headers={"Accept-Language": "it"}).json
            self.assertNotIn("listening.", italian["error"])
        self.ask("POST", API, self.owner, {"page_id": self.page, "name": " ", "words": "a"}, status=422)
        first = self.ask("POST", API, self.owner, {"page_id": self.page, "name": "One", "words": "bread"})
        self.ask("POST", API, self.owner, {"page_id": self.page, "name": "ONE", "words": "cake"}, status=409)
        self.ask("PUT", f"{API}/{first['id']}", self.owner, {"words": "-cake"}, status=422)
        self.assertEqual(self.ask("GET", f"{API}/{first['id']}", self.owner)["words"], "bread")
        for wrong in ("from=yesterday", "from=2026-01-02&to=2026-01-01", "from=2020-01-01&to=2026-01-01", "by=week", "by=hour&from=2026-01-01&to=2026-01-31", "to=99999-01-01"):
            self.ask("GET", f"{API}/{first['id']}/figures?{wrong}", self.owner, status=422)
        self.ask("GET", f"{API}/{first['id']}/export?format=xml", self.owner, status=422)
        self.ask("GET", f"{API}/{first['id']}/statuses?hour=24", self.owner, status=422)

    def test_only_who_consents_is_counted(self):
        open_, closed = self.indexable(self.person()), self.person()
        query = self.listen(self.word)
        open_.write(f"open {self.word}")
        closed.write(f"closed {self.word}")
        open_.write(f"unlisted {self.word}", visibility="unlisted")
        open_.write(f"private {self.word}", visibility="private")
        self.assertEqual(self.words(query), [f"open {self.word}"])
        self.assertEqual((self.figures(query)["posts"]["raw"], self.figures(query)["people"]), (1, 1))
        # Consent that is withdrawn takes everything out; given, it brings it.
        self.indexable(open_, False)
        self.assertEqual((self.words(query), self.figures(query)["posts"]["raw"], sum(one["posts"] for one in self.figures(query)["volume"])), ([], 0, 0))
        self.indexable(closed)
        self.assertEqual(self.words(query), [f"closed {self.word}"])
        # Who blocks the page is not listened to by it.
        closed.post(f"/api/v1/accounts/{self.page}/block")
        self.assertEqual((self.words(query), self.figures(query)["people"]), ([], 0))

    def test_what_was_said_before_is_counted_as_what_comes(self):
        people = [self.indexable(self.person()) for _ in range(2)]
        live = self.listen(f"{self.word} -altro")
        first = people[0].write(f"uno {self.word}")
        gone = people[0].write(f"due {self.word}")
        people[1].write(f"altro {self.word}")
        late = people[1].write("tre")
        self.server.request("PUT", f"/api/v1/statuses/{late['id']}", {"status": f"tre {self.word}"}, token=people[1].token)
        self.server.request("PUT", f"/api/v1/statuses/{first['id']}", {"status": "uno"}, token=people[0].token)
        self.server.request("DELETE", f"/api/v1/statuses/{gone['id']}", token=people[0].token)
        self.assertEqual(self.words(live), [f"tre {self.word}"])
        self.assertEqual(self.words(self.listen(f"{self.word} -altro")), [f"tre {self.word}"])
        # Other words count everything anew.
        self.ask("PUT", f"{API}/{live}", self.owner, {"words": f"altro {self.word}"})
        wait_until(lambda: self.ask("GET", f"{API}/{live}", self.owner)["progress"] == 1)
        self.assertEqual(self.words(live), [f"altro {self.word}"])

    def test_who_is_heard_and_the_way_of_a_spark(self):
        ada, bob, cid, dan, eva, fay = people = [self.indexable(self.person()) for _ in range(6)]
        shy, robot = self.person(), self.indexable(self.person())
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"bot": True}, token=robot.token)
        query = self.listen(self.word)
        ada.write(f"unheard {self.word}")
        spark = bob.write(f"spark {self.word}")
        for person in (cid, dan, eva, fay, ada):
            person.write(f"more {self.word}")
        answer = cid.write("answer", in_reply_to_id=spark["id"])
        dan.post(f"/api/v1/statuses/{spark['id']}/reblog")
        eva.write("answer to the answer", in_reply_to_id=answer["id"])
        shy.write("not told", in_reply_to_id=spark["id"])
        robot.write("beep", in_reply_to_id=spark["id"])
        bob.write("my own", in_reply_to_id=spark["id"])
        heard = self.figures(query)["heard"]
        # The answer of an answer is heard by who wrote that one, which does not speak of it.
        self.assertEqual([(one["account"]["id"], one["answers"], one["boosts"], one["authentic"]) for one in heard["named"]], [(bob.id, 3, 1, 3)])
        self.assertEqual((heard["people"], heard["effective"]), (1, 1))
        way = self.ask("GET", f"{API}/{query}/spark", self.owner)
        self.assertEqual([one["id"] for one in way["first"]], [spark["id"]])
        told = [(step["kind"], step["account"]["id"], step["of"]["id"]) for step in way["steps"]]
        self.assertEqual(sorted(told), sorted([("answer", cid.id, bob.id), ("boost", dan.id, bob.id), ("answer", eva.id, cid.id), ("answer", robot.id, bob.id), ("answer", bob.id, bob.id)]))
        self.assertEqual([step["at"] for step in way["steps"]], sorted(step["at"] for step in way["steps"]))
        self.assertEqual((way["unnamed"], way["people"], way["complete"]), (1, 6, True))
        # Consent that is withdrawn takes the step out; where few took part no step is told.
        self.indexable(cid, False)
        way = self.ask("GET", f"{API}/{query}/spark", self.owner)
        self.assertNotIn(cid.id, [step["account"]["id"] for step in way["steps"]] + [step["of"]["id"] for step in way["steps"]])
        self.assertEqual(way["unnamed"], 3)
        lone = self.listen(self.name("sola") + "z")
        self.assertEqual(self.ask("GET", f"{API}/{lone}/spark", self.owner)["first"], [])
        self.ask("GET", f"{API}/{query}/spark", self.stranger, status=404)
        self.ask("GET", f"{API}/{query}/spark?from=yesterday", self.owner, status=422)
        listed = {one["id"]: one for one in self.ask("GET", f"{API}?page_id={self.page}", self.owner)}
        self.assertEqual(listed[query]["authentic_share_of_voice"], 1)
        self.assertTrue(people)

    def test_figures_are_those_that_are_counted_here(self):
        people = [self.indexable(self.person()) for _ in range(5)]
        made = []
        for person, times in zip(people, (5, 3, 2, 1, 1)):
            made += [(person, person.write(f"{self.word} {n}")) for n in range(times)]
        # As if they had been written over four months, more and more of them on one day.
        now = datetime.datetime.now(datetime.timezone.utc)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        ago = [0, 1, 2, 3, 60, 30, 10, 10, 10, 10, 10, 10]
        times = {status["id"]: min(today - days * DAY + datetime.timedelta(hours=index), now) for index, (days, (_, status)) in enumerate(zip(ago, made))}
        query = self.listen(self.word)
        self.server.stop()
        self.server.execute(*(f"UPDATE {table} SET {column} = {int(at.timestamp() * 1000)} WHERE {key} = {status}" for status, at in times.items()
                              for table, column, key in (("statuses", "created_at", "id"), ("listening_hits", "at", "status_id"))),
                            f"UPDATE listening_queries SET since = {int((today - 100 * DAY).timestamp() * 1000)} WHERE id = {query}")
        self.server.start()
        author = {status["id"]: person for person, status in made}
        for span in (7, 28, 90):
            begin = today - (span - 1) * DAY
            inside = {status: at for status, at in times.items() if at >= begin}
            asked = {"from": begin.date(), "to": today.date()}
            told = self.figures(query, **asked)
            by_day = collections.Counter(at.date() for at in inside.values())
            self.assertEqual({one["at"][:10]: one["posts"] for one in told["volume"]}, {str((begin + n * DAY).date()): by_day[(begin + n * DAY).date()] for n in range(span)})
            of = collections.Counter(author[status].id for status in inside)
            self.assertEqual((told["posts"]["raw"], told["posts"]["authentic"], told["people"]), (len(inside), len(inside), len(of)))
            self.assertAlmostEqual(told["speakers"]["effective"], sum(of.values()) ** 2 / sum(n * n for n in of.values()))
            if len(of) < 5:
                self.assertEqual(told["speakers"]["named"], [])
                self.assertEqual(self.heard(query, account_id=people[0].id, **asked), [])
            else:
                self.assertEqual({one["account"]["id"]: one["posts"] for one in told["speakers"]["named"]}, dict(of))
                self.assertEqual(len(self.heard(query, account_id=people[0].id, **asked)), of[people[0].id])
            # Every figure opens to its posts.
            self.assertEqual({one["id"] for one in self.heard(query, **asked)}, set(inside))
            for one in told["volume"]:
                if one["posts"]:
                    self.assertEqual(len(self.heard(query, **{"from": one["at"][:10], "to": one["at"][:10]})), one["posts"])
        burst, = [one for one in told["bursts"] if one["posts"] == 6]
        self.assertEqual((burst["first"], burst["last"], burst["peak"]), (str((today - 10 * DAY).date()),) * 3)
        self.assertLess(burst["p"], 1 / 500)
        self.assertTrue(next(one for one in told["judged"] if one["day"] == burst["peak"])["loud"])
        hours = self.figures(query, by="hour", **{"from": (today - 10 * DAY).date(), "to": (today - 10 * DAY).date()})
        self.assertEqual([one["posts"] for one in hours["volume"]], [0] * 6 + [1] * 6 + [0] * 12)
        self.assertEqual(len(self.heard(query, hour=7, **{"from": (today - 10 * DAY).date(), "to": (today - 10 * DAY).date()})), 1)
        # The file says the same.
        file = self.server.get(f"{API}/{query}/export", {"format": "csv", "from": begin.date(), "to": today.date()}, token=self.owner.token)
        self.assertIn("attachment", file.headers["content-disposition"])
        rows = list(csv.DictReader(io.StringIO(file.text)))
        self.assertEqual([(row["at"], int(row["posts"]), int(row["authentic"]), int(row["people"])) for row in rows], [(one["at"], one["posts"], one["authentic"], one["people"]) for one in told["volume"]])
        whole = self.server.get(f"{API}/{query}/export", {"format": "json", "from": begin.date(), "to": today.date()}, token=self.owner.token).json
        self.assertEqual(whole, told)

    def test_what_the_team_says_itself_is_no_authentic_voice(self):
        query = self.listen(self.word)
        self.indexable(self.owner).write(f"{self.word} from the team")
        self.indexable(self.person()).write(f"{self.word} from outside")
        posts = self.figures(query)["posts"]
        self.assertEqual((posts["raw"], posts["authentic"], posts["affiliated"]), (2, 1, 1))
        listed, = self.ask("GET", f"{API}?page_id={self.page}", self.owner)
        self.assertEqual((listed["recent_posts"], listed["recent_authentic"], listed["share_of_voice"]), (2, 1, 1))
        self.listen(f"{self.word} outside")
        shares = sorted(one["share_of_voice"] for one in self.ask("GET", f"{API}?page_id={self.page}", self.owner))
        self.assertEqual([round(share, 6) for share in shares], [round(1 / 3, 6), round(2 / 3, 6)])


if __name__ == "__main__":
    unittest.main()
