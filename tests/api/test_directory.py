# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody may read of this place: who is here, how lively it was, its languages, its terms of service, and that it is well."""
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

TERMS = "/api/v1/instance/terms_of_service"


class Directory(ApiCase):
    scopes = "read write follow admin:read admin:write"

    def listed(self, who=None, **query):
        answer = self.server.get("/api/v1/directory", {"limit": 80, **query}, token=getattr(who, "token", None))
        self.assertEqual((answer.status, schema.check(answer.json, "Account[]")), (200, []), answer.text)
        return [one["username"] for one in answer.json]

    def discoverable(self, *people):
        for who in people:
            self.ask("PATCH", "/api/v1/accounts/update_credentials", who, {"discoverable": True})

    def test_people_who_may_be_discovered(self):
        first, second, shy, rude = (self.person(stem) for stem in ("first", "second", "shy", "rude"))
        self.discoverable(first, second, rude)
        second.write("Hello")
        first.write("Hello")
        shy.write("Hello")
        mine = {first.name, second.name, shy.name, rude.name}
        self.assertEqual([name for name in self.listed() if name in mine], [first.name, second.name, rude.name])
        self.assertEqual([name for name in self.listed(order="new") if name in mine], [rude.name, second.name, first.name])
        self.assertEqual(self.listed(limit=1, offset=1), self.listed()[1:2])
        self.assertEqual([name for name in self.listed(local=True) if name in mine], [first.name, second.name, rude.name])
        first.post(f"/api/v1/accounts/{rude.id}/block")
        second.post(f"/api/v1/accounts/{rude.id}/mute")
        for who in (first, second):
            self.assertNotIn(rude.name, self.listed(who))
        self.assertNotIn(first.name, self.listed(rude))
        self.ask("POST", f"/api/v1/admin/accounts/{second.id}/action", self.boss, {"type": "silence"})
        self.assertNotIn(second.name, self.listed())

    def test_how_lively_it_was(self):
        def weeks():
            found = self.server.get("/api/v1/instance/activity").json
            self.assertEqual(len(found), 12)
            self.assertTrue(all(set(map(type, week.values())) == {str} for week in found))
            return found
        before, who = weeks(), self.person()
        public = who.write("Hello")
        who.write("Quietly", visibility="unlisted")
        for hidden in ("private", "direct"):
            who.write("Hidden", visibility=hidden)
        who.post(f"/api/v1/statuses/{public['id']}/reblog")
        after = weeks()
        moments = [datetime.datetime.fromtimestamp(int(week["week"]), datetime.timezone.utc) for week in after]
        self.assertTrue(all((moment.weekday(), moment.hour, moment.minute, moment.second) == (0, 0, 0, 0) for moment in moments))
        self.assertEqual({(one - other).days for one, other in zip(moments, moments[1:])}, {7})
        def total(found, what):
            return sum(int(week[what]) for week in found)
        self.assertEqual(total(after, "statuses") - total(before, "statuses"), 2)
        self.assertEqual(total(after, "registrations") - total(before, "registrations"), 1)
        self.assertGreaterEqual(total(after, "logins"), total(before, "logins") + 1)

    def test_languages_are_named_as_the_reader_calls_them(self):
        def named(language):
            return {one["code"]: one["name"] for one in self.server.get("/api/v1/instance/languages", headers={"Accept-Language": language}).json}
        english, italian = named("en"), named("it")
        self.assertEqual((english["it"], italian["it"], english.keys()), ("Italian", "italiano", italian.keys()))
        self.assertGreater(len(english), 150)
        self.assertTrue(all(name and name != code for code, name in english.items()))

    def test_it_is_well(self):
        answer = self.server.get("/health")
        self.assertEqual((answer.status, answer.json), (200, {"status": "OK"}))

    def test_a_notification_is_put_away_by_its_id_in_a_form(self):
        ada, bob = self.person("ada"), self.person("bob")
        bob.write(f"@{ada.name} hello")
        told = ada.get("/api/v1/notifications")[0]["id"]
        self.assertEqual(self.server.form("/api/v1/notifications/dismiss", {"id": told}, token=bob.token).status, 404)
        self.assertEqual(self.server.form("/api/v1/notifications/dismiss", {"id": told}, token=ada.token).json, {})
        self.assertEqual(ada.get("/api/v1/notifications"), [])
        self.assertEqual(self.server.form("/api/v1/notifications/dismiss", {"id": "none"}, token=ada.token).status, 404)


class TermsOfService(ApiCase):
    """Each version holds from a day, and stays as it was once that has come."""
    scopes = "read write admin:read admin:write"

    def write(self, date, html, status=200):
        return self.ask("PUT", f"/api/favilla/v1/organisation/terms/{date}", self.boss, {"html": html}, status)

    def withdraw(self, date, status=200):
        return self.ask("DELETE", f"/api/favilla/v1/organisation/terms/{date}", self.boss, status=status)

    def read(self, date=None, status=200):
        answer = self.server.get(TERMS + (f"/{date}" if date else ""))
        self.assertEqual(answer.status, status, answer.text)
        if status == 200:
            self.assertEqual(schema.check(answer.json, "TermsOfService"), [])
        return answer.json

    def write_for_today(self, html):
        """Of the server's clock; when the day ends meanwhile, of the next."""
        for _ in range(2):
            today = self.person().write("Hello")["created_at"][:10]
            if self.server.put(f"/api/favilla/v1/organisation/terms/{today}", {"html": html}, token=self.boss).status == 200:
                return today
        raise AssertionError("nothing was written")

    def test_versions_follow_one_another(self):
        self.read(status=404)
        self.assertEqual(self.server.get("/terms-of-service").status, 404)
        self.assertIsNone(self.server.get("/api/v2/instance").json["configuration"]["urls"]["terms_of_service"])
        self.assertNotIn("/terms-of-service", self.server.get("/about").text)

        soon, later = "2999-01-01", "2999-06-01"
        self.write(soon, "Be <b>kind</b><script>alert(1)</script>")
        first = self.read()
        self.assertEqual((first["effective_date"], first["effective"], first["succeeded_by"]), (soon, False, None))
        self.assertNotIn("script", first["content"])
        today = self.write_for_today("Be nice")
        held = self.read()
        self.assertEqual((held["effective_date"], held["effective"], held["succeeded_by"], held["content"]), (today, True, soon, "<p>Be nice</p>"))
        self.assertEqual((self.read(soon), self.read(today)), (first, held))
        for nothing in ("2999-01-02", "tomorrow"):
            self.read(nothing, 404)
        self.assertTrue(self.server.get("/api/v2/instance").json["configuration"]["urls"]["terms_of_service"].endswith("/terms-of-service"))

        self.assertIn(self.server.put(f"/api/favilla/v1/organisation/terms/{today}", {"html": "Be harsh"}, token=self.boss).status, (409, 422))
        self.withdraw(today, 409)
        self.write(later, "Later still")
        self.assertEqual([one["html"] for one in self.write(later, "Later, and better")["terms"]], ["<p>Later, and better</p>", first["content"], "<p>Be nice</p>"])
        self.assertEqual([one["effective_date"] for one in self.withdraw(later)["terms"]], [soon, today])
        self.withdraw(later, 404)
        log = [entry["act"] for entry in self.ask("GET", "/api/favilla/v1/moderation/log", self.boss)]
        self.assertEqual((log.count("write_terms"), log.count("withdraw_terms")), (4, 1))

        for language, words in (("en", "Terms of service"), ("it", "Condizioni d’uso")):
            page = self.server.get("/terms-of-service", headers={"Accept-Language": language}).text
            for expected in (words, "Be nice", f"/terms-of-service/{soon}", today):
                self.assertIn(expected, page)
        page = self.server.get(f"/terms-of-service/{soon}")
        self.assertEqual((page.status, "kind" in page.text, "alert(1)" in page.text), (200, True, False))
        self.assertEqual(self.server.get("/terms-of-service/2001-01-01").status, 404)
        self.assertIn("/terms-of-service", self.server.get("/about").text)

    def test_bad_words_and_days_are_refused(self):
        for date, html in (("2999-13-01", "Words"), ("soon", "Words"), ("2001-01-01", "Words"), ("2999-01-01", ""), ("2999-01-01", "<p> </p>"), ("2999-01-01", "x" * 100_001)):
            self.assertIn("error", self.write(date, html, 422))
        self.ask("PUT", "/api/favilla/v1/organisation/terms/2999-01-01", self.person(), {"html": "Mine"}, 403)


if __name__ == "__main__":
    unittest.main()
