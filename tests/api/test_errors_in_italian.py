# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong is said to a member in their own language, whatever their app asks for: groups, pages, interests, conversations, events."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1"


class InItalian(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tokens = cls.server.create_people("bruna", "brian")
        for name, language in (("boss", "it"), ("bruna", "it"), ("brian", "en")):
            cls.server.execute(f"UPDATE users SET locale = '{language}' WHERE account_id = (SELECT id FROM accounts WHERE username = '{name}')")

    def said(self, method, path, body=None, who=None, status=422):
        """The sentence, by somebody whose app asks for another language."""
        answer = self.server.request(method, path, body, token=who or self.tokens["bruna"], headers={"Accept-Language": "en"})
        self.assertEqual(answer.status, status, answer.text)
        return answer.json["error"]

    def made(self, what, **more):
        return self.ask("POST", f"{API}/{what}", self.boss, {"name": self.name(what[:3]), **more})

    def test_groups(self):
        path = f"{API}/groups/{self.made('groups', joining='invitation')['id']}"
        self.assertEqual(self.said("GET", f"{path}/topics?state=perhaps"), "Si può scegliere any o unanswered, non perhaps.")
        self.assertEqual(self.said("PATCH", path, {"first_topics": 11}, self.boss), "Si chiede un numero da 0 a 10.")
        self.assertEqual(self.said("PATCH", path, {"rules": ["x" * 301]}, self.boss), "Una regola ha al massimo 300 caratteri.")
        own = self.ask("GET", "/api/v1/accounts/verify_credentials", self.boss)["id"]
        self.assertEqual(self.said("POST", f"{path}/acts", {"act": "make_member", "object_id": own}, self.boss, 409), "A un gruppo resta almeno chi lo possiede.")

    def test_pages(self):
        self.assertEqual(self.said("POST", f"{API}/pages", {"name": "mia"}, status=403), "Le pagine le crea chi si occupa di questo posto: chiedi a loro.")
        path = f"{API}/pages/{self.made('pages')['id']}"
        self.assertEqual(self.said("GET", f"{path}/drafts", status=404), "Non trovato")
        self.assertEqual(self.said("PATCH", path, {"posture": "loud"}, self.boss), "Si chiede megaphone, round_table o both, non loud.")
        self.assertEqual(self.said("POST", f"{path}/team", {"act": "sing", "account_id": "1"}, self.boss), "Una squadra non conosce sing.")

    def test_interests_and_introductions(self):
        self.assertEqual(self.said("POST", f"{API}/interests", {"label": "due parole"}), "Una parola sola, come un tag: lettere e cifre senza spazi.")
        self.assertEqual(self.said("POST", f"{API}/introductions", {"account_ids": []}), "Si presentano due persone: indicale tutte e due.")
        self.assertEqual(self.said("POST", f"{API}/introductions", {"account_ids": ["1", "2"], "word": "Leggete."}, status=404),
                         "Una delle due persone non è qui, o non ha acconsentito a essere presentata.")

    def test_conversations(self):
        root = self.ask("POST", "/api/v1/statuses", self.tokens["bruna"], {"status": "Che cosa leggiamo?"})
        path = f"{API}/conversations/{root['conversation_id']}"
        self.assertEqual(self.said("POST", f"{path}/split", {"status_id": root["id"]}), "Questo post apre già la conversazione.")
        self.assertEqual(self.said("POST", f"{path}/merge", {"into_id": root["conversation_id"]}), "Una conversazione non si può unire a sé stessa.")
        self.assertEqual(self.said("POST", f"{path}/close", {"summary": "x" * 2001}), "Un riassunto ha al massimo 2000 caratteri.")
        self.assertEqual(self.said("POST", f"{path}/close", who=self.boss, status=403), "Può farlo solo chi ha aperto la conversazione.")
        self.ask("POST", f"{path}/close", self.tokens["bruna"], {})
        answer = {"status": "Tardi", "in_reply_to_id": root["id"]}
        self.assertEqual(self.said("POST", "/api/v1/statuses", answer, status=403), "Questa conversazione è chiusa: non accetta altre risposte.")
        self.assertEqual(self.said("POST", "/api/v1/statuses", answer, self.tokens["brian"], 403), "This conversation is closed: it takes no more answers.")

    def test_events(self):
        self.assertEqual(self.said("GET", f"{API}/events/1/answers?answer=perhaps")[:14], "La risposta è ")


if __name__ == "__main__":
    unittest.main()
