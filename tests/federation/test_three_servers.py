# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three of our own servers: what goes from one to another past a third, and what happens when one of them dies or dawdles."""
import contextlib
import os
import pathlib
import socket
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from federation.test_two_servers import Person  # noqa: E402
from support import postgres  # noqa: E402
from support.favilla_process import Favilla, free_port, wait_until  # noqa: E402


class Line:
    """The way to a server, which can be cut, hang (what is said is kept back) or let through a byte at a time."""

    def __init__(self, port: int, to: int):
        self.to, self.mode, self.open = to, "open", True
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", port))
        self._spawn(self._accept)

    @staticmethod
    def _spawn(what, *arguments) -> None:
        threading.Thread(target=what, args=arguments, daemon=True).start()

    def be(self, mode: str) -> None:
        with self.changed:
            self.mode = mode
            self.changed.notify_all()

    def close(self) -> None:
        with self.changed:
            self.open = False
            self.changed.notify_all()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:                                     # closed
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:                                     # nobody is at home just now
                near.close()
                continue
            self._spawn(self._carry, near, far)
            self._spawn(self._carry, far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65536):
                while said:
                    with self.changed:
                        self.changed.wait_for(lambda: self.mode != "hanging" or not self.open)
                        dripping = self.mode == "dripping"
                        if dripping:
                            self.changed.wait_for(lambda: self.mode != "dripping" or not self.open, timeout=0.2)
                    piece = 1 if dripping else len(said)
                    target.sendall(said[:piece])
                    said = said[piece:]
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)                   # the other direction ends, too
        source.close()


class ThreeServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.one, cls.two = Favilla().start(), Favilla().start()
        # The third is known to the others by the address of its line.
        public, own = free_port(), free_port()
        cls.three = Favilla(port=own, domain=f"localhost:{public}").start()
        cls.line = Line(public, own)
        cls.ada, cls.bob, cls.cleo = Person(cls.one, "ada"), Person(cls.two, "bob"), Person(cls.three, "cleo")
        cls.bob.follow(cls.ada)
        cls.cleo.follow(cls.ada)

    @classmethod
    def tearDownClass(cls):
        cls.line.close()
        for server in (cls.one, cls.two, cls.three):
            server.close()

    def setUp(self):
        self.line.be("open")

    def seen_by_all(self, text):
        root = self.ada.write(text)
        return root, self.bob.at_home(root["uri"]), self.cleo.at_home(root["uri"])

    def descendants(self, person, status):
        return [one["uri"] for one in person.get(f"/api/v1/statuses/{status['id']}/context")["descendants"]]

    def test_an_answer_reaches_the_author_whoever_is_named_and_those_who_follow_the_author_but_a_private_one_does_not(self):
        root, at_two, at_three = self.seen_by_all("What do the three say?")
        self.cleo.find("@" + self.bob.handle)                   # a name nobody looked up stays words
        silent = self.cleo.write(f"@{self.ada.handle} I say this", in_reply_to_id=at_three["id"])
        wait_until(lambda: self.descendants(self.ada, root) == [silent["uri"]])
        named = self.cleo.write(f"@{self.ada.handle} @{self.bob.handle} and this to both", in_reply_to_id=at_three["id"])
        wait_until(lambda: set(self.descendants(self.ada, root)) == {silent["uri"], named["uri"]})
        wait_until(lambda: ("mention", self.cleo.handle) in self.bob.notifications())
        # The second server heard of the first answer from the author's (ActivityPub, 7.1.2), with nobody there looking at the conversation.
        def at_second():
            return self.bob.get("/api/v2/search", {"q": silent["uri"]})["statuses"]
        found = wait_until(at_second)
        self.assertEqual((found[0]["in_reply_to_id"], found[0]["account"]["acct"]), (at_two["id"], self.cleo.handle))
        self.three.put(f"/api/v1/statuses/{silent['id']}", {"status": f"@{self.ada.handle} I say this, in other words"}, token=self.cleo.token)
        wait_until(lambda: "in other words" in at_second()[0]["content"])
        self.three.delete(f"/api/v1/statuses/{silent['id']}", token=self.cleo.token)
        wait_until(lambda: not at_second())
        whisper = self.cleo.write(f"@{self.ada.handle} and this to those who follow me", in_reply_to_id=at_three["id"], visibility="private")
        self.cleo.write(f"@{self.ada.handle} that was all", in_reply_to_id=at_three["id"])
        wait_until(lambda: len(self.descendants(self.bob, at_two)) == 2)
        self.assertEqual(self.bob.get("/api/v2/search", {"q": whisper["uri"]})["statuses"], [])

    def test_a_boost_goes_past_the_author_and_is_one_post_everywhere(self):
        carl, dora = Person(self.three, "carl"), Person(self.two, "dora")
        dora.follow(carl)
        root, _, at_three = self.seen_by_all("Pass it on")
        boost = carl.post(f"/api/v1/statuses/{at_three['id']}/reblog")
        at_home = wait_until(lambda: next((one for one in dora.home() if one["uri"] == boost["uri"]), None))
        self.assertEqual(at_home["reblog"]["uri"], root["uri"])
        self.assertEqual(at_home["reblog"]["id"], next(one["id"] for one in self.bob.home() if one["uri"] == root["uri"]))
        wait_until(lambda: self.ada.status(root)["reblogs_count"] == 1)

    def test_likes_of_both_are_counted_once_each(self):
        root, at_two, at_three = self.seen_by_all("Who likes it?")
        for _ in range(3):                                      # said again, taken back, said again
            for person, status in ((self.bob, at_two), (self.cleo, at_three)):
                person.post(f"/api/v1/statuses/{status['id']}/favourite")
                person.post(f"/api/v1/statuses/{status['id']}/unfavourite")
                person.post(f"/api/v1/statuses/{status['id']}/favourite")
        for person in (self.bob, self.cleo):                    # what came after the likes of each has come
            person.write(f"@{self.ada.handle} that was all")
            wait_until(lambda who=person: ("mention", who.handle) in self.ada.notifications())
        wait_until(lambda: self.ada.status(root)["favourites_count"] == 2)
        who = self.ada.get(f"/api/v1/statuses/{root['id']}/favourited_by")
        self.assertEqual(sorted(one["acct"] for one in who), sorted([self.bob.handle, self.cleo.handle]))

    @unittest.skipIf(os.environ.get(postgres.VARIABLE), "there a job of a process that died is taken over after its lease, ten minutes")
    def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled(self):
        written = []
        for number in range(30):
            written.append(self.ada.write(f"Before, while and after {number}")["uri"])
            if number == 10:
                self.three.kill()
            if number == 15:
                self.one.kill()
                self.one.start()
            if number == 20:
                self.three.start()
        # Its next word ends the pause.
        self.cleo.write(f"@{self.ada.handle} here again")
        for person in (self.bob, self.cleo):
            wait_until(lambda who=person: set(written) <= {one["uri"] for one in who.get("/api/v1/timelines/home", {"limit": 40})})
            home = [one["uri"] for one in person.get("/api/v1/timelines/home", {"limit": 40})]
            self.assertEqual(len(home), len(set(home)))
            self.assertEqual([uri for uri in home if uri in written], written[::-1], "in the order of posting")

    def test_a_slow_one_delays_nobody_and_gets_everything_in_the_end(self):
        for mode in ("hanging", "dripping"):
            with self.subTest(mode=mode):
                self.line.be(mode)
                written = [self.ada.write(f"While the third is {mode} {number}")["uri"] for number in range(5)]
                for uri in written:
                    wait_until(lambda one=uri: one in {status["uri"] for status in self.bob.home()}, deadline=9)
                self.assertFalse(set(written) & {one["uri"] for one in self.cleo.home()})
                self.line.be("open")
                self.cleo.write(f"@{self.ada.handle} I was {mode}")
                wait_until(lambda: set(written) <= {one["uri"] for one in self.cleo.home()})
                home = [one["uri"] for one in self.cleo.home()]
                self.assertEqual(len(home), len(set(home)))


if __name__ == "__main__":
    unittest.main()
