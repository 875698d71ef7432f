# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking: an idea goes from a member's post to "shipped" with everybody who shaped it credited and told; duplicates are merged with their votes."""
import concurrent.futures
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402

API = "/api/favilla/v1/ideas"


class Ideas(ApiCase):
    def idea(self, who, title="A bench by the river", status=200, **more):
        return self.ask("POST", API, who, {"title": title, "text": "To sit on.", **more}, status)

    def act(self, idea, act, who=None, status=200, **more):
        return self.ask("POST", f"{API}/{idea['id']}/acts", who or self.boss, {"act": act, **more}, status)

    def look(self, idea, who=None):
        return self.ask("GET", f"{API}/{idea['id']}", who)

    def vote(self, idea, who):
        return self.ask("POST", f"{API}/{idea['id']}/vote", who, {})

    def told(self, who, idea, kind="state"):
        """What they were told of the idea, oldest first."""
        changes = [one["favilla"]["idea_change"] for one in who.get("/api/v1/notifications", {"types[]": "update"}) if "favilla" in one]
        return [one for one in reversed(changes) if one["idea_id"] == idea["id"] and one["kind"] == kind]

    def wait_told(self, who, idea, *states):
        return wait_until(lambda: [one["state"] for one in self.told(who, idea)] == list(states))

    def credited(self, idea, who=None):
        credits = self.ask("GET", f"{API}/{idea['id']}/credits", who)
        shapers = {one["account"]["username"]: (one["proposed"], len(one["answered"])) for one in credits["shapers"]}
        return shapers, sorted(one["account"]["username"] for one in credits["voters"])

    def in_list(self, idea, who=None, **query):
        return idea["id"] in [one["id"] for one in self.ask("GET", f"{API}?{'&'.join(f'{key}={value}' for key, value in {'limit': 80, **query}.items())}", who)["ideas"]]

    # --- those that may be the same ------------------------------------------------------------------------

    def similar(self, who, title, text="", **more):
        return [one["idea"]["id"] for one in self.ask("POST", f"{API}/similar", who, {"title": title, "text": text, **more})["ideas"]]

    def test_what_is_being_written_is_compared_by_stems_in_both_languages(self):
        ada, bob = self.person(), self.person("bob")
        library = self.idea(ada, "Aprire la biblioteca comunale la domenica", text="Chi lavora non ci va mai.")
        lamps = self.idea(ada, "Brighter lanterns along the towpath", text="Walking there after dusk is frightening.")
        self.assertEqual(self.similar(bob, "La biblioteca aperta di domenica"), [library["id"]])
        self.assertEqual(self.similar(bob, "A lantern on the towpath", "It is dark there and nobody walks."), [lamps["id"]])
        self.assertEqual(self.similar(bob, "Something frightening after walking at dusk"), [lamps["id"]], "by its text as well")
        self.assertEqual(self.similar(bob, "Biblioteca"), [library["id"]])
        self.assertEqual(self.similar(bob, "A fountain, and trees around it"), [])
        self.assertEqual(self.similar(bob, ""), [])
        self.assertIn("too long", self.ask("POST", f"{API}/similar", bob, {"title": "x", "text": "y" * 20_001}, 422)["error"])
        self.assertEqual(self.server.request("POST", f"{API}/similar", {"title": "x"}).status, 401)
        # Other words are found by, those that are gone are not.
        self.server.request("PUT", f"/api/v1/statuses/{lamps['id']}", {"status": "Brighter lanterns along the towpath\n\nMosquitoes gather under them."}, token=ada.token)
        self.assertEqual(self.similar(bob, "Mosquitoes gather"), [lamps["id"]])
        self.assertEqual(self.similar(bob, "Something frightening after walking at dusk"), [])
        self.ask("DELETE", f"{API}/{lamps['id']}", ada)
        self.assertEqual(self.similar(bob, "A lantern on the towpath"), [])

    def test_what_was_merged_is_found_as_what_it_stands_for_and_what_may_not_be_seen_is_not_found(self):
        ada, bob = self.person(), self.person("bob")
        kiln = self.idea(ada, "A communal pottery kiln")
        oven = self.idea(bob, "Clay oven for ceramics and pottery")
        near = self.ask("GET", f"{API}/{oven['id']}/similar")["ideas"]
        self.assertEqual([one["idea"]["id"] for one in near if one["likeness"] >= 0.35], [kiln["id"]] if near else [])
        self.act(oven, "merge", object_id=kiln["id"])
        self.assertEqual(self.similar(ada, "Ceramics in a clay oven"), [kiln["id"]])
        self.assertEqual(self.ask("GET", f"{API}/{kiln['id']}/similar")["ideas"], [], "not what was merged with it")
        type(self).names += 1
        hidden = self.server.post("/api/favilla/v1/groups", {"name": f"quiet{self.names}", "title": "Quiet", "joining": "hidden"}, token=self.boss).json["id"]
        secret = self.idea(self.boss, "Whispering gallery underneath the cloister", space_id=hidden)
        self.assertEqual(self.similar(ada, "Whispering gallery, cloister"), [])
        self.assertEqual(self.similar(ada, "Whispering gallery, cloister", space_id=hidden), [])
        self.assertEqual(self.similar(self.boss, "Whispering gallery, cloister"), [], "nor where others read")
        self.assertEqual(self.similar(self.boss, "Whispering gallery, cloister", space_id=hidden), [secret["id"]])

    # --- from a post to shipped ---------------------------------------------------------------------------

    def test_from_a_members_post_to_shipped_with_everybody_credited_and_told(self):
        ada, bruno, cleo, dora, elio = (self.person(stem) for stem in ("ada", "bruno", "cleo", "dora", "elio"))
        post = ada.write("Could we sit by the river?")
        idea = self.ask("POST", API, ada, {"status_id": post["id"], "title": "A bench by the river"})
        self.assertEqual((idea["id"], idea["state"], idea["votes_count"], idea["status"]["id"]), (post["id"], "new", 0, post["id"]))
        self.assertEqual(idea["may"], {"tend": False, "withdraw": True})
        self.assertEqual(self.vote(idea, bruno)["votes_count"], 1)
        cleo.post(f"/api/v1/statuses/{post['id']}/favourite")           # from an app that knows nothing of ideas
        self.assertEqual(self.look(idea, cleo)["votes_count"], 2)
        self.assertTrue(self.look(idea, cleo)["voted"])
        answer = dora.write("Of oak, it lasts", in_reply_to_id=post["id"])
        self.act(idea, "mark", object_id=answer["id"])
        self.act(idea, "state", state="discussing")
        self.act(idea, "state", state="planned", word="In spring.", answer=True)
        self.act(idea, "state", state="in_progress")
        shipped = self.act(idea, "state", state="shipped", word="Come and sit.")
        self.assertEqual((shipped["state"], shipped["word"]), ("shipped", "Come and sit."))
        for person in (ada, bruno, cleo, dora):
            self.wait_told(person, idea, "discussing", "planned", "in_progress", "shipped")
        self.assertEqual(self.told(elio, idea), [], "who had nothing to do with it is not told")
        said = next(one for one in self.told(bruno, idea) if one["state"] == "shipped")
        self.assertEqual((said["title"], said["word"]), ("A bench by the river", "Come and sit."))
        self.assertEqual(self.credited(idea), ({ada.name: (True, 0), dora.name: (False, 1)}, sorted([bruno.name, cleo.name])))
        changes = self.ask("GET", f"{API}/{idea['id']}/changes")
        self.assertEqual([(one["kind"], one["to"], one["word"]) for one in changes],
                         [("proposed", None, ""), ("state", "discussing", ""), ("state", "planned", "In spring."), ("state", "in_progress", ""), ("state", "shipped", "Come and sit.")])
        self.assertEqual(changes[2]["by"]["username"], "boss")
        spoken = ada.get(f"/api/v1/statuses/{changes[2]['answer_id']}")
        self.assertEqual((spoken["in_reply_to_id"], spoken["account"]["username"]), (post["id"], "boss"))
        self.assertIn("In spring.", spoken["content"])
        self.assertTrue(self.in_list(idea, state="shipped"))
        self.assertFalse(self.in_list(idea, state="planned"))

    def test_a_proposal_is_a_public_post_with_its_title(self):
        ada = self.person()
        idea = self.idea(ada, "  A quiet room ", text="For reading.\nAll day.")
        self.assertEqual((idea["title"], idea["status"]["visibility"], idea["space"]), ("A quiet room", "public", {"kind": "house", "account": None}))
        self.assertIn("A quiet room", idea["status"]["content"])
        self.assertIn("All day.", idea["status"]["content"])
        self.assertEqual(idea["proposer"]["username"], ada.name)
        self.assertEqual(idea["url"], f"http://{self.server.domain}/ideas/{idea['id']}")

    def test_what_is_wrong_is_said_in_both_languages(self):
        ada = self.person()
        for body, status in (({"title": " "}, 422), ({"title": "x" * 121}, 422), ({"title": "Ok", "space_id": "1"}, 404), ({"title": "Ok", "status_id": "1"}, 404), ({"title": "Ok", "status_id": "none"}, 404)):
            self.assertEqual(self.server.post(API, body, token=ada.token).status, status, body)
        idea = self.idea(ada)
        for body, status in (({"act": "fly"}, 422), ({"act": "state", "state": "done"}, 422), ({"act": "state", "state": "declined"}, 422), ({"act": "state", "state": "new"}, 409),
                             ({"act": "state", "state": "planned", "word": "x" * 501}, 422), ({"act": "state", "state": "planned", "answer": True}, 422), ({"act": "state", "state": "planned", "from": "shipped"}, 409),
                             ({"act": "merge", "object_id": idea["id"]}, 422), ({"act": "merge", "object_id": "1"}, 404), ({"act": "unmerge"}, 409), ({"act": "mark", "object_id": idea["id"]}, 422), ({"act": "mark"}, 404)):
            self.assertEqual(self.server.post(f"{API}/{idea['id']}/acts", body, token=self.boss).status, status, body)
        words = [self.server.get(f"{API}?order=luck", headers={"Accept-Language": language}).json["error"] for language in ("en", "it")]
        self.assertEqual(words, ["votes or newest is asked for, not luck.", "Si chiede votes o newest, non luck."])
        self.assertEqual(self.server.get(f"{API}?state=done").status, 422)
        self.assertEqual(self.look(idea)["state"], "new")

    def test_which_posts_become_ideas(self):
        ada, bruno = self.person(), self.person("bruno")
        turn = lambda who, status, expected: self.ask("POST", API, who, {"status_id": status["id"], "title": "So"}, expected)
        quiet = ada.write("Softly", visibility="unlisted")
        turn(self.boss, quiet, 422)                              # hers alone to put on a list
        turn(ada, quiet, 200)
        turn(ada, quiet, 409)
        for visibility in ("private", "direct"):
            turn(ada, ada.write("For few", visibility=visibility), 422)
        turn(bruno, ada.write("Hers"), 403)
        turn(ada, ada.post(f"/api/v1/statuses/{bruno.write('Passed on')['id']}/reblog"), 422)
        loved = ada.write("Loved before")
        bruno.post(f"/api/v1/statuses/{loved['id']}/favourite")
        turned = turn(self.boss, loved, 200)
        self.assertEqual((turned["votes_count"], turned["proposer"]["username"]), (1, ada.name))
        wait_until(lambda: self.told(ada, turned, "proposed"))
        self.assertEqual(self.told(bruno, turned, "proposed"), [])

    # --- votes --------------------------------------------------------------------------------------------

    def test_a_person_votes_once_from_wherever_and_takes_it_back(self):
        ada, bruno = self.person(), self.person("bruno")
        idea = self.idea(ada)
        for _ in range(2):
            self.assertEqual(self.vote(idea, bruno)["votes_count"], 1)
        bruno.post(f"/api/v1/statuses/{idea['id']}/favourite")
        self.assertEqual(self.look(idea)["votes_count"], 1)
        bruno.post(f"/api/v1/statuses/{idea['id']}/unfavourite")
        self.assertEqual(self.look(idea)["votes_count"], 0)
        self.vote(idea, bruno)
        self.assertTrue(bruno.get(f"/api/v1/statuses/{idea['id']}")["favourited"])
        self.assertEqual(self.ask("POST", f"{API}/{idea['id']}/unvote", bruno, {})["votes_count"], 0)
        bruno.server.request("PATCH", "/api/v1/accounts/update_credentials", {"bot": True}, token=bruno.token)
        self.assertEqual(self.vote(idea, bruno)["votes_count"], 0, "an automated account has no vote")

    def test_many_at_once_are_counted_right(self):
        idea = self.idea(self.person())
        voters = [self.person("voter") for _ in range(8)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda one: self.server.post(f"{API}/{idea['id']}/vote", {}, token=one.token).status, voters * 2))
        self.assertEqual(set(answers), {200})
        self.assertEqual(self.look(idea)["votes_count"], 8)

    def test_a_deleted_members_vote_goes_and_a_deleted_post_is_no_idea(self):
        ada, bruno, cleo = self.person(), self.person("bruno"), self.person("cleo")
        idea, other = self.idea(ada), self.idea(ada, "Another bench")
        self.vote(idea, bruno)
        self.vote(other, cleo)
        self.act(other, "merge", object_id=idea["id"])
        self.assertEqual(self.look(idea)["votes_count"], 2)
        self.server.command("account", "delete", bruno.name)
        self.assertEqual(self.look(idea)["votes_count"], 1)
        self.server.delete(f"/api/v1/statuses/{idea['id']}", token=ada.token)
        self.ask("GET", f"{API}/{idea['id']}", status=404)
        freed = self.look(other)
        self.assertEqual((freed["merged_into_id"], freed["votes_count"]), (None, 1))

    # --- duplicates ---------------------------------------------------------------------------------------

    def test_duplicates_are_merged_with_their_votes_and_taken_apart_again(self):
        ada, bruno, cleo, dora = (self.person(stem) for stem in ("ada", "bruno", "cleo", "dora"))
        first, second = self.idea(ada), self.idea(bruno, "Benches, please")
        for idea, who in ((first, cleo), (second, cleo), (second, dora)):
            self.vote(idea, who)
        merged = self.act(second, "merge", object_id=first["id"])
        self.assertEqual(merged["merged_into_id"], first["id"])
        whole = self.look(first, dora)
        self.assertEqual((whole["votes_count"], whole["merged_count"], whole["voted"]), (2, 1, True))
        self.assertFalse(self.in_list(second))
        self.act(second, "state", status=409, state="planned")
        wait_until(lambda: self.told(dora, second, "merged"))
        self.assertEqual(self.told(dora, second, "merged")[0]["other_title"], first["title"])
        self.act(first, "state", state="planned")
        for person in (ada, bruno, cleo, dora):
            self.wait_told(person, first, "planned")
        self.assertEqual(self.credited(first), ({ada.name: (True, 0), bruno.name: (True, 0)}, sorted([cleo.name, dora.name])))
        # A vote for what was merged is one for the whole, and both of cleo's go at once.
        self.assertEqual(self.vote(second, ada)["id"], first["id"])
        self.assertEqual(self.look(first)["votes_count"], 3)
        self.assertEqual(self.ask("POST", f"{API}/{first['id']}/unvote", cleo, {})["votes_count"], 2)
        apart = self.act(second, "unmerge")
        self.assertEqual((apart["merged_into_id"], apart["votes_count"], self.look(first)["votes_count"]), (None, 1, 1))
        self.assertTrue(self.in_list(second))
        self.assertEqual([one["kind"] for one in self.ask("GET", f"{API}/{first['id']}/changes")], ["proposed", "absorbed", "state", "released"])

    def test_of_two_who_merge_at_once_one_is_told_and_nothing_goes_round(self):
        for _ in range(4):
            one, two = self.idea(self.boss, "One"), self.idea(self.boss, "Two")
            bodies = [(one, two), (two, one), (one, two)]
            with concurrent.futures.ThreadPoolExecutor(3) as pool:
                answers = sorted(pool.map(lambda pair: self.server.post(f"{API}/{pair[0]['id']}/acts", {"act": "merge", "object_id": pair[1]["id"]}, token=self.boss).status, bodies))
            self.assertEqual(answers, [200, 409, 409])
            self.assertEqual(sorted(self.look(idea)["merged_into_id"] is None for idea in (one, two)), [False, True])

    def test_of_two_who_set_a_state_at_once_the_second_finds_it_changed(self):
        idea = self.idea(self.boss)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(lambda state: self.server.post(f"{API}/{idea['id']}/acts", {"act": "state", "state": state, "from": "new"}, token=self.boss).status, ("planned", "discussing")))
        self.assertEqual(answers, [200, 409])
        self.assertEqual(len(self.ask("GET", f"{API}/{idea['id']}/changes")), 2)

    # --- credit -------------------------------------------------------------------------------------------

    def test_the_answer_that_answered_is_credited_as_well(self):
        ada, bruno = self.person("ada"), self.person("bruno")
        idea = self.idea(ada)
        post = ada.get(f"/api/v1/statuses/{idea['id']}")
        answer = bruno.write("I have one in the yard", in_reply_to_id=post["id"])
        self.assertEqual(self.credited(idea), ({ada.name: (True, 0)}, []))
        self.ask("POST", f"/api/favilla/v1/conversations/{post['conversation_id']}/answer", ada, {"status_id": answer["id"]})
        self.assertEqual(self.credited(idea), ({ada.name: (True, 0), bruno.name: (False, 1)}, []))
        self.act(idea, "mark", object_id=answer["id"])
        self.assertEqual(self.credited(idea)[0][bruno.name], (False, 1), "once")

    def test_anybody_takes_themselves_out_of_the_credits_and_their_vote_stays(self):
        ada, bruno = self.person(), self.person("bruno")
        idea, other = self.idea(ada), self.idea(ada, "Another")
        self.vote(other, bruno)
        self.act(other, "merge", object_id=idea["id"])
        gone = self.ask("POST", f"{API}/{idea['id']}/credits/leave", bruno, {})
        self.assertEqual((gone["voters"], gone["credited"]), ([], False))
        self.assertEqual(self.look(idea)["votes_count"], 1)
        self.ask("POST", f"{API}/{idea['id']}/credits/leave", ada, {})
        self.assertEqual(self.credited(idea), ({}, []))
        self.act(other, "unmerge")
        self.assertEqual(self.credited(other), ({}, []), "nor does taking the two apart bring them back")
        self.ask("POST", f"{API}/{other['id']}/credits/return", bruno, {})
        self.assertEqual(self.credited(other), ({}, [bruno.name]))

    # --- spaces -------------------------------------------------------------------------------------------

    def group(self, joining, **more):
        type(self).names += 1
        return self.server.post("/api/favilla/v1/groups", {"name": f"group{self.names}", "joining": joining, **more}, token=self.boss).json

    def test_an_idea_of_a_hidden_group_is_seen_by_its_members_alone(self):
        ada, bruno = self.person(), self.person("bruno")
        group = self.group("hidden")
        self.server.post(f"/api/favilla/v1/groups/{group['id']}/acts", {"act": "invite", "object_id": ada.get("/api/v1/accounts/verify_credentials")["id"]}, token=self.boss)
        ada.post(f"/api/favilla/v1/groups/{group['id']}/join")
        idea = self.idea(ada, "Under the table", space_id=group["id"])
        self.assertIsNone(idea["url"])
        self.act(idea, "state", state="planned", word="Quietly", answer=True)
        outside = self.idea(ada, "Outside")
        self.act(idea, "merge", object_id=outside["id"], status=409)
        self.act(outside, "merge", object_id=idea["id"], status=409)
        for who in (bruno, None):
            for path in ("", "/changes", "/credits"):
                self.ask("GET", f"{API}/{idea['id']}{path}", who, status=404)
            self.ask("GET", f"{API}?space_id={group['id']}", who, status=404)
        for who in (ada, bruno, None):
            self.assertFalse(self.in_list(idea, who), "it stands on the list of its group alone")
        self.assertTrue(self.in_list(idea, ada, space_id=group["id"]))
        for path in ("/roadmap", f"/ideas/{idea['id']}", "/", "/sitemap.xml", "/sitemap/0.xml"):
            self.assertNotIn("Under the table", self.server.get(path).text, path)
        ada.post(f"/api/favilla/v1/groups/{group['id']}/leave")
        self.assertEqual(self.told(bruno, idea), [])

    def test_an_idea_of_a_group_is_a_topic_of_it_and_goes_with_it(self):
        ada = self.person()
        group = self.group("open")
        idea = self.idea(ada, "Read at night", space_id=group["id"])
        self.assertEqual(idea["space"]["account"]["id"], group["id"])
        topics = self.server.get(f"/api/favilla/v1/groups/{group['id']}/topics?order=newest", token=ada.token).json
        self.assertEqual([one["status"]["id"] for one in topics], [idea["id"]])
        self.server.post(f"/api/favilla/v1/groups/{group['id']}/acts", {"act": "remove", "object_id": idea["id"]}, token=self.boss)
        self.ask("GET", f"{API}/{idea['id']}", ada, status=404)
        self.assertFalse(self.in_list(idea, ada))
        self.server.request("PATCH", f"/api/favilla/v1/groups/{group['id']}", {"first_topics": 1}, token=self.boss)
        before = len(ada.get(f"/api/v1/accounts/{ada.get('/api/v1/accounts/verify_credentials')['id']}/statuses"))
        self.idea(self.person("new"), "Too early", status=409, space_id=group["id"])
        first, second = self.group("open"), self.group("open")
        refused = self.idea(self.person("new"), "To both", text=f"And @{first['account']['username']}", status=409, space_id=second["id"])
        self.assertIn("another group", refused["error"])
        self.assertEqual(len(ada.get(f"/api/v1/accounts/{ada.get('/api/v1/accounts/verify_credentials')['id']}/statuses")), before)

    def test_of_a_pages_idea_the_page_is_seen_and_not_who_of_its_team(self):
        ada = self.person()
        type(self).names += 1
        page = self.server.post("/api/favilla/v1/pages", {"name": f"page{self.names}"}, token=self.boss).json
        idea = self.idea(ada, "Longer hours", space_id=page["id"])
        self.act(idea, "state", state="shipped", word="Until nine.", answer=True)
        change = self.ask("GET", f"{API}/{idea['id']}/changes")[-1]
        self.assertEqual(change["by"]["id"], page["id"])
        said = ada.get(f"/api/v1/statuses/{change['answer_id']}")
        self.assertEqual(said["account"]["id"], page["id"])
        one = wait_until(lambda: [one for one in ada.get("/api/v1/notifications") if one["type"] == "update"])[0]
        self.assertEqual(one["account"]["id"], page["id"])
        log = self.ask("GET", f"/api/favilla/v1/pages/{page['id']}/log", self.boss)
        self.assertIn(("post", change["answer_id"]), [(one["act"], one["object_id"]) for one in log])

    def test_lists_go_by_votes_or_by_age_page_after_page(self):
        group = self.group("open")
        made = [self.idea(self.boss, f"Idea {n}", space_id=group["id"]) for n in range(5)]
        voters = [self.person("voter") for _ in range(2)]
        for voter in voters:
            self.vote(made[1], voter)
        self.vote(made[3], voters[0])
        def listed(order):
            ids, after = [], ""
            while True:
                page = self.ask("GET", f"{API}?space_id={group['id']}&order={order}&limit=2{after}")
                ids += [one["id"] for one in page["ideas"]]
                if not page["next_after"]:
                    return ids
                after = f"&after={page['next_after']}"
        ids = [idea["id"] for idea in made]
        self.assertEqual(listed("newest"), ids[::-1])
        self.assertEqual(listed("votes"), [ids[1], ids[3], ids[4], ids[2], ids[0]])

    def test_an_administrator_lists_settles_and_merges_on_the_command_line(self):
        ada = self.person()
        one, two = self.idea(ada, "From the line"), self.idea(ada, "From the line, too")
        self.vote(one, ada)
        self.assertIn(f"{one['id']}\tnew\t1\tFrom the line\n", self.server.command("idea", "list", "--state", "new").stdout)
        self.server.command("idea", "state", one["id"], "planned", "--by", "boss", "--word", "Soon.")
        self.assertEqual([self.look(one)[key] for key in ("state", "word")], ["planned", "Soon."])
        self.wait_told(ada, one, "planned")
        self.server.command("idea", "merge", two["id"], one["id"], "--by", "boss")
        self.assertEqual(self.look(two)["merged_into_id"], one["id"])
        for words in (("state", one["id"], "declined", "--by", "boss"), ("state", one["id"], "done", "--by", "boss"), ("state", one["id"], "shipped", "--by", ada.name), ("merge", "7", one["id"], "--by", "boss"), ("list", "--state", "done")):
            self.assertNotEqual(self.server.command("idea", *words, check=False).returncode, 0, words)

    def test_tokens_need_the_scope_for_ideas(self):
        ada = self.person()
        idea = self.idea(ada)
        reading, writing, other = (self.server.create_token(ada.name, scopes=scopes) for scopes in ("read:ideas", "write:ideas", "read:statuses write:statuses"))
        self.ask("GET", f"{API}/{idea['id']}", reading)
        self.vote(idea, writing)
        for token, method, path in ((writing, "GET", API), (reading, "POST", f"{API}/{idea['id']}/vote"), (other, "GET", API), (other, "POST", f"{API}/{idea['id']}/vote")):
            self.assertEqual(self.server.request(method, path, None if method == "GET" else {}, token=token).status, 403)


class FromElsewhere(unittest.TestCase):
    def test_a_favourite_from_another_server_is_a_vote(self):
        with Favilla() as here, Favilla() as elsewhere:
            here.create_account("boss", role="admin")
            boss = here.create_token("boss")
            fred = Person(elsewhere, "fred")
            idea = here.post(API, {"title": "A bench", "text": "By the river"}, token=boss).json
            seen = wait_until(lambda: fred.get("/api/v2/search", {"q": idea["status"]["uri"], "resolve": "true"})["statuses"])[0]
            votes = lambda: [here.get(f"{API}/{idea['id']}").json[key] for key in ("votes_count", "remote_votes_count")]
            fred.post(f"/api/v1/statuses/{seen['id']}/favourite")
            wait_until(lambda: votes() == [1, 1])
            fred.post(f"/api/v1/statuses/{seen['id']}/unfavourite")
            wait_until(lambda: votes() == [0, 0])
            # What somebody elsewhere wrote to somebody here may become one; what they wrote to nobody here is theirs.
            written = fred.write(f"@boss@{here.domain} and a table?")
            found = wait_until(lambda: here.get("/api/v2/search", {"q": written["uri"], "resolve": "true"}, token=boss).json["statuses"])[0]
            turned = here.post(API, {"status_id": found["id"], "title": "A table"}, token=boss)
            self.assertEqual((turned.status, turned.json["proposer"]["acct"]), (200, f"fred@{elsewhere.domain}"))
            here.post(f"{API}/{found['id']}/acts", {"act": "state", "state": "planned", "word": "Both of them.", "answer": True}, token=boss)
            wait_until(lambda: ("mention", f"boss@{here.domain}") in fred.notifications())
            alone = fred.write("A chair, to nobody")
            found = wait_until(lambda: here.get("/api/v2/search", {"q": alone["uri"], "resolve": "true"}, token=boss).json["statuses"])[0]
            self.assertEqual(here.post(API, {"status_id": found["id"], "title": "A chair"}, token=boss).status, 422)


if __name__ == "__main__":
    unittest.main()
