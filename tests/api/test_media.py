# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures as apps upload, describe, attach, change and show them; as browsers fetch them; and as other servers are told of them."""
import hashlib
import pathlib
import subprocess
import socket
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402


class Media(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people("ada", "bob")

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def ask(self, method, path, who=None, body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who], **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.body[:400]!r}")
        return answer

    def upload(self, who, content, expect=200, **more):
        answer = pictures.upload(self.favilla, self.tokens[who], content, **more)
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def post(self, who, text, expect=200, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more}, expect).json

    def bytes_of(self, url, expect=200, **options):
        return self.ask("GET", urllib.parse.urlsplit(url).path, None, None, expect, **options)

    def test_an_upload_is_described_measured_and_made_small(self):
        media = self.upload("ada", pictures.png(900, 600), description="Embers", focus="-0.42,0.7")
        self.assertEqual((media["type"], media["description"], media["meta"]["focus"]), ("image", "Embers", {"x": -0.42, "y": 0.7}))
        self.assertEqual({side: media["meta"]["original"][side] for side in ("width", "height", "size", "aspect")},
                         {"width": 900, "height": 600, "size": "900x600", "aspect": 1.5})
        self.assertLessEqual(media["meta"]["small"]["width"] * media["meta"]["small"]["height"], 640 * 360 + 1000)
        self.assertEqual(len(media["blurhash"]), 28)
        self.assertEqual(pictures.size_of_png(self.bytes_of(media["url"]).body), (900, 600))
        self.assertTrue(self.bytes_of(media["preview_url"]).body.startswith(b"\xff\xd8\xff"))

    def test_every_kind_that_is_stated_is_taken_and_leaves_as_one_that_browsers_know(self):
        plain, clear = pictures.png(320, 200), pictures.png(320, 200, alpha=90)
        stated = self.favilla.get("/api/v2/instance").json["configuration"]["media_attachments"]["supported_mime_types"]
        for picture, suffix, kind, leaves in ((plain, ".png", "image/png", "png"), (plain, ".jpg", "image/jpeg", "jpg"), (plain, ".webp", "image/webp", "webp"),
                                              (plain, ".avif", "image/avif", "jpg"), (plain, ".heic", "image/heic", "jpg"), (clear, ".png", "image/png", "png")):
            with self.subTest(suffix):
                media = self.upload("ada", picture if suffix == ".png" else pictures.converted(picture, suffix))
                self.assertIn(kind, stated)
                self.assertTrue(media["url"].endswith("." + leaves), media["url"])
                self.assertEqual((media["meta"]["original"]["width"], media["meta"]["original"]["height"]), (320, 200))
                self.assertEqual(self.bytes_of(media["url"]).headers["content-type"], {"jpg": "image/jpeg"}.get(leaves, f"image/{leaves}"))
        moving = self.upload("ada", pictures.gif(40, 30, 5))
        body = self.bytes_of(moving["url"]).body
        self.assertTrue(moving["url"].endswith(".webp") and body[:4] == b"RIFF" and b"ANIM" in body[:64], body[:64])

    def test_a_picture_is_turned_as_its_camera_says(self):
        lying = pictures.converted(pictures.png(300, 200), ".jpg")
        media = self.upload("ada", pictures.with_exif(lying, orientation=6))
        self.assertEqual((media["meta"]["original"]["width"], media["meta"]["original"]["height"]), (200, 300))

    def test_a_large_one_is_made_smaller(self):
        original = self.upload("ada", pictures.png(4000, 3000))["meta"]["original"]
        self.assertLessEqual(original["width"] * original["height"], 3840 * 2160 + 4000)
        self.assertAlmostEqual(original["aspect"], 4 / 3, places=2)

    def test_films_and_sounds_keep_their_streams_and_lose_what_describes_them(self):
        stated = self.favilla.get("/api/v2/instance").json["configuration"]["media_attachments"]["supported_mime_types"]
        for suffix, options, kind, leaves in ((".mp4", ("-c:v", "libx264"), "video", "video/mp4"), (".mov", ("-c:v", "libx264"), "video", "video/mp4"),
                                              (".webm", ("-c:v", "libvpx", "-c:a", "libopus"), "video", "video/webm"), (".mp3", (), "audio", "audio/mpeg"),
                                              (".ogg", ("-c:a", "libvorbis"), "audio", "audio/ogg"), (".m4a", ("-c:a", "aac"), "audio", "audio/mp4"), (".flac", (), "audio", "audio/flac"), (".wav", (), "audio", "audio/wav")):
            with self.subTest(suffix):
                sent = pictures.film(suffix, *options, picture=kind == "video")
                self.assertIn(b"SECRET", sent)
                media = self.upload("ada", sent, description="Stripes")
                self.assertEqual((media["type"], media["description"]), (kind, "Stripes"))
                self.assertAlmostEqual(media["meta"]["duration"], 2, delta=0.2)
                answer = self.bytes_of(media["url"])
                self.assertEqual(answer.headers["content-type"], leaves)
                self.assertIn(leaves, stated)
                self.assertFalse(b"SECRET" in answer.body or b"45.46" in answer.body)
                if kind == "audio":
                    self.assertEqual((media["preview_url"], media["blurhash"]), (None, None))
                    continue
                self.assertEqual((media["meta"]["original"]["width"], media["meta"]["original"]["height"]), (320, 180))
                self.assertEqual(len(media["blurhash"]), 28)
                self.assertEqual(self.bytes_of(media["preview_url"]).headers["content-type"], "image/jpeg")

    def test_a_film_that_lies_on_its_side_stands_up_and_one_browsers_cannot_play_is_refused(self):
        lying = pictures.film(".mp4", "-c:v", "libx264")
        with tempfile.TemporaryDirectory() as folder:
            before, after = pathlib.Path(folder) / "a.mp4", pathlib.Path(folder) / "b.mp4"
            before.write_bytes(lying)
            subprocess.run(["ffmpeg", "-v", "error", "-i", before, "-c", "copy", "-metadata:s:v", "rotate=90", after], check=True, stdin=subprocess.DEVNULL)
            media = self.upload("ada", after.read_bytes())
        for variant in ("original", "small"):
            self.assertEqual((media["meta"][variant]["width"], media["meta"][variant]["height"]), (180, 320))
        self.assertIn("H.264", self.upload("ada", pictures.film(".mp4", "-c:v", "libx265", "-x265-params", "log-level=none"), 422)["error"])
        self.upload("ada", lying[:len(lying) // 2], 422)
        status = self.post("ada", "Film", media_ids=[media["id"]])
        self.assertIn(f'<video src="{urllib.parse.urlsplit(media["url"]).path}"', self.bytes_of(status["url"]).text)
        note = self.ask("GET", urllib.parse.urlsplit(status["uri"]).path, headers={"Accept": "application/activity+json"}).json
        self.assertEqual((note["attachment"][0]["mediaType"], note["attachment"][0]["width"]), ("video/mp4", 180))

    def test_a_film_of_nearly_the_size_that_is_allowed_is_taken(self):
        limit = self.favilla.get("/api/v2/instance").json["configuration"]["media_attachments"]["video_size_limit"]
        sent = pictures.film(".mp4", "-c:v", "libx264", "-preset", "ultrafast", "-vf", "noise=alls=100:allf=t", "-qp", "8", size="640x360", seconds=21)
        self.assertTrue(0.85 * limit < len(sent) <= limit, len(sent))
        self.assertEqual(self.upload("ada", sent)["type"], "video")

    def test_files_are_kept_for_ever_and_given_in_ranges(self):
        url = self.upload("ada", pictures.png(500, 400, (1, 2, 3)))["url"]
        whole = self.bytes_of(url)
        for name, value in (("cache-control", "public, max-age=31536000, immutable"), ("x-content-type-options", "nosniff"),
                            ("content-security-policy", "sandbox; default-src 'none'"), ("accept-ranges", "bytes")):
            self.assertEqual(whole.headers[name], value)
        self.assertEqual(hashlib.sha256(whole.body).hexdigest(), pathlib.PurePath(url).stem)
        size = len(whole.body)
        for asked, told, part in (("bytes=0-9", f"bytes 0-9/{size}", whole.body[:10]), ("bytes=10-", f"bytes 10-{size - 1}/{size}", whole.body[10:]),
                                  ("bytes=-7", f"bytes {size - 7}-{size - 1}/{size}", whole.body[-7:]), (f"bytes=5-{size * 9}", f"bytes 5-{size - 1}/{size}", whole.body[5:])):
            answer = self.bytes_of(url, 206, headers={"Range": asked})
            self.assertEqual((answer.headers["content-range"], answer.body), (told, part), asked)
        self.assertEqual(self.bytes_of(url, 416, headers={"Range": f"bytes={size}-"}).headers["content-range"], f"bytes */{size}")
        for unclear in ("bytes=a-b", "bytes=0-1,5-9", "lines=1-2"):
            self.assertEqual(self.bytes_of(url, headers={"Range": unclear}).body, whole.body)
        self.assertEqual(self.bytes_of(url, 304, headers={"If-None-Match": whole.headers["etag"]}).body, b"")

    def test_the_same_picture_lies_there_once(self):
        picture = pictures.png(77, 55, (9, 8, 7))
        first, second = self.upload("ada", picture), self.upload("bob", picture)
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(first["url"], second["url"])
        self.ask("DELETE", f"/api/v1/media/{first['id']}", "ada")
        self.bytes_of(second["url"])

    def test_one_is_changed_and_deleted_by_who_brought_it_until_it_is_attached(self):
        media = self.upload("ada", pictures.png(20, 20))
        path = f"/api/v1/media/{media['id']}"
        for method in ("GET", "PUT", "DELETE"):
            self.ask(method, path, "bob", {} if method == "PUT" else None, 404)
        changed = self.ask("PUT", path, "ada", {"description": "A coal", "focus": "1,-3"}).json
        self.assertEqual((changed["description"], changed["meta"]["focus"]), ("A coal", {"x": 1.0, "y": -1.0}))
        self.assertEqual(self.ask("GET", path, "ada").json, changed)
        self.ask("PUT", path, "ada", {"description": "x" * 1501}, 422)
        self.post("ada", "Look", media_ids=[media["id"]])
        for method in ("GET", "PUT", "DELETE"):
            self.ask(method, path, "ada", {} if method == "PUT" else None, 404)
        other = self.upload("ada", pictures.png(21, 20))
        self.ask("DELETE", f"/api/v1/media/{other['id']}", "ada")
        self.ask("GET", f"/api/v1/media/{other['id']}", "ada", None, 404)
        self.post("ada", "Gone", 422, media_ids=[other["id"]])

    def test_what_is_no_upload_is_refused_with_a_sentence(self):
        self.ask("POST", "/api/v2/media", "ada", {"description": "nothing"}, 422)
        self.ask("POST", "/api/v2/media", None, {}, 401)
        for content in (b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"):
            self.assertTrue(self.upload("ada", content, 422)["error"])
        with Favilla(environment={"FAVILLA_MEDIA_PICTURE_MEGABYTES": "1", "FAVILLA_MEDIA_FILM_MEGABYTES": "2"}) as small:
            small.create_account("ada")
            token = small.create_token("ada")
            noise = pictures.chunk(b"noIs", hashlib.shake_128(b"noise").digest(1_200_000))
            self.assertIn("1 MB", pictures.upload(small, token, pictures.png(9, 9, chunks=noise)).json["error"])
            # Refused by the length it claims, before a byte of it has come.
            with socket.create_connection(("127.0.0.1", small.port), timeout=60) as line:
                line.sendall(f"POST /api/v2/media HTTP/1.1\r\nHost: {small.domain}\r\nAuthorization: Bearer {token}\r\n"
                             "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 3000000\r\n\r\n".encode())
                self.assertIn(b" 413 ", line.recv(4096).split(b"\r\n")[0])

    def test_a_post_carries_four_of_ones_own_each_once(self):
        mine = [self.upload("ada", pictures.png(30 + n, 20))["id"] for n in range(5)]
        theirs = self.upload("bob", pictures.png(30, 20))["id"]
        for ids in (mine, [theirs], [mine[0], mine[0]], ["1"], ["many"]):
            self.assertTrue(self.post("ada", "No", 422, media_ids=ids)["error"])
        status = self.post("ada", "", media_ids=[mine[2], mine[0]], sensitive=True)
        self.assertEqual([media["id"] for media in status["media_attachments"]], [mine[2], mine[0]])
        self.assertTrue(status["sensitive"])
        self.post("ada", "Again", 422, media_ids=[mine[0]])
        listed = next(one for one in self.ask("GET", "/api/v1/timelines/home", "ada").json if one["id"] == status["id"])
        self.assertEqual(listed["media_attachments"], status["media_attachments"])

    def test_only_what_has_media_is_shown_to_who_asks_for_that(self):
        with_one = self.post("bob", "Seen #embers", media_ids=[self.upload("bob", pictures.png(50, 20))["id"]])
        self.post("bob", "Only words #embers")
        account = with_one["account"]["id"]
        for path in (f"/api/v1/accounts/{account}/statuses?", f"/api/v1/accounts/{account}/statuses?tagged=embers&", "/api/v1/timelines/tag/embers?",
                     "/api/v1/timelines/public?", "/api/v1/timelines/public?local=true&"):
            found = self.ask("GET", path + "only_media=true", "ada").json
            self.assertIn(with_one["id"], [status["id"] for status in found], path)
            self.assertTrue(all(status["media_attachments"] for status in found), path)

    def test_an_edit_changes_words_order_and_which_ones_and_the_history_keeps_them(self):
        first, second, third = (self.upload("ada", pictures.png(40 + n, 20), description=f"Picture {n}")["id"] for n in range(3))
        status = self.post("ada", "Two", media_ids=[first, second])
        path = f"/api/v1/statuses/{status['id']}"
        same = self.ask("PUT", path, "ada", {"status": "Two", "media_ids": [first, second]}).json
        self.assertIsNone(same["edited_at"])
        edited = self.ask("PUT", path, "ada", {"status": "Two", "media_ids": [third, first], "media_attributes": [{"id": first, "description": "Better", "focus": "0.5,0"}]}).json
        self.assertEqual([(media["id"], media["description"]) for media in edited["media_attachments"]], [(third, "Picture 2"), (first, "Better")])
        self.assertIsNotNone(edited["edited_at"])
        history = self.ask("GET", path + "/history", "ada").json
        self.assertEqual([[media["id"] for media in version["media_attachments"]] for version in history], [[first, second], [third, first]])
        self.ask("PUT", path, "ada", {"status": "Two", "media_attributes": [{"id": "1", "description": "whose?"}]}, 422)
        bare = self.ask("PUT", path, "ada", {"status": "None", "media_ids": []}).json
        self.assertEqual(bare["media_attachments"], [])
        self.ask("PUT", path, "ada", {"status": ""}, 422)

    def test_what_was_deleted_can_be_written_again_with_its_pictures(self):
        media, earlier = self.upload("ada", pictures.png(33, 44)), self.upload("ada", pictures.png(34, 44))
        status = self.post("ada", "Too soon", media_ids=[earlier["id"], media["id"]])
        self.ask("PUT", f"/api/v1/statuses/{status['id']}", "ada", {"status": "Too soon", "media_ids": [media["id"]]})
        deleted = self.ask("DELETE", f"/api/v1/statuses/{status['id']}", "ada").json
        self.assertEqual([one["id"] for one in deleted["media_attachments"]], [media["id"]])
        self.ask("PUT", f"/api/v1/media/{media['id']}", "bob", {"description": "Mine"}, 404)
        self.ask("PUT", f"/api/v1/media/{media['id']}", "ada", {"description": "A coal, told better"})
        self.post("ada", "With that of before", 422, media_ids=[earlier["id"]])
        again = self.post("ada", "At its time", media_ids=[media["id"]])
        self.assertEqual([(one["id"], one["description"]) for one in again["media_attachments"]], [(media["id"], "A coal, told better")])

    def test_a_deleted_post_takes_its_pictures_along_when_that_is_asked(self):
        media = self.upload("ada", pictures.png(33, 45))
        status = self.post("ada", "Soon gone", media_ids=[media["id"]])
        deleted = self.ask("DELETE", f"/api/v1/statuses/{status['id']}?delete_media=true", "ada").json
        self.assertEqual([one["id"] for one in deleted["media_attachments"]], [media["id"]])
        self.post("ada", "Back", 422, media_ids=[media["id"]])

    def test_portrait_and_banner_take_the_place_of_the_drawn_ones(self):
        body, headers = pictures.form({"avatar": ("me.png", pictures.png(700, 500)), "header": ("wide.png", pictures.png(800, 800))}, {"display_name": "Ada in colour"})
        account = self.ask("PATCH", "/api/v1/accounts/update_credentials", "ada", body, headers=headers).json
        self.assertEqual(account["display_name"], "Ada in colour")
        self.assertEqual(pictures.size_of_png(self.bytes_of(account["avatar"]).body), (400, 400))
        self.assertEqual(pictures.size_of_png(self.bytes_of(account["header"]).body), (1500, 500))
        actor = self.ask("GET", "/users/ada", headers={"Accept": "application/activity+json"}).json
        self.assertEqual(actor["icon"]["url"], account["avatar"])
        body, headers = pictures.form({"avatar": ("me.png", b"no picture")}, {"display_name": "Nobody"})
        self.ask("PATCH", "/api/v1/accounts/update_credentials", "ada", body, 422, headers=headers)
        self.assertEqual(self.ask("GET", "/api/v1/accounts/verify_credentials", "ada").json["display_name"], "Ada in colour")
        for what in ("avatar", "header"):
            self.assertIn("/pictures/", self.ask("DELETE", f"/api/v1/profile/{what}", "ada").json[what])

    def test_pages_and_feeds_show_them_with_their_words(self):
        media = self.upload("ada", pictures.png(300, 200), description='Fire & "smoke"')
        status = self.post("ada", "On the page", media_ids=[media["id"]])
        page = self.bytes_of(status["url"]).text
        small = urllib.parse.urlsplit(media["preview_url"]).path
        self.assertIn(f'src="{small}" alt="Fire &amp; &quot;smoke&quot;"', page)
        self.assertIn(f'<meta property="og:image" content="{media["url"]}">', page)
        self.assertIn('<meta property="og:image:alt" content="Fire &amp; &quot;smoke&quot;">', page)
        feed = self.ask("GET", "/@ada/feed.atom").text
        self.assertIn(media["preview_url"], feed)
        self.assertIn("Fire &amp;amp;", feed)
        hidden = self.post("ada", "Careful", sensitive=True, media_ids=[self.upload("ada", pictures.png(301, 200))["id"]])
        page = self.bytes_of(hidden["url"]).text
        self.assertIn("<details", page[page.index("Careful</p>"):page.index("<img", page.index("Careful</p>"))])
        self.assertNotIn(hidden["media_attachments"][0]["url"], page[:page.index("<body")])

    def test_a_backup_brings_them_back_and_damage_is_named(self):
        if self.favilla.database:
            self.skipTest("PostgreSQL has its own backups")
        media = self.upload("ada", pictures.png(64, 48, (5, 90, 5)))
        self.post("ada", "Kept", media_ids=[media["id"]])
        with tempfile.TemporaryDirectory() as folder:
            copy, restored = pathlib.Path(folder) / "copy.tar", pathlib.Path(folder) / "restored"
            self.favilla.command("backup", str(copy))
            again = Favilla(data=restored, domain=self.favilla.domain)
            again.command("restore", str(copy))
            with again:
                self.assertEqual(again.get(urllib.parse.urlsplit(media["url"]).path).body, self.bytes_of(media["url"]).body)
                name = pathlib.PurePath(media["url"]).name
                file = restored / "media" / name[:2] / name
                file.write_bytes(file.read_bytes()[:-1] + b"!")
                self.assertIn(f"media {name}: it is damaged", again.command("check", check=False).stdout)
                file.unlink()
                self.assertIn(f"media {name}: it is not there", again.command("check", check=False).stdout)


class Elsewhere(unittest.TestCase):
    def test_a_picture_with_its_words_arrives_and_is_fetched_by_the_server_alone(self):
        with Favilla() as here, Favilla() as there:
            ada, fred = Person(here, "ada"), Person(there, "fred")
            fred.follow(ada)
            sent = pictures.upload(here, ada.token, pictures.png(320, 240), description="A spark", focus="0.5,-0.5").json
            told = ada.write("To all", media_ids=[sent["id"]], sensitive=True)
            note = here.get(urllib.parse.urlsplit(told["uri"]).path, headers={"Accept": "application/activity+json"}).json
            self.assertEqual(note["attachment"], [{"type": "Document", "mediaType": "image/png", "url": sent["url"], "name": "A spark", "blurhash": sent["blurhash"],
                                                   "focalPoint": [0.5, -0.5], "width": 320, "height": 240}])
            (came,) = fred.at_home(told["uri"])["media_attachments"]
            for name in ("type", "description", "blurhash"):
                self.assertEqual(came[name], sent[name])
            self.assertEqual((came["remote_url"], came["meta"]["focus"]), (sent["url"], {"x": 0.5, "y": -0.5}))
            self.assertTrue(came["url"].startswith(f"http://{there.domain}/media/remote/"), came["url"])
            path = urllib.parse.urlsplit(came["url"]).path
            first = there.get(path)
            self.assertEqual((first.status, first.headers["content-type"]), (200, "image/png"))
            self.assertEqual(pictures.size_of_png(first.body), (320, 240))
            self.assertEqual(first.headers["content-security-policy"], "sandbox; default-src 'none'")
            token = path.split("/")[4]
            self.assertEqual(there.get(path.replace(token, "0" * 32)).status, 404)
            self.assertEqual(there.get(urllib.parse.urlsplit(came["preview_url"]).path).headers["content-type"], "image/jpeg")

            ada.server.put(f"/api/v1/statuses/{told['id']}", {"status": "To all", "media_attributes": [{"id": sent["id"], "description": "A flame"}]}, token=ada.token)
            wait_until(lambda: fred.at_home(told["uri"])["media_attachments"][0]["description"] == "A flame")
            here.kill()
            self.assertEqual(there.get(path).body, first.body)                 # it is kept
            here.start()
            ada.server.delete(f"/api/v1/statuses/{told['id']}", token=ada.token)
            wait_until(lambda: there.get(path).status == 404)

    def test_a_server_whose_media_are_refused_brings_words_alone(self):
        with Favilla() as here, Favilla() as there:
            there.command("host", "block", here.domain, "--silence", "--reject-media")
            ada, fred = Person(here, "ada"), Person(there, "fred")
            fred.follow(ada)
            told = ada.write("Only words", media_ids=[pictures.upload(here, ada.token, pictures.png(32, 24)).json["id"]])
            self.assertEqual(fred.at_home(told["uri"])["media_attachments"], [])


if __name__ == "__main__":
    unittest.main()
