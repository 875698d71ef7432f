# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measures of a scope, from outside: who may, what is refused, and the figures counted again here from what the client API shows."""
import collections
import csv
import datetime
import io
import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1/measures"


def pagerank(edges, people):
    out = collections.Counter(a for a, _ in edges)
    rank = {one: 1 / len(people) for one in people}
    for _ in range(300):
        idle = sum(rank[one] for one in people if not out[one])
        after = {one: (0.15 + 0.85 * idle) / len(people) for one in people}
        for a, b in edges:
            after[b] += 0.85 * rank[a] / out[a]
        rank = after
    return rank


def largest_core(edges):
    ties = collections.defaultdict(set)
    for a, b in edges:
        ties[a].add(b)
        ties[b].add(a)
    best, k = (0, 0), 1
    while ties:
        while small := [one for one in ties if len(ties[one]) < k]:
            for one in small:
                for other in ties.pop(one):
                    ties[other].discard(one) if other in ties else None
        if ties:
            best = (k, len(ties))
        k += 1
    return best


class Measures(ApiCase):
    scopes = "read write admin:read admin:write"

    def setUp(self):
        self.owner, self.stranger = self.person("owner"), self.person("stranger")
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", self.owner.name, "--title", f"The {name}")
        self.page = next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", self.owner) if one["account"]["username"] == name)["id"]
        self.tag = self.name("argomento")

    def measures(self, scope, who=None, **asked):
        more = "".join(f"&{key}={value}" for key, value in asked.items())
        return self.ask("GET", f"{API}?scope={scope}{more}", who or self.boss)

    def opened(self, scope, who=None, **asked):
        more = "".join(f"&{key}={value}" for key, value in asked.items())
        return [one["id"] for one in self.ask("GET", f"{API}/conversations?scope={scope}{more}", who or self.boss)]

    def conversation(self, people, who, answers, tag=True):
        """Answers are (who, to which: 0 is the first post)."""
        posts = [people[who].write(f"Start {'#' + self.tag if tag else ''}")]
        for author, to in answers:
            posts.append(people[author].write(f"answer {len(posts)}", in_reply_to_id=posts[to]["id"]))
        return posts

    def test_figures_are_those_that_are_counted_here(self):
        people = [self.person() for _ in range(6)]
        shapes = [(0, [(1, 0), (0, 1), (1, 2), (2, 0), (3, 0), (4, 5)]), (1, [(0, 0), (2, 0), (5, 1), (0, 3)]), (2, []), (3, [(3, 0)])]
        trees = [(who, answers, self.conversation(people, who, answers)) for who, answers in shapes]
        self.conversation(people, 4, [(5, 0)], tag=False)
        found = self.measures(f"tag:{self.tag}")
        raw = found["raw"]
        self.assertEqual((raw["conversations"], raw["messages"], raw["comments"], raw["answered"]), (4, 15, 11, 2))
        comments = collections.Counter(author for _, answers, _ in trees for author, _ in answers)
        self.assertEqual(raw["distinct_authors"], len(comments))
        self.assertAlmostEqual(raw["effective_authors"], 11 ** 2 / sum(n * n for n in comments.values()), 9)
        edges, depths, kinds, virality = set(), [], collections.Counter(), []
        for who, answers, posts in trees:
            authors, depth, parents = [who], [0], [None]
            for author, to in answers:
                authors.append(author)
                depth.append(depth[to] + 1)
                parents.append(to)
                if author != authors[to]:
                    edges.add((author, authors[to]))
            depths += depth[1:]
            for n, parent in enumerate(parents):
                if parent is None or authors[n] == authors[parent]:
                    kinds["one_way"] += 1
                elif parents[parent] is not None and authors[parents[parent]] == authors[n]:
                    kinds["interactive"] += 1
                else:
                    kinds["reactive"] += 1
            if len(authors) >= 5:
                def up(n):
                    return [n] + (up(parents[n]) if parents[n] is not None else [])
                distance = sum(next(up(a).index(x) + up(b).index(x) for x in up(a) if x in up(b)) for a in range(len(authors)) for b in range(a))
                virality.append(2 * distance / (len(authors) * (len(authors) - 1)))
        self.assertEqual((raw["max_depth"], raw["virality_of"]), (max(depths), 2))
        self.assertAlmostEqual(raw["mean_comment_depth"], sum(depths) / 11, 9)
        self.assertAlmostEqual(raw["structural_virality"], sum(virality) / 2, 9)
        self.assertEqual({name: raw[name] for name in ("one_way", "reactive", "interactive")}, dict(kinds))
        graph, nodes = raw["graph"], {one for edge in edges for one in edge}
        mutual = sum((b, a) in edges for a, b in edges) / len(edges)
        chance = len(edges) / (len(nodes) * (len(nodes) - 1))
        self.assertEqual((graph["people"], graph["edges"]), (len(nodes), len(edges)))
        self.assertAlmostEqual(graph["reciprocity"], mutual, 9)
        self.assertAlmostEqual(graph["above_chance"], (mutual - chance) / (1 - chance), 9)
        self.assertEqual((graph["core"], graph["core_people"]), largest_core(edges))
        rank = pagerank(edges, nodes)
        for one in graph["ranked"]:
            self.assertAlmostEqual(one["rank"], rank[next(n for n, person in enumerate(people) if person.id == one["account"]["id"])], 6)
        self.assertEqual([round(one["rank"], 9) for one in graph["ranked"]], sorted((round(one["rank"], 9) for one in graph["ranked"]), reverse=True))
        self.assertEqual((raw["first_answer"]["of"], raw["first_answer"]["happened"]), (4, 2))
        self.assertEqual((raw["life"]["happened"], raw["people_of_week"]), (0, 6))
        self.assertEqual(found["authentic"], raw)
        # Each figure opens to the conversations that it counts.
        roots = [posts[0]["id"] for _, _, posts in trees][::-1]
        self.assertEqual(self.opened(f"tag:{self.tag}"), roots)
        self.assertEqual(self.opened(f"tag:{self.tag}", which="waiting"), roots[:2])
        self.assertEqual(self.opened(f"tag:{self.tag}", which="answered"), roots[2:])
        self.assertEqual(self.opened(f"tag:{self.tag}", which="viral"), roots[2:])
        self.assertEqual(self.opened(f"tag:{self.tag}", limit=1, max_id=roots[0]), roots[1:2])
        self.assertEqual(self.opened(f"tag:{self.tag}", limit=1, min_id=roots[2]), roots[1:2])
        # As files.
        answer = self.server.get(f"{API}/export?scope=tag:{self.tag}", token=self.boss)
        self.assertIn("attachment", answer.headers["content-disposition"])
        lines = {row["measure"]: row for row in csv.DictReader(io.StringIO(answer.text))}
        self.assertEqual((lines["comments"]["raw"], lines["comments"]["authentic"], lines["towards_us"]["raw"]), ("11", "11", ""))
        self.assertEqual(self.server.get(f"{API}/export?scope=tag:{self.tag}&format=json", token=self.boss).json["raw"]["comments"], 11)

    def test_what_a_machine_says_is_raw_and_not_authentic(self):
        people = [self.person() for _ in range(2)]
        robot = self.person("robot")
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"bot": True}, token=robot.token)
        self.conversation([*people, robot], 0, [(2, 0), (1, 1)])
        found = self.measures(f"tag:{self.tag}")
        self.assertEqual((found["raw"]["comments"], found["authentic"]["comments"], found["answers"]["raw"], found["answers"]["machine"]), (2, 1, 2, 1))
        self.assertEqual((found["raw"]["max_depth"], found["authentic"]["max_depth"]), (2, 1))

    def test_only_what_everybody_may_see_is_counted(self):
        ada, gone = self.person(), self.person()
        ada.write(f"#{self.tag}")
        for visibility in ("private", "direct"):
            ada.write(f"#{self.tag}", visibility=visibility)
        deleted = ada.write(f"#{self.tag}")
        self.server.request("DELETE", f"/api/v1/statuses/{deleted['id']}", token=ada.token)
        gone.write(f"#{self.tag}")
        self.server.command("account", "modify", gone.name, "--suspend")
        self.assertEqual(self.measures(f"tag:{self.tag}")["raw"]["conversations"], 1)
        yesterday = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).date()
        self.assertEqual(self.measures(f"tag:{self.tag}", to=yesterday)["raw"]["conversations"], 0)

    def test_few_are_named_to_nobody(self):
        people = [self.person() for _ in range(2)]
        self.conversation(people, 0, [(1, 0), (0, 1)])
        self.assertEqual(self.measures(f"tag:{self.tag}")["raw"]["graph"]["ranked"], [])

    def test_scopes_of_pages_groups_queries_and_efforts(self):
        voice = {"Favilla-Voice": self.page}
        root = self.server.request("POST", "/api/v1/statuses", {"status": "A spark"}, token=self.owner.token, headers=voice).json
        self.stranger.write("An answer", in_reply_to_id=root["id"])
        self.assertEqual(self.opened(f"page:{self.page}", self.owner), [root["id"]])
        self.assertEqual(self.measures(f"page:{self.page}", self.owner)["raw"]["comments"], 1)
        # What is listened for, by who consents.
        word = self.name("parola") + "y"
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True}, token=self.stranger.token)
        query = self.ask("POST", "/api/favilla/v1/listening", self.owner, {"page_id": self.page, "name": word, "words": word})["id"]
        heard = self.stranger.write(f"Of {word}")
        self.owner.write(f"Not open: {word}")
        self.assertEqual(self.opened(f"query:{query}", self.owner), [heard["id"]])
        # A group, by who looks after it.
        group = self.ask("POST", "/api/favilla/v1/groups", self.boss, {"name": self.name("gruppo"), "title": "A group", "joining": "open"})
        self.ask("POST", f"/api/favilla/v1/groups/{group['id']}/join", self.owner)
        self.ask("GET", f"{API}?scope=group:{group['id']}", self.owner, status=404)
        self.server.command("group", "role", group["account"]["username"], self.owner.name, "moderator")
        topic = self.owner.write(f"@{group['account']['username']} A topic")
        self.assertEqual(self.opened(f"group:{group['id']}", self.owner), [topic["id"]])
        # An effort, by its links.
        effort = self.ask("POST", "/api/favilla/v1/efforts", self.boss, {"kind": "campaign", "title": "Spring", "hypothesis": "More", "target": "sign_ups", "controls": [],
                          "time_zone": "Etc/UTC", "first_day": "2031-01-01", "last_day": "2031-01-14"})["id"]
        link = self.ask("POST", "/api/favilla/v1/links", self.boss, {"target": "https://site.example/", "effort_id": effort})
        shared = self.server.request("POST", "/api/v1/statuses", {"status": f"See {link['url']}"}, token=self.boss).json
        self.stranger.write("Seen", in_reply_to_id=shared["id"])
        self.assertEqual(self.opened(f"effort:{effort}"), [shared["id"]])
        self.assertEqual(self.measures(f"effort:{effort}")["raw"]["answered"], 1)
        # Nobody else sees them.
        for scope in (f"page:{self.page}", f"query:{query}", f"group:{group['id']}", f"effort:{effort}"):
            for path in ("", "/export", "/conversations"):
                self.ask("GET", f"{API}{path}?scope={scope}", self.stranger, status=404)
        self.ask("GET", f"{API}?scope=query:{query}", self.boss, status=404)
        self.ask("GET", f"{API}?scope=page:{self.page}", self.boss)
        self.ask("GET", f"{API}?scope=effort:{effort}", self.owner, status=404)

    def test_the_house_is_for_the_team_and_wrong_input_is_refused(self):
        for scope in ("house", f"tag:{self.tag}"):
            self.person().write(f"#{self.tag}")
            self.ask("GET", f"{API}?scope={scope}", self.stranger, status=403)
            self.measures(scope)
        self.assertEqual(self.server.get(API).status, 401)
        self.assertEqual(self.server.get(API, token=self.server.create_token(self.owner.name, "read:accounts")).status, 403)
        for scope in ("", "houses", "tag:", "tag:niente", "page:1", "page:x", f"page:{self.owner.id}", "group:1", "effort:1", "query:1", "house:1", "a" * 300):
            answer = self.ask("GET", f"{API}?scope={scope}", self.boss, status=404)
            self.assertNotIn("measures.scope", answer["error"])
        for wrong in ("from=yesterday", "from=2026-01-02&to=2026-01-01", "from=2020-01-01&to=2026-01-01", "to=99999-01-01"):
            self.ask("GET", f"{API}?{wrong}", self.boss, status=422)
        self.ask("GET", f"{API}/export?format=xml", self.boss, status=422)
        self.ask("GET", f"{API}/conversations?which=some", self.boss, status=422)


    def test_conversations_are_compared_by_what_opens_them(self):
        asker, teller, answers = (self.person() for _ in range(3))
        for n in range(4):
            asked = asker.write(f"Who comes? #{self.tag} {n}")
            teller.write(f"Come. #{self.tag} {n}")
            if n < 3:
                answers.write("I do", in_reply_to_id=asked["id"])
        found = self.ask("GET", f"{API}/comparison?scope=tag:{self.tag}", self.boss)
        self.assertEqual([(one["key"], one["of"], one["happened"]) for one in found["raw"]["groups"]], [("plain", 4, 0), ("question", 4, 3)])
        # Three of four against none of four; how long each waited is a matter of milliseconds, what follows from it is not.
        test = found["raw"]["log_rank"]
        self.assertGreater(test["chi2"], 0)
        self.assertAlmostEqual(test["p"], math.erfc(math.sqrt(test["chi2"] / 2)), 9)
        self.assertEqual(found["raw"]["log_rank"]["df"], 1)
        self.assertEqual(found["authentic"], found["raw"])
        people = self.ask("GET", f"{API}/comparison?scope=tag:{self.tag}&by=page", self.boss)["raw"]
        self.assertEqual(([one["key"] for one in people["groups"]], people["log_rank"]), (["people"], None))
        now = self.ask("GET", f"{API}/comparison?scope=tag:{self.tag}&by=period", self.boss)["raw"]
        self.assertEqual([(one["key"], one["of"]) for one in now["groups"]], [("now", 8)])
        self.ask("GET", f"{API}/comparison?scope=tag:{self.tag}&by=moon", self.boss, status=422)
        self.ask("GET", f"{API}/comparison?scope=page:{self.page}", self.stranger, status=404)

    def test_who_is_still_there_is_told_of_many_and_never_of_few(self):
        people = [self.person() for _ in range(3)]
        self.conversation(people, 0, [(1, 0), (2, 1)])
        found = self.ask("GET", f"{API}/lifetime?scope=tag:{self.tag}", self.boss)
        # The week is not over.
        self.assertEqual((found["raw"]["people"], found["raw"]["model"], found["least_people"]), (0, None, 20))
        self.ask("GET", f"{API}/lifetime?scope=page:{self.page}", self.owner)
        self.ask("GET", f"{API}/lifetime?scope=page:{self.page}", self.stranger, status=404)


if __name__ == "__main__":
    unittest.main()
