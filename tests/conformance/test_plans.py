# SPDX-License-Identifier: AGPL-3.0-or-later
# on SQLite: its planner says what it scans; PostgreSQL scans what is small whatever the index
"""Every statement that the program issues finds its rows by an index: the engine's plans of all that was asked while every endpoint,
page, feed and document was called are looked through, and a scan that is not listed with its reason fails."""
import datetime
import json
import pathlib
import re
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from support import pictures, ring, totp  # noqa: E402
from support.authenticator import Authenticator  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
import test_schema  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("/", "/@ada", "/@ada/{status}", "/@ada/feed.atom", "/tags/everyone", "/tags/everyone/feed.atom", "/about", "/about/rules", "/privacy-policy", "/terms-of-service", "/api/favilla/v1/organisation/terms", "/api/v1/directory", "/api/v1/directory?local=true", "/api/v1/admin/trends/links/publishers", "/api/v1/admin/trends/links/publishers?min_id=1", "/search?q=everyone",
         "/auth/sign_in", "/auth/sign_up", "/auth/reset", "/api/favilla/v1/posts_by_mail", "/api/favilla/v1/preferences", "/robots.txt", "/sitemap.xml", "/sitemap/0.xml", "/sitemap/groups.xml", "/api/favilla/v1/conversations/{conversation}", "/api/favilla/v1/conversations/{conversation}/catch_up?since=1", "/api/favilla/v1/messages/{direct}", "/api/favilla/v1/messages/{direct}/statuses", "/api/favilla/v1/messages/{direct}/statuses?min_id=1", "/api/favilla/v1/messages/unread_count", "/api/v1/conversations?min_id=1", "/api/favilla/v1/jobs", "/api/favilla/v1/hosts", "/api/favilla/v1/hosts?state=failing", "/api/favilla/v1/hosts?state=ruled", "/api/favilla/v1/domain_blocks", "/api/favilla/v1/domain_blocks/reach?domain=loud.example", "/api/favilla/v1/moderation/log", "/api/favilla/v1/moderation/log?report_id={report}", "/api/favilla/v1/moderation/log?target_account_id={report}", "/api/favilla/v1/moderation/accounts/{waiting}/warnings", "/api/favilla/v1/organisation", "/api/favilla/v1/organisation/leaving", "/api/favilla/v1/visits", "/api/favilla/v1/visits/sites", "/api/favilla/v1/efforts", "/api/favilla/v1/efforts/series", "/api/favilla/v1/links", "/api/favilla/v1/links?all=true", "/api/favilla/v1/links?status_id={status}", "/api/favilla/v1/measures", "/api/favilla/v1/measures?scope=tag:everyone", "/api/favilla/v1/measures/conversations", "/api/favilla/v1/growth", "/about/integrity", "/api/favilla/v1/integrity/log", "/api/favilla/v1/integrity/findings", "/api/favilla/v1/integrity/alerts", "/api/favilla/v1/integrity/haste", "/api/favilla/v1/integrity/haste?account_id={report}", "/api/favilla/v1/integrity/parts", "/api/favilla/v1/statuses/{status}/parts", "/api/favilla/v1/statuses/{status}/parts/favourites", "/api/favilla/v1/statuses/{status}/parts/boosts", "/api/favilla/v1/statuses/{status}/parts/answers", "/api/v1/admin/reports?resolved=true", "/api/v1/admin/reports?assigned_account_id={report}", "/api/v1/admin/reports?min_id=1&target_account_id={report}&account_id={report}", "/api/v1/admin/ip_blocks", "/api/v1/admin/ip_blocks?min_id=1", "/api/v1/admin/email_domain_blocks", "/api/v1/admin/canonical_email_blocks", "/api/v2/admin/accounts", "/api/v2/admin/accounts?origin=remote", "/api/v2/admin/accounts?status=pending", "/api/v2/admin/accounts?status=disabled", "/api/v2/admin/accounts?status=silenced", "/api/v2/admin/accounts?status=suspended", "/api/v2/admin/accounts?status=sensitized", "/health/ready",
         "/users/ada", "/users/ada/outbox?page=true", "/users/ada/followers?page=true", "/users/ada/following?page=true", "/users/ada/collections/featured", "/users/ada/collections/tags", "/api/favilla/v1/announcements", "/api/v1/trends/links", "/api/v1/timelines/link?url=http://{domain}/about", "/api/v2/notifications?min_id=1", "/api/v1/notifications/requests?min_id=1", "/api/v1/endorsements?min_id=1", "/users/ada/statuses/{status}",
         "/users/ada/statuses/{status}/replies", "/@bob/{quote}", "/users/bob/statuses/{quote}", "/users/ada/quote_authorizations/{quote}", "/contexts/{conversation}", "/nodeinfo/2.1", "/.well-known/webfinger?resource=acct:ada@{domain}", "/actor")


class Plans(unittest.TestCase):
    def test_no_statement_scans_a_table_that_grows(self):
        class Community(test_schema.Schema):
            arguments = ("--plans",)
        community = Community()
        community.setUpClass()
        self.addCleanup(community.tearDownClass)
        favilla = community.favilla
        with Favilla() as elsewhere:
            elsewhere.create_account("fred")
            fred = elsewhere.create_token("fred")
            account = elsewhere.get("/api/v2/search", {"q": f"@ada@{favilla.domain}", "resolve": "true"}, token=fred).json["accounts"][0]["id"]
            elsewhere.post(f"/api/v1/accounts/{account}/follow", token=fred)
            wait_until(lambda: elsewhere.get("/api/v1/accounts/relationships", {"id[]": account}, token=fred).json[0]["following"])
            told = favilla.post("/api/v1/statuses", {"status": "Over there"}, token=community.tokens["ada"]).json
            seen = wait_until(lambda: [one for one in elsewhere.get("/api/v1/timelines/home", token=fred).json if one["uri"] == told["uri"]])[0]
            for act in ("favourite", "reblog", "unfavourite", "unreblog"):
                elsewhere.post(f"/api/v1/statuses/{seen['id']}/{act}", token=fred)
            picture = pictures.upload(elsewhere, fred, pictures.png(32, 24)).json["id"]
            elsewhere.post("/api/v1/statuses", {"status": "Back here", "in_reply_to_id": seen["id"], "media_ids": [picture]}, token=fred)
            # A quote by one server of a post of the other: asked for, agreed to, withdrawn.
            quote = elsewhere.post("/api/v1/statuses", {"status": "Look there", "quoted_status_id": seen["id"]}, token=fred).json
            def quoted(state):
                return elsewhere.get(f"/api/v1/statuses/{quote['id']}", token=fred).json["quote"]["state"] == state
            wait_until(lambda: quoted("accepted"))
            here = wait_until(lambda: favilla.get(f"/api/v1/statuses/{told['id']}/quotes", token=community.tokens["ada"]).json)[0]
            favilla.post(f"/api/v1/statuses/{told['id']}/quotes/{here['id']}/revoke", {}, token=community.tokens["ada"])
            wait_until(lambda: quoted("revoked"))
            favilla.put(f"/api/v1/statuses/{told['id']}", {"status": "Over there, now"}, token=community.tokens["ada"])
            answer = wait_until(lambda: favilla.get(f"/api/v1/statuses/{told['id']}/context", token=community.tokens["ada"]).json["descendants"])[0]
            self.assertEqual(favilla.get(urllib.parse.urlsplit(answer["media_attachments"][0]["url"]).path).status, 200)
            # Pages of the web: asked for, found again, given up with the words that named them; a profile's links, and whom pages may name.
            page = f"http://{elsewhere.domain}/about"
            favilla.request("PATCH", "/api/v1/accounts/update_credentials", {"attribution_domains": [elsewhere.domain], "fields_attributes": [{"name": "There", "value": page}]},
                            token=community.tokens["bob"])
            linked = [favilla.post("/api/v1/statuses", {"status": f"See {page} {n}"}, token=community.tokens["ada"]).json["id"] for n in range(2)]
            for id in linked:
                wait_until(lambda: favilla.get(f"/api/v1/statuses/{id}", token=community.tokens["ada"]).json["card"])
            favilla.request("PUT", f"/api/v1/statuses/{linked[0]}", {"status": "Nothing to see"}, token=community.tokens["ada"])
            wait_until(lambda: favilla.get(f"/api/v1/statuses/{linked[0]}", token=community.tokens["ada"]).json["card"] is None)
            favilla.request("DELETE", f"/api/v1/statuses/{linked[1]}", token=community.tokens["ada"])
        self.live_in_groups(community)
        self.live_with_ideas(community)
        self.show_drafts(community)
        self.owe_answers(community)
        self.work_at_the_desk(community)
        self.plan_ahead(community)
        self.count_visits(community)
        self.see_to_own_affairs(community)
        self.undertake(community)
        self.find_a_ring(community)
        names = {"status": community.status["id"], "quote": community.quote["id"], "conversation": community.status["conversation_id"], "direct": community.direct, "domain": favilla.domain, "report": community.report, "waiting": community.waiting[0]}
        for page in PAGES:
            for headers in ({"Accept": "text/html"}, {"Accept": "application/activity+json"}):
                self.assertLess(favilla.get(page.format(**names), token=community.tokens["an admin's tool" if re.search("/hosts|/domain|/admin|/moderation|/organisation|/visits|/efforts|integrity/findings|integrity/parts|/parts/|favilla/v1/announcements", page) else "ada"] if page.startswith("/api") else None, headers=headers).status, 410, page)
        community.test_every_answer_is_as_documented()
        scans = self.scans(favilla.data / "plans.txt")
        allowed = {line.split("\t")[0] for line in (ROOT / "tests/support/allowed_scans.txt").read_text().splitlines() if line and not line.startswith("#")}
        self.maxDiff = None
        self.assertEqual({what: sql for what, sql in scans.items() if what not in allowed}, {})

    def see_to_own_affairs(self, community):
        """Each kind of file brought in, in both ways, with a line that fails, and taken along; sessions; somebody who leaves."""
        favilla, api = community.favilla, "/api/favilla/v1"
        tokens = favilla.create_people("mover", "stayer")
        mover, here, post = tokens["mover"], favilla.domain, community.status["uri"]
        for token in (favilla.create_token("mover"), mover):
            self.assertEqual(favilla.get(f"{api}/sessions", token=token).status, 200)
        other = next(one for one in favilla.get(f"{api}/sessions", token=mover).json if not one["current"])
        self.assertEqual(favilla.delete(f"{api}/sessions/{other['id']}", token=mover).status, 200)
        self.assertEqual(favilla.delete(f"{api}/sessions", token=mover).status, 200)
        self.ask_for_codes(favilla, f"{api}/second_factor", mover)
        self.ask_for_passkeys(favilla, f"{api}/second_factor/passkeys", mover)
        files = {"following": (f"bob@{here}", f"stayer@{here}", f"nobody@{here}"), "lists": (f"Near,bob@{here}", f"Far,stayer@{here}", f"Far,nobody@{here}"), "muting": (f"bob@{here}", f"stayer@{here}", f"nobody@{here}"),
                 "blocking": (f"cleo@{here}", f"stayer@{here}", f"nobody@{here}"), "domain_blocking": ("a.example", "b.example", here), "bookmarks": (post, community.reply["uri"], post + "0")}
        for kind, lines in files.items():
            for mode, part in (("merge", lines), ("overwrite", lines[:1])):
                begun = favilla.post(f"{api}/imports", {"kind": kind, "mode": mode, "data": "\n".join(part)}, token=mover)
                self.assertEqual(begun.status, 200, begun.text)
                path = f"{api}/imports/{begun.json['id']}"
                wait_until(lambda: favilla.get(path, token=mover).json["finished_at"])
                self.assertEqual(favilla.get(f"{path}/failures", token=mover).status, 200)
        for one in favilla.get(f"{api}/exports", token=mover).json:
            self.assertEqual(favilla.get(f"{api}/exports/{one['file']}", token=mover).status, 200, one)
        self.assertEqual(favilla.delete(f"{api}/imports/{favilla.get(f'{api}/imports', token=mover).json[0]['id']}", token=mover).status, 200)
        favilla.post(f"/api/v1/statuses/{community.status['id']}/favourite", token=mover)
        archive = f"{api}/archives/{favilla.post(f'{api}/archives', token=mover).json['id']}"
        wait_until(lambda: favilla.get(archive, token=mover).json["finished_at"])
        self.assertEqual(favilla.get(favilla.post(f"{archive}/link", {"password": "a spark is enough"}, token=mover).json["path"]).status, 200)
        self.assertEqual(len(favilla.get(f"{api}/archives", token=mover).json["archives"]), 1)
        self.assertEqual(favilla.delete(archive, token=mover).status, 200)
        self.assertEqual(favilla.get(f"{api}/leaving", token=mover).status, 200)
        self.assertEqual(favilla.post(f"{api}/leaving", {"password": "a spark is enough"}, token=mover).status, 200)

    def ask_for_codes(self, favilla, api, token):
        """A second factor begun, switched on, used to sign in by either kind of code, with new recovery codes, and switched off."""
        password = {"password": "a spark is enough"}
        secret = favilla.post(api, password, token=token).json["secret"]
        on = favilla.post(f"{api}/confirm", {"code": totp.code_of(secret, totp.step_now())}, token=token)
        self.assertEqual(on.status, 200, on.text)
        for code in (totp.code_of(secret, totp.step_now() + 1), on.json["recovery_codes"][0]):
            browser = Browser(favilla.url)
            page = browser.submit(browser.sign_in("mover"), code=code)
            self.assertEqual(page.status, 200, page.words)
        new = favilla.post(f"{api}/recovery_codes", {**password, "code": on.json["recovery_codes"][1]}, token=token)
        self.assertEqual(favilla.post(f"{api}/end", {**password, "code": new.json["recovery_codes"][0]}, token=token).status, 200)

    def ask_for_passkeys(self, favilla, api, token):
        """A passkey added, renamed, used alone, after the password and as a proof, and removed."""
        password = {"password": "a spark is enough"}
        phone = Authenticator(f"http://{favilla.domain}", counter=1)
        offer = phone.create(favilla.post(f"{api}/options", password, token=token).json)
        added = favilla.post(api, {"name": "Phone", "credential": offer}, token=token)
        self.assertEqual(added.status, 200, added.text)
        path = f"{api}/{added.json['passkeys'][0]['id']}"
        self.assertEqual(favilla.put(path, {"name": "Telephone"}, token=token).status, 200)
        for step in ("", "/code"):
            browser = Browser(favilla.url)
            page = browser.sign_in("mover") if step else browser.get("/auth/sign_in")
            cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
            options = favilla.request("POST", f"/auth/sign_in{step or '/passkey'}/options", headers={"Origin": favilla.url, "Cookie": cookies}).json
            form = {"form_token": page.forms[-1].fields["form_token"], "passkey": json.dumps(phone.sign(options))}
            self.assertEqual(favilla.form(f"/auth/sign_in{step}/passkey", form, headers={"Cookie": cookies}).status, 303)
        proof = phone.sign(favilla.post(f"{api}/challenge", {}, token=token).json)
        self.assertEqual(favilla.post(f"{path}/remove", {**password, "passkey": proof}, token=token).status, 200)

    def count_visits(self, community):
        """A site whose pages tell of each kind of thing, twice, so that what is stored is both begun and gone on with."""
        favilla, boss = community.favilla, community.tokens["an admin's tool"]
        self.assertEqual(favilla.post("/api/favilla/v1/visits/sites", {"host": "site.example"}, token=boss).status, 200)

        def visits_after(kind, what):
            favilla.request("POST", "/api/favilla/v1/beacon", f"site=site.example&kind={kind}&name=https://there.example/".encode(), headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
            return what(favilla.get("/api/favilla/v1/visits?site=site.example", token=boss).json)
        wait_until(lambda: visits_after("view", lambda found: found["totals"]["views"] > 1), every=.2)
        wait_until(lambda: visits_after("goal", lambda found: found["goals"]["count"] > 0), every=.2)
        self.assertEqual(favilla.put("/api/favilla/v1/organisation/figures", {"public": True}, token=boss).status, 200)
        self.assertEqual(favilla.get("/about/figures").status, 200)

    def find_a_ring(self, community):
        """A ring found in two nights, each step that people take about it, and somebody in it who leaves."""
        favilla, api, names = community.favilla, "/api/favilla/v1/integrity", ["uno", "due", "tre", "quattro", "cinque", "sei"]
        people = favilla.create_people("scribe", *names)
        favilla.post("/api/v1/statuses", {"status": "A first word"}, token=people["scribe"])
        for name in ("mira", "nico"):
            favilla.create_account(name, role="moderator")
        mira, nico = (favilla.create_token(name, "read write admin:read admin:write") for name in ("mira", "nico"))
        page = favilla.post("/api/favilla/v1/pages", {"name": "gazette"}, token=mira).json["id"]
        for change in (lambda: ring.community(favilla, "scribe", names), lambda: favilla.execute("UPDATE integrity_runs SET day = day - 1", "UPDATE integrity_findings SET seen_day = seen_day - 1")):
            favilla.stop()
            change()
            favilla.start()
            favilla.command("integrity", "run")
        found = next(one for one in favilla.get(f"{api}/findings", token=mira).json if one["level"] == "eligible")
        ids = {one["account"]["username"]: one["account"]["id"] for one in found["members"]}

        def act(who, name, **more):
            done = favilla.post(f"{api}/findings/{found['id']}/acts", {"act": name, **more}, token=who)
            self.assertEqual(done.status, 200, done.text)
        act(mira, "review")
        act(mira, "notice")
        tie = favilla.post(f"{api}/disclosures", {"page_id": page, "relation": "related_to"}, token=people["uno"]).json["disclosures"][0]
        favilla.delete(f"{api}/disclosures/{tie['id']}", token=people["uno"])
        for name, answer in (("due", "explain"), ("tre", "appeal")):
            favilla.post(f"{api}/own/{found['id']}/answer", {"answer": answer, "text": "So it was"}, token=people[name])
        favilla.stop()
        favilla.execute("UPDATE integrity_findings SET noticed_at = noticed_at - 260000000 WHERE noticed_at IS NOT NULL")
        favilla.start()
        act(nico, "publish")
        act(nico, "accept", account_id=ids["due"], reason="Yes")
        act(nico, "refuse", account_id=ids["tre"], reason="No")
        act(mira, "lift", account_id=ids["quattro"], reason="A mistake")
        self.assertEqual(favilla.get(f"{api}/accounts/{ids['cinque']}").status, 200)
        self.assertEqual(favilla.get(f"{api}/findings/{found['id']}", token=mira).status, 200)
        self.assertEqual(favilla.command("integrity", "verify").returncode, 0)
        favilla.command("account", "delete", "sei")
        wait_until(lambda: len(favilla.get(f"{api}/findings/{found['id']}", token=mira).json["members"]) == 5)

    def undertake(self, community):
        """An effort for each thing that one can be measured by, with costs, a clock and an amendment; and one that is taken back."""
        favilla, boss, api = community.favilla, community.tokens["an admin's tool"], "/api/favilla/v1/efforts"

        def day(ago):
            return (datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=ago)).isoformat()
        for series in favilla.get(f"{api}/series", token=boss).json:
            made = favilla.post(api, {"title": "An effort", "hypothesis": "It helps.", "target": series["series"], "first_day": day(4), "last_day": day(2), "hourly_rate": "30"}, token=boss)
            self.assertEqual(made.status, 200, made.text)
            path = f"{api}/{made.json['id']}"
            wait_until(lambda path=path: not favilla.get(path, token=boss).json["computing"], every=.1)
            for method, where, body in (("PATCH", path, {"last_day": day(1)}), ("POST", f"{path}/costs", {"minutes": 5}), ("POST", f"{path}/timer", {}), ("DELETE", f"{path}/timer", None), ("POST", f"{path}/compute", {})):
                self.assertEqual(favilla.request(method, where, body, token=boss).status, 200, where)
            favilla.delete(f"{path}/costs/{favilla.get(f'{path}/costs', token=boss).json['costs'][0]['id']}", token=boss)
            favilla.get(f"{path}/picture", token=boss)
        made = favilla.post(api, {"title": "Another", "hypothesis": "It helps.", "target": "sign_ups", "first_day": day(-4), "last_day": day(-5)}, token=boss)
        self.assertEqual(favilla.delete(f"{api}/{made.json['id']}", token=boss).status, 200)

    def live_in_groups(self, community):
        """Everything that is asked about groups, in one of each kind."""
        favilla, api = community.favilla, "/api/favilla/v1/groups"
        boss, bob, other = (community.tokens[name] for name in ("ada", "bob", "cleo"))
        bobs = favilla.get("/api/v1/accounts/verify_credentials", token=bob).json["id"]
        for kind in ("open", "request", "invitation", "hidden"):
            made = favilla.post(api, {"name": f"the_{kind}", "joining": kind}, token=boss)
            self.assertEqual(made.status, 200, made.text)
            group = made.json
            path = f"{api}/{group['id']}"
            def act(name, object_id, path=path):
                self.assertEqual(favilla.post(f"{path}/acts", {"act": name, "object_id": object_id}, token=boss).status, 200, name)
            favilla.patch(path, {"rules": ["Be kind"], "first_topics": 1}, token=boss)
            act("invite", bobs)
            act("withdraw", bobs)
            act("invite", bobs)
            favilla.post(f"{path}/join", {}, token=bob)
            favilla.post(f"{path}/join", {}, token=other)
            words = {"status": "Among us", "group_id": group["id"]} if kind == "hidden" else {"status": f"@the_{kind} Hello"}
            topic = favilla.post("/api/v1/statuses", words, token=bob).json["id"]
            if kind != "hidden":
                act("approve", topic)
            favilla.post("/api/v1/statuses", {"status": "An answer", "in_reply_to_id": topic}, token=boss)
            for name in ("pin", "lock", "unlock", "unpin"):
                act(name, topic)
            for page in ("", "/topics", "/topics?order=newest&max_id=9", "/topics?min_id=1", "/topics?pinned=true", "/search?q=hello", "/members", "/members?min_id=1", "/requests", "/invitations",
                         "/bans", "/waiting", "/log"):
                self.assertEqual(favilla.get(path + page, token=boss).status, 200, page)
            favilla.post(f"{path}/read", {}, token=bob)
            self.assertEqual(favilla.get(f"{api}/mine", token=bob).status, 200)
            self.assertEqual(favilla.get(f"/groups/the_{kind}").status, 404 if kind == "hidden" else 200)
            act("remove", topic)
            act("make_moderator", bobs)
            favilla.post(f"{path}/leave", {}, token=bob)
            act("ban", bobs)
            act("unban", bobs)
        for page in (api, f"{api}?q=the", "/groups", "/groups/the_open/feed.atom"):
            self.assertEqual(favilla.get(page).status, 200, page)

    def live_with_ideas(self, community):
        """Everything that is asked about ideas, of the house and of a group."""
        favilla, api = community.favilla, "/api/favilla/v1/ideas"
        boss, bob = community.tokens["ada"], community.tokens["bob"]
        group = favilla.post("/api/favilla/v1/groups", {"name": "askers", "joining": "hidden"}, token=boss).json["id"]
        favilla.create_account("judge", role="admin")
        judge = favilla.create_token("judge")
        for space, who in ((None, judge), (group, boss)):
            one, two = (favilla.post(api, {"title": f"Idea {n}", "text": "Please", "space_id": space}, token=boss).json["id"] for n in range(2))
            answer = favilla.post("/api/v1/statuses", {"status": "Yes", "in_reply_to_id": one}, token=boss).json["id"]
            if space is None:
                for idea in (one, two):
                    self.assertEqual(favilla.post(f"{api}/{idea}/vote", {}, token=bob).status, 200)
            for act in ({"act": "mark", "object_id": answer}, {"act": "unmark", "object_id": answer}, {"act": "mark", "object_id": answer}, {"act": "state", "state": "planned", "word": "Soon", "answer": True}, {"act": "merge", "object_id": two},
                        {"act": "unmerge"}, {"act": "merge", "object_id": two}):
                self.assertEqual(favilla.post(f"{api}/{one}/acts", act, token=who).status, 200, act)
            for path in ("credits/leave", "credits/return", "unvote"):
                self.assertEqual(favilla.post(f"{api}/{two}/{path}", {}, token=boss).status, 200, path)
            listed = "".join(f"&space_id={space}" for _ in range(space is not None))
            for page in (f"{api}?order=votes{listed}", f"{api}?order=newest&limit=1{listed}", f"{api}?state=new&after={two}{listed}", f"{api}?order=newest&state=new{listed}", f"{api}/{two}", f"{api}/{two}/changes", f"{api}/{two}/credits", f"{api}/{two}/credits?min_id=1"):
                self.assertEqual(favilla.get(page, token=boss).status, 200, page)
            for page in ("/roadmap", "/roadmap?state=new", f"/ideas/{two}"):
                self.assertEqual(favilla.get(page).status, 404 if space and "ideas" in page else 200, page)
            if space is None:
                wait_until(lambda: [one for one in favilla.get("/api/v1/notifications", token=bob).json if "favilla" in one])
            self.assertEqual(favilla.delete(f"/api/v1/statuses/{answer}", token=boss).status, 200)
            self.assertEqual(favilla.delete(f"{api}/{two}", token=boss).status, 200)
        favilla.command("idea", "list", "--state", "new")

    def show_drafts(self, community):
        """Everything that is asked about drafts that are shown early."""
        favilla, api = community.favilla, "/api/favilla/v1/early_drafts"
        boss, bob = community.tokens["ada"], community.tokens["bob"]
        bobs = favilla.get("/api/v1/accounts/verify_credentials", token=bob).json["id"]
        group = favilla.post("/api/favilla/v1/groups", {"name": "readers", "joining": "open"}, token=boss).json["id"]
        draft = favilla.post(api, {"status": "We open at nine.", "account_ids": [bobs], "group_id": group}, token=boss).json["id"]
        comment = favilla.post(f"{api}/{draft}/comments", {"text": "Yes", "quote": "nine", "position": 11}, token=bob).json["comments"][0]["id"]
        for of in ("mine", "shown", "mine&min_id=1"):
            self.assertEqual(favilla.get(f"{api}?of={of}", token=bob).status, 200)
        for method, path, body in (("POST", f"/comments/{comment}/resolve", {}), ("PATCH", "", {"status": "Now we open at nine."}), ("GET", "", None), ("DELETE", f"/comments/{comment}", None), ("POST", "/publish", {}), ("DELETE", "", None)):
            self.assertEqual(favilla.request(method, f"{api}/{draft}{path}", body, token=boss).status, 200, path)

    def plan_ahead(self, community):
        """Everything that is asked about the calendar of a page."""
        favilla = community.favilla
        favilla.create_account("planner", role="admin")
        token = favilla.create_token("planner")
        page = favilla.post("/api/favilla/v1/pages", {"name": "almanac"}, token=token).json["id"]
        api, voice = f"/api/favilla/v1/pages/{page}", {"Favilla-Voice": page}
        post = lambda **more: favilla.post("/api/v1/statuses", {"status": "A spark", **more}, token=token, headers=voice).json["id"]
        told = post()
        favilla.post("/api/v1/statuses", {"status": "An answer", "in_reply_to_id": told}, token=community.tokens["bob"])
        favilla.post(f"/api/v1/statuses/{told}/favourite", {}, token=community.tokens["bob"])
        planned = [post(scheduled_at="2031-05-06T10:00:00Z") for _ in range(3)]
        draft = favilla.post(f"{api}/drafts", {"status": "A draft", "scheduled_at": "2031-05-07T10:00:00Z"}, token=token).json["id"]
        idea = favilla.post(f"{api}/calendar/ideas", {"title": "Weekly", "starts_at": "2031-05-06T10:00:00Z", "rule": "FREQ=WEEKLY"}, token=token).json["id"]
        feed = favilla.post(f"{api}/calendar/feed", {}, token=token).json["url"]
        trial = favilla.post(f"{api}/calendar/trials", {"first_hour": "09:00", "second_hour": "18:00", "first_day": "2031-05-05", "weeks": 4, "weekdays": [0, 2, 4]}, token=token).json[0]["id"]
        self.assertEqual(favilla.post(f"{api}/calendar/trials/{trial}/agree", {}, token=token).status, 200)
        for method, path, body in (("GET", "/calendar?from=2031-05-01&to=2031-06-15", None), ("GET", "/calendar?from=2020-01-01&to=2020-02-01", None), ("GET", "/best_times", None), ("GET", "/calendar/feed", None),
                                   ("PATCH", f"/calendar/planned/{planned[0]}", {"at": "2031-05-08T10:00:00Z"}), ("POST", f"/calendar/planned/{planned[0]}/send", {}), ("DELETE", f"/calendar/planned/{planned[1]}", None),
                                   ("PATCH", f"/calendar/drafts/{draft}", {"local": "2031-05-09T10:00"}), ("PUT", f"/calendar/ideas/{idea}", {"title": "Monthly", "starts_at": "2031-05-06T10:00:00Z", "rule": "FREQ=MONTHLY"})):
            self.assertEqual(favilla.request(method, f"{api}{path}", body, token=token).status, 200, path)
        self.assertEqual(favilla.get(urllib.parse.urlsplit(feed).path).status, 200)
        self.assertEqual(favilla.post(f"/api/favilla/v1/scheduled_statuses/{planned[2]}/send", {}, token=token, headers=voice).status, 200)
        for path in (f"/calendar/ideas/{idea}", "/calendar/feed", f"/calendar/trials/{trial}"):
            self.assertEqual(favilla.delete(f"{api}{path}", token=token).status, 200, path)

    def owe_answers(self, community):
        """Everything that is asked about the ledger and what pages owe."""
        favilla, api = community.favilla, "/api/favilla/v1/ledger"
        boss, bob = community.tokens["ada"], community.tokens["bob"]
        favilla.create_account("keeper", role="admin")
        keeper = favilla.create_token("keeper")
        page = favilla.post("/api/favilla/v1/pages", {"name": "beacon"}, token=keeper).json["id"]
        speak = lambda path, body: favilla.request("POST", path, body, token=keeper, headers={"Favilla-Voice": page}).json
        said = speak("/api/v1/statuses", {"status": "Hello", "poll": {"options": ["a", "b"], "expires_in": 3600}})
        favilla.post(f"/api/v1/polls/{said['poll']['id']}/votes", {"choices": [0]}, token=bob)
        favilla.post(f"/api/v1/statuses/{said['id']}/reblog", token=bob)
        asked = [favilla.post("/api/v1/statuses", {"status": f"@beacon {n}", "in_reply_to_id": said["id"]}, token=bob).json for n in range(3)]
        favilla.put(f"/api/v1/statuses/{asked[0]['id']}", {"status": "@beacon, please"}, token=bob)
        for act in ("thank", "undo", "needs_none"):
            self.assertEqual(favilla.post(f"{api}/owed/{asked[0]['id']}/acts", {"page_id": page, "act": act}, token=keeper).status, 200, act)
        speak("/api/v1/statuses", {"status": "Yes", "in_reply_to_id": asked[1]["id"]})
        favilla.delete(f"/api/v1/statuses/{asked[2]['id']}", token=bob)
        for path in ("", "/entries?limit=1", "/entries?limit=1&after=answer.1.1", "/export", "/method"):
            self.assertEqual(favilla.get(api + path, token=bob).status, 200, path)
        for path in ("/owed", f"/owed?page_id={page}&after=1", f"/settled?page_id={page}", f"/settled?page_id={page}&min_id=1", "/fans?after=1"):
            self.assertEqual(favilla.get(api + path, token=keeper).status, 200, path)
        favilla.delete(f"/api/v1/statuses/{said['id']}", token=keeper)
        favilla.command("ledger", "recount")
        favilla.command("ledger", "owed", "beacon")
        favilla.patch(api, {"kept": False}, token=boss)
        favilla.delete(api, token=bob)

    def work_at_the_desk(self, community):
        """Everything that is asked about a page's desk."""
        favilla, api = community.favilla, "/api/favilla/v1/desk"
        bob = community.tokens["bob"]
        favilla.create_account("clerk", role="admin")
        clerk = favilla.create_token("clerk")
        me = favilla.get("/api/v1/accounts/verify_credentials", token=clerk).json["id"]
        page = favilla.post("/api/favilla/v1/pages", {"name": "counter"}, token=clerk).json["id"]
        for n in range(4):
            favilla.post("/api/v1/statuses", {"status": f"@counter {n}"}, token=bob)
        for which in ("open", "free", "mine", "snoozed", "closed"):
            self.assertEqual(favilla.get(f"{api}?which={which}&after=1-1", token=clerk).status, 200, which)
        items = favilla.get(f"{api}?page_id={page}&kind=mention", token=clerk).json["items"]
        act = lambda name, item, **more: self.assertEqual(favilla.post(f"{api}/acts", {"act": name, "item_ids": [item["id"]], **more}, token=clerk).status, 200, name)
        for name in ("take", "undo", "take", "release", "done", "undo"):
            act(name, items[0])
        act("hand_over", items[1], to=me)
        act("note", items[1], text="A note")
        act("snooze", items[2], until=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)))
        act("none_needed", items[3], text="Thanks")
        favilla.post(f"{api}/items/{items[0]['id']}/presence", {"doing": "looks"}, token=clerk)
        self.assertEqual(favilla.get(f"{api}/items/{items[0]['id']}", token=clerk).status, 200)
        favilla.post(f"{api}/items/{items[0]['id']}/presence", {"doing": "left"}, token=clerk)
        self.assertEqual(favilla.put(f"{api}/pages/{page}", {"time_zone": "UTC", "hours": ["09:00-12:00"] * 7, "holidays": ["2031-01-01"], "target_minutes": 60}, token=clerk).status, 200)
        view = favilla.post(f"{api}/views", {"name": "Mine", "page_id": page, "which": "mine"}, token=clerk).json["id"]
        favilla.put(f"{api}/views/{view}", {"name": "Ours"}, token=clerk)
        self.assertEqual(favilla.get(f"{api}/views", token=clerk).status, 200)
        self.assertEqual(favilla.delete(f"{api}/views/{view}", token=clerk).status, 200)
        planned = favilla.post("/api/favilla/v1/announcements", {"text": "Later", "publish_at": "2031-01-01"}, token=community.tokens["an admin's tool"]).json["announcement"]["id"]
        for what in ("publish", "end"):
            self.assertEqual(favilla.post(f"/api/favilla/v1/announcements/{planned}/{what}", {}, token=community.tokens["an admin's tool"]).status, 200, what)
        piece = favilla.post(f"{api}/pages/{page}/pieces", {"title": "Where", "text": "Here"}, token=clerk).json["id"]
        favilla.put(f"{api}/pages/{page}/pieces/{piece}", {"title": "Where", "text": "There"}, token=clerk)
        sent = favilla.post(f"{api}/items/{items[0]['id']}/answer", {"status": "@bob hello", "turn": 0, "last_seen_id": items[0]["status"]["id"]}, token=clerk)
        self.assertEqual(sent.status, 200, sent.text)
        favilla.delete(f"{api}/pages/{page}/pieces/{piece}", token=clerk)
        self.keep_at_it(favilla, clerk, f"{api}/pages/{page}", items[1])

    def keep_at_it(self, favilla, clerk, desk, item):
        """The rhythm of that desk, its hours and who is away."""
        done = lambda answer: self.assertEqual(answer.status, 200, answer.text) or answer.json  # noqa: E731
        today = time.strftime("%Y-%m-%d", time.gmtime())
        for _ in range(2):                             # taken once more, and by a clock that runs already
            done(favilla.post("/api/favilla/v1/desk/acts", {"act": "take", "item_ids": [item["id"]]}, token=clerk))
        line = done(favilla.post(f"{desk}/hours", {"minutes": 5}, token=clerk))["lines"][0]["id"]
        done(favilla.put(f"{desk}/hours/{line}", {"minutes": 6}, token=clerk))
        done(favilla.put(f"{desk}/pace", {"posts": 1, "answers": 1, "within": 50, "minutes_a_day": 30}, token=clerk))
        for wanted in (False, True):
            done(favilla.put(f"{desk}/rhythm/sharing", {"wanted": wanted}, token=clerk))
        favilla.put(f"{desk}/rhythm/letter", {"wanted": True}, token=clerk)
        away = done(favilla.post(f"{desk}/absences", {"from": today, "to": today}, token=clerk))["absences"][0]["id"]
        done(favilla.delete(f"{desk}/absences/{away}", token=clerk))
        done(favilla.get(f"{desk}/rhythm?weeks=53", token=clerk))
        done(favilla.delete(f"{desk}/timer", token=clerk))
        done(favilla.get(f"{desk}/hours", token=clerk))
        done(favilla.delete(f"{desk}/hours/{line}", token=clerk))

    def scans(self, file) -> dict[str, str]:
        """What is scanned, with a statement that does; aliases are told by their table."""
        found, sql = {}, ""
        once = "".join(migration.read_text() for migration in (ROOT / "migrations").glob("*.sql"))
        for block in re.split(r"\n\n+", file.read_text()):
            lines = block.split("\n")
            sql = "\n".join(line for line in lines if not re.match(r"^(SCAN|SEARCH|USE|CO-ROUTINE|MATERIALIZE|MULTI-INDEX|SCALAR|CORRELATED|LIST|COMPOUND|UNION|LEFT-MOST|MERGE|SETUP|RECURSIVE|BLOOM|REUSE|INDEX|ONCE|LEFT|RIGHT|EXCEPT)", line))
            for line in lines:
                scanned = re.match(r"^SCAN (\S+)(.*)$", line)
                if not scanned or re.search(r"json_each|\b(ids|in_each) VIRTUAL", line) or "CONSTANT ROW" in line:
                    continue
                if sql.strip() and sql.strip() in once:
                    continue                                        # a migration looks at everything, once
                if "VIRTUAL TABLE INDEX" in line and re.search(r":[M=]", line):
                    continue                                        # words, or one row, looked up in the full-text index
                real = re.search(rf"(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?{re.escape(scanned[1])}\b", sql)
                table = real[1] if real else scanned[1]
                own = rf"(?:WITH|,)\s*(?:RECURSIVE\s+)?{re.escape(table)}\b[^;]*?\bAS\b|\)\s+{re.escape(table)}\b"
                if not re.search(own, sql):                         # what the statement made itself is as large as its part of it
                    found.setdefault(table + scanned[2], sql)
        return found


if __name__ == "__main__":
    unittest.main()
