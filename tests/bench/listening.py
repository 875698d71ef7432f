# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post costs while pages listen for 100 things, against the same while they listen for none; the two take turns."""
import statistics
import time

import data
from rows import Row, post_drained
from serving import Server

API = "/api/favilla/v1"
PAGES, EACH = 4, 25
WORDS = "The spark was small when it fell into the dry letters of the old library, and nobody looked up from the page they read that evening"


def listen(server, keeper, pages):
    """A hundred queries, half of which share a word with the post; none is met, but for four."""
    said = WORDS.replace(",", "").split()
    made = []
    for page in pages:
        for n in range(EACH):
            words = "spark letters" if n == 0 else f"{said[n % len(said)]} -spark" if n % 2 else f"silence{n} #tag{n} | @name{n}"
            made.append(server.post(f"{API}/listening", {"page_id": page, "name": f"query {n}", "words": words}, token=keeper))
    assert all(one.status == 200 for one in made), next(one.text for one in made if one.status != 200)
    while any(one["progress"] < 1 for page in pages for one in server.get(f"{API}/listening?page_id={page}", token=keeper).json):
        time.sleep(0.1)
    return [one.json["id"] for one in made]


def listening(options):
    times, rounds = (20, 1) if options.quick else (300, 5)
    with Server(data.prepare("small")) as server:
        server.create_account("keeper", role="admin")
        server.create_account("teller")
        keeper, teller = server.create_token("keeper"), server.create_token("teller")
        server.request("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True}, token=teller)
        pages = [server.post(f"{API}/pages", {"name": f"ear{n}"}, token=keeper).json["id"] for n in range(PAGES)]
        ratios, heard = [], 0
        for _ in range(rounds):
            none = post_drained(server, teller, WORDS, times)
            queries = listen(server, keeper, pages)
            before = sum(one["recent_posts"] for page in pages for one in server.get(f"{API}/listening?page_id={page}", token=keeper).json)
            many = post_drained(server, teller, WORDS, times)
            heard += sum(one["recent_posts"] for page in pages for one in server.get(f"{API}/listening?page_id={page}", token=keeper).json) - before
            for query in queries:
                assert server.request("DELETE", f"{API}/listening/{query}", token=keeper).status == 200
            ratios.append(many / none)
        assert heard == times * rounds * PAGES, heard
        yield Row(f"post, {PAGES * EACH} things listened for : none", statistics.median(ratios), 1.5, answers=times * rounds * 2, unit="× CPU",
                  note=f"{min(ratios):.2f} to {max(ratios):.2f} in {rounds} rounds")
