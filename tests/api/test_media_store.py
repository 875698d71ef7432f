# SPDX-License-Identifier: AGPL-3.0-or-later
# long: over a minute, most of it waiting
"""Media in a bucket of a real store that speaks S3: everything that pictures do in the folder, what happens when the store does not work, and
moving there and back."""
import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla, binary, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.object_store import ObjectStore  # noqa: E402
import test_media  # noqa: E402


def path_of(url):
    return urllib.parse.urlsplit(url).path


def name_of(url):
    return pathlib.PurePath(path_of(url)).name


def in_folder(favilla):
    return sorted(path.name for path in (favilla.data / "media").rglob("*") if path.is_file())


class AsInTheFolder(test_media.Media):
    """The tests of test_media.py, with nothing in the folder."""

    @classmethod
    def setUpClass(cls):
        cls.store = ObjectStore()
        cls.favilla = Favilla(environment=cls.store.settings()).start()
        cls.tokens = cls.favilla.create_people("ada", "bob")

    @classmethod
    def tearDownClass(cls):
        try:
            left = in_folder(cls.favilla)
            cls.favilla.close()
            if left:
                raise AssertionError(f"in the folder: {left}")
        finally:
            cls.store.close()

    def test_a_backup_brings_them_back_and_damage_is_named(self):
        if self.favilla.database:
            self.skipTest("PostgreSQL has its own backups")
        media = self.upload("ada", pictures.png(64, 48, (5, 90, 5)))
        self.post("ada", "Kept", media_ids=[media["id"]])
        with tempfile.TemporaryDirectory() as folder:
            copy, restored = pathlib.Path(folder) / "copy", pathlib.Path(folder) / "restored"
            self.assertIn("not in it", self.favilla.command("backup", str(copy)).stdout)
            self.assertIn("in-bucket ", (copy / "MANIFEST").read_text())
            again = Favilla(data=restored, domain=self.favilla.domain, environment=self.store.settings())
            again.command("restore", str(copy))
            with again:
                self.assertEqual(again.get(path_of(media["url"])).body, self.bytes_of(media["url"]).body)
            elsewhere = Favilla(data=restored, domain=self.favilla.domain)
            self.assertIn("not looked at", elsewhere.command("check").stdout)
            with self.assertRaisesRegex(RuntimeError, "s3.endpoint is empty"):
                elsewhere.start()
            self.assertIn("0 problems", self.favilla.command("check", "--read-bucket").stdout)
            file = self.store.files()[name_of(media["url"])]
            whole = file.read_bytes()
            file.write_bytes(whole[:-1] + b"!")
            self.assertIn(f"media {name_of(media['url'])}: it is damaged", self.favilla.command("check", "--read-bucket", check=False).stdout)
            self.assertIn("0 problems", self.favilla.command("check").stdout)            # sizes alone
            file.write_bytes(whole[:-1])
            self.assertIn(f"media {name_of(media['url'])}: it is damaged", self.favilla.command("check", check=False).stdout)
            file.unlink()
            self.assertIn(f"media {name_of(media['url'])}: it is not there", self.favilla.command("check", check=False).stdout)
            file.write_bytes(whole)

    def test_the_bucket_holds_the_bytes_under_their_digest_and_says_what_they_are(self):
        url = self.upload("ada", pictures.png(61, 43))["url"]
        bytes_there = self.store.objects()[name_of(url)]
        self.assertEqual(hashlib.sha256(bytes_there).hexdigest(), pathlib.PurePath(url).stem)
        with urllib.request.urlopen(f"{self.store.url}/sparks/media/{name_of(url)}") as answer:
            self.assertEqual((answer.headers["Content-Type"], answer.headers["Cache-Control"]), ("image/png", "public, max-age=31536000, immutable"))


class Trouble(unittest.TestCase):
    def setUp(self):
        self.store = ObjectStore()
        self.addCleanup(self.store.close)

    def serve(self, **settings):
        favilla = Favilla(environment=self.store.settings(**settings))
        self.addCleanup(favilla.close)
        favilla.start()
        favilla.create_account("ada")
        return favilla, favilla.create_token("ada")

    def test_a_store_that_fails_for_a_moment_is_asked_again(self):
        favilla, token = self.serve()
        answers = ["503", "cut"]
        self.store.fault = lambda method, path: answers.pop(0) if method == "PUT" and answers else None
        sent = pictures.upload(favilla, token, pictures.png(50, 40))
        self.assertEqual((sent.status, answers), (200, []))
        answers += ["500"]
        self.store.fault = lambda method, path: answers.pop(0) if method == "GET" and answers else None
        self.assertEqual(favilla.get(path_of(sent.json["url"])).status, 200)
        self.assertEqual(answers, [])

    def test_an_upload_that_cannot_be_kept_is_refused_in_words_and_leaves_nothing(self):
        favilla, token = self.serve()
        for fault in ("503", "cut"):
            self.store.fault = lambda method, path: fault if method == "PUT" else None
            refused = pictures.upload(favilla, token, pictures.png(50, 41))
            self.assertEqual(refused.status, 503, refused.text)
            self.assertIn("does not answer at this moment", refused.json["error"])
        self.assertEqual(self.store.objects(), {})
        self.assertIn("answered 503 SlowDown", favilla.log())
        self.assertIn("0 problems", favilla.command("check").stdout)
        self.store.fault = lambda method, path: None
        sent = pictures.upload(favilla, token, pictures.png(50, 41)).json
        status = favilla.post("/api/v1/statuses", {"status": "Kept", "media_ids": [sent["id"]]}, token=token)
        self.assertEqual(status.status, 200)
        self.assertIn("0 problems", favilla.command("check", "--read-bucket").stdout)

    def test_who_looks_while_the_store_is_away_is_told_to_come_again(self):
        favilla, token = self.serve()
        url = pictures.upload(favilla, token, pictures.png(50, 42)).json["url"]
        self.store.fault = lambda method, path: "503"
        answer = favilla.get(path_of(url))
        self.assertEqual((answer.status, answer.headers["retry-after"], answer.headers["cache-control"]), (503, "10", "no-store"))
        self.assertEqual(favilla.get("/health/ready").status, 200)
        self.store.fault = lambda method, path: None
        self.assertEqual(favilla.get(path_of(url)).status, 200)

    def test_wrong_keys_and_missing_buckets_are_named(self):
        for settings, words in (({"s3_secret_key": "wrong"}, "does not take the keys"), ({"s3_access_key": "nobody"}, "does not take the keys"),
                                ({"s3_bucket": "nowhere"}, "has no bucket nowhere"), ({"s3_endpoint": "http://127.0.0.1:1"}, "does not answer")):
            with self.subTest(words, **settings):
                favilla, token = self.serve(**settings)
                self.assertEqual(pictures.upload(favilla, token, pictures.png(50, 43)).status, 503)
                self.assertIn(words, favilla.log())

    def test_settings_that_lead_nowhere_keep_the_server_from_starting(self):
        for settings, words in (({"s3_endpoint": ""}, "s3.endpoint is empty"), ({"s3_bucket": ""}, "s3.bucket is empty"), ({"s3_secret_key": ""}, "s3.secret_key is empty"),
                                ({"s3_endpoint": self.store.url + "/sparks"}, "without a path"), ({"s3_secret_key": "", "s3_secret_file": "/nowhere"}, "/nowhere"),
                                ({"media_store": "attic"}, "folder or s3")):
            favilla = Favilla(environment=self.store.settings(**settings))
            with self.subTest(words), self.assertRaisesRegex(RuntimeError, words):
                favilla.start()
            favilla.process = None
            favilla.close()

    def test_the_secret_may_stand_in_a_file(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("S3RVER\n")
            file.flush()
            favilla, token = self.serve(s3_secret_key="", s3_secret_file=file.name)
            self.assertEqual(pictures.upload(favilla, token, pictures.png(50, 44)).status, 200)

    def test_what_nothing_needs_leaves_the_bucket_when_the_store_is_back(self):
        favilla, token = self.serve()
        sent = pictures.upload(favilla, token, pictures.png(50, 45)).json
        self.assertEqual(len(self.store.objects()), 2)
        favilla.stop()
        favilla.execute("DELETE FROM media", "UPDATE media_files SET loose_since = 1", "DELETE FROM schedules WHERE name = 'media.collect'")
        self.store.fault = lambda method, path: "503" if method == "DELETE" else None
        favilla.start()
        wait_until(lambda: "a media file was not had" in favilla.log())
        self.assertEqual(len(self.store.objects()), 2)
        favilla.stop()
        self.store.fault = lambda method, path: None
        favilla.execute("DELETE FROM schedules WHERE name = 'media.collect'")
        favilla.start()
        wait_until(lambda: self.store.objects() == {})
        self.assertEqual(favilla.get(path_of(sent["url"])).status, 404)


class SignedAddresses(unittest.TestCase):
    def test_browsers_are_sent_to_the_bucket_with_an_address_that_opens_one_file_for_a_while(self):
        with ObjectStore() as store, Favilla(environment=store.settings(media_signed_minutes="30")) as favilla:
            favilla.create_account("ada")
            token = favilla.create_token("ada")
            url = pictures.upload(favilla, token, pictures.png(80, 60)).json["url"]
            self.assertTrue(url.startswith(f"http://{favilla.domain}/media/"), url)
            store.asked.clear()
            sent = favilla.get(path_of(url))
            self.assertEqual((sent.status, sent.headers["cache-control"]), (302, "private, max-age=450"))
            self.assertEqual(store.asked, [])
            address = sent.headers["location"]
            self.assertTrue(address.startswith(f"{store.url}/sparks/media/{name_of(url)}?") and "X-Amz-Expires=1800" in address, address)
            self.assertEqual(favilla.get(path_of(url)).headers["location"], address)
            with urllib.request.urlopen(address) as answer:
                self.assertEqual(hashlib.sha256(answer.read()).hexdigest(), pathlib.PurePath(path_of(url)).stem)
            # Changed in one place it opens nothing.
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address.replace("X-Amz-Expires=1800", "X-Amz-Expires=9999"))
            self.assertEqual(refused.exception.code, 403)
            refused.exception.close()
            self.assertEqual(favilla.get("/media/" + "0" * 64 + ".png").status, 404)
            # A page lets its pictures come from there.
            self.assertIn(f"img-src 'self' {store.url}", favilla.get("/").headers["content-security-policy"])
            browser = Browser(favilla.url)
            browser.sign_in("ada")
            app = browser.get("/app/")
            self.assertEqual((app.status, app.headers["content-security-policy"].count(store.url)), (200, 2))


class HostOfItsOwn(unittest.TestCase):
    def test_addresses_begin_with_the_host_that_the_settings_name_and_old_ones_go_on_working(self):
        there = "https://media.example.org/"
        with Favilla(environment={"FAVILLA_MEDIA_PUBLIC_URL": there}) as favilla:
            favilla.create_account("ada")
            token = favilla.create_token("ada")
            body, headers = pictures.form({"avatar": ("me.png", pictures.png(400, 400))}, {})
            portrait = favilla.request("PATCH", "/api/v1/accounts/update_credentials", body, headers=headers, token=token).json["avatar"]
            media = pictures.upload(favilla, token, pictures.png(300, 200)).json
            names = {key: name_of(media[key]) for key in ("url", "preview_url")}
            for key, name in names.items():
                self.assertEqual(media[key], there + name)
                self.assertEqual(favilla.get("/media/" + name).status, 200)
            self.assertEqual(portrait, there + name_of(portrait))
            status = favilla.post("/api/v1/statuses", {"status": "There", "media_ids": [media["id"]]}, token=token).json
            self.assertEqual((status["media_attachments"][0]["url"], status["account"]["avatar"]), (media["url"], portrait))
            as_activity = {"Accept": "application/activity+json"}
            self.assertEqual(favilla.get(path_of(status["uri"]), headers=as_activity).json["attachment"][0]["url"], media["url"])
            self.assertEqual(favilla.get("/users/ada", headers=as_activity).json["icon"]["url"], portrait)
            page = favilla.get(path_of(status["url"]))
            for shown in (f'src="{media["preview_url"]}"', f'src="{portrait}"', f'<meta property="og:image" content="{media["url"]}">'):
                self.assertIn(shown, page.text)
            self.assertEqual(page.headers["content-security-policy"].count("https://media.example.org"), 2)
            self.assertIn(media["preview_url"], favilla.get("/@ada/feed.atom").text)
            del favilla.environment["FAVILLA_MEDIA_PUBLIC_URL"]
            favilla.restart()
            again = favilla.get(f"/api/v1/statuses/{status['id']}", token=token).json
            self.assertEqual(again["media_attachments"][0]["url"], f"http://{favilla.domain}/media/{names['url']}")


class Moving(unittest.TestCase):
    def setUp(self):
        self.store = ObjectStore()
        self.addCleanup(self.store.close)
        self.favilla = Favilla(environment=self.store.settings(media_store="folder"))
        self.addCleanup(self.favilla.close)
        self.favilla.start()
        self.favilla.create_account("ada")
        self.token = self.favilla.create_token("ada")
        self.sent = []
        for n in range(4):
            media = pictures.upload(self.favilla, self.token, pictures.png(60 + n, 50)).json
            self.favilla.post("/api/v1/statuses", {"status": f"Number {n}", "media_ids": [media["id"]]}, token=self.token)
            self.sent += [media["url"], media["preview_url"]]
        self.bytes = {url: self.favilla.get(path_of(url)).body for url in self.sent}

    def choose(self, store):
        self.favilla.stop()
        self.favilla.environment["FAVILLA_MEDIA_STORE"] = store

    def expect_all_served(self):
        for url, content in self.bytes.items():
            answer = self.favilla.get(path_of(url))
            self.assertEqual((answer.status, answer.body), (200, content), url)

    def test_there_and_back_while_serving(self):
        self.assertEqual((len(in_folder(self.favilla)), self.store.objects()), (8, {}))
        self.assertIn("8 files", self.favilla.command("media", "move", "--to", "s3", "--dry-run").stdout)
        refused = self.favilla.command("media", "move", "--to", "s3", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("media.store", refused.stderr)

        self.choose("s3")
        self.favilla.start()
        self.expect_all_served()
        self.assertIn("Done: 8 files", self.favilla.command("media", "move", "--to", "s3").stdout)
        self.assertEqual((in_folder(self.favilla), len(self.store.objects())), ([], 8))
        self.expect_all_served()
        self.assertIn("0 problems", self.favilla.command("check", "--read-bucket").stdout)
        self.assertIn("Done: 0 files", self.favilla.command("media", "move", "--to", "s3").stdout)
        fresh = pictures.upload(self.favilla, self.token, pictures.png(90, 50)).json["url"]
        self.bytes[fresh] = self.favilla.get(path_of(fresh)).body

        self.choose("folder")
        self.favilla.start()
        self.expect_all_served()
        self.assertIn("Done: 10 files", self.favilla.command("media", "move", "--to", "folder").stdout)
        self.assertEqual((len(in_folder(self.favilla)), self.store.objects()), (10, {}))
        self.favilla.stop()
        for name in list(self.favilla.environment):
            if name.startswith("FAVILLA_S3_"):
                del self.favilla.environment[name]
        self.favilla.start()
        self.expect_all_served()
        self.assertIn("0 problems", self.favilla.command("check").stdout)

    def test_what_was_interrupted_goes_on_and_nothing_is_lost(self):
        self.choose("s3")
        puts = []

        def full_after_three(method, path):
            if method == "PUT":
                puts.append(path)
            return "cut" if method == "PUT" and len(puts) > 3 else None
        self.store.fault = full_after_three
        stopped = self.favilla.command("media", "move", "--to", "s3", check=False)
        self.assertEqual(stopped.returncode, 1)
        self.assertIn("does not answer", stopped.stderr)
        self.assertIn("start again to go on", stopped.stdout)
        self.assertEqual((len(in_folder(self.favilla)), len(self.store.objects())), (5, 3))
        self.store.fault = lambda method, path: None
        self.favilla.start()
        self.expect_all_served()
        self.assertIn("Done: 5 files", self.favilla.command("media", "move", "--to", "s3").stdout)
        self.expect_all_served()
        self.assertEqual(in_folder(self.favilla), [])

    def test_a_move_that_is_killed_goes_on(self):
        self.choose("s3")
        self.store.fault = lambda method, path: "hang" if method == "PUT" and len(self.store.objects()) >= 2 else None
        moving = subprocess.Popen([binary(), "media", "move", "--to", "s3", *self.favilla.storage()], env=self.favilla.environment, stdout=subprocess.DEVNULL)
        wait_until(lambda: len(self.store.asked) >= 3 and len(self.store.objects()) == 2)
        moving.send_signal(signal.SIGKILL)
        moving.wait()
        self.store.fault = lambda method, path: None
        self.assertIn("Done: 6 files", self.favilla.command("media", "move", "--to", "s3").stdout)
        self.assertEqual((in_folder(self.favilla), len(self.store.objects())), ([], 8))
        self.favilla.start()
        self.expect_all_served()

    def test_one_that_is_damaged_or_missing_is_named_and_the_others_move(self):
        names = sorted(name_of(url) for url in self.sent)
        damaged, missing = (self.favilla.data / "media" / name[:2] / name for name in names[:2])
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
        missing.unlink()
        self.choose("s3")
        moved = self.favilla.command("media", "move", "--to", "s3", check=False)
        self.assertEqual(moved.returncode, 1)
        self.assertIn(f"media {names[0]}: it is damaged", moved.stderr)
        self.assertIn(f"media {names[1]}: it is not there", moved.stderr)
        self.assertIn("6 files", moved.stdout)
        self.assertEqual(in_folder(self.favilla), [names[0]])

    def test_without_a_bucket_there_is_nowhere_to_move(self):
        self.favilla.stop()
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write("[media]\nstore = \"s3\"\n\n[s3]\n" + "".join(
                f'{name} = "{value}"\n' for name, value in (("endpoint", self.store.url), ("bucket", "sparks"), ("prefix", "media/"), ("access_key", "S3RVER"), ("secret_key", "S3RVER"))))
            file.flush()
            plain = {name: value for name, value in os.environ.items() if not name.startswith("FAVILLA_S3") and name != "FAVILLA_MEDIA_STORE"}
            self.favilla.environment = plain
            refused = self.favilla.command("media", "move", "--to", "s3", check=False)
            self.assertIn("No bucket is configured", refused.stderr)
            self.assertIn("Done: 8 files", self.favilla.command("media", "move", "--to", "s3", "--config", file.name).stdout)
        self.assertEqual(len(self.store.objects()), 8)



if __name__ == "__main__":
    unittest.main()
