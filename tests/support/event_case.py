# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events as the tests of our API make and answer them."""
import datetime

from support.api_case import ApiCase

API = "/api/favilla/v1/events"
TEAM = "read write follow admin:read admin:write"


def local(days=10, hour=19, minute=0):
    """What a clock shows so many days from now."""
    return (datetime.datetime.now() + datetime.timedelta(days=days)).strftime("%Y-%m-%d") + f"T{hour:02}:{minute:02}"


class EventCase(ApiCase):
    scopes = TEAM

    def draft(self, **more):
        return {"title": "Reading aloud", "description": "Bring a page you like.", "local_start": local(), "local_end": local(hour=21), "time_zone": "Europe/Rome",
                "place": {"name": "Library", "address": "Via Roma 1"}, **more}

    def make(self, who, status=200, **more):
        return self.ask("POST", API, who, self.draft(**more), status)

    def answer(self, who, event, answer="yes", status=200, **more):
        return self.ask("PUT", f"{API}/{event['id']}/answer", who, {"answer": answer, **more}, status)

    def event(self, event, who=None, status=200):
        return self.ask("GET", f"{API}/{event['id']}", who, status=status)

    def names_of(self, event, who=None, **query):
        more = "&".join(f"{key}={value}" for key, value in query.items())
        return [one["account"]["username"] for one in self.ask("GET", f"{API}/{event['id']}/answers?{more}", who)]
