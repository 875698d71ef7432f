# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is planned for the day at the desk (tests/durability/test_desk_day.py), what is written down of it, and the figures that follow from that
alone: nothing here asks the server."""
import datetime
import math
import random
import re
from dataclasses import dataclass, field

SEED = 8
LOCAL, REMOTE, MAIL = 24, 12, 8                     # people who ask: here, on the other server, by e-mail
SHARED, OWN = 6, 20                                 # posts of the page: which many here answer, and one person each of the other server
NORMAL_QUANTILE = 1.959963984540054                 # of 0.975
SINGLE = {"desk": 40, "phone": 14, "noted": 5, "handed": 8, "slept": 6, "undone": 6, "done": 10, "none_needed": 8, "duel": 10, "phone_duel": 6, "later": 4, "left": 3}
EACH_TO_THEIR_OWN = {"desk": 80, "phone": 20}       # where many wait in one conversation: what is set aside there is set aside of all of them
BY_MAIL = {care: weight for care, weight in SINGLE.items() if "phone" not in care}     # a mail is answered at the desk alone
OPEN = ("later", "left")                            # what still waits in the evening


@dataclass
class Event:
    number: int
    kind: str                                       # as the desk says it
    author: int
    there: bool                                     # from the other server
    thread: str                                     # which conversation
    care: str                                       # what the team will do about it
    post: int | None = None                         # of the page's posts, which it answers, or whose mail
    before: int | None = None                       # the event whose answer it answers


def plan_of(seed: int) -> list[Event]:
    """400 events; the last 40 come when what they answer has been said."""
    chance = random.Random(seed)
    shared = chance.sample([(person, post) for person in range(LOCAL) for post in range(SHARED)], 110)
    drafts = [("answer", False, person, post) for person, post in shared]
    drafts += [("answer", True, chance.randrange(REMOTE), SHARED + post) for post in range(OWN)]
    for kind, there, count in (("mention", False, 70), ("mention", True, 60), ("message", False, 30), ("message", True, 30)):
        drafts += [(kind, there, chance.randrange(REMOTE if there else LOCAL), None) for _ in range(count)]
    mailed = [(person, post) for person in range(MAIL) for post in range(SHARED + OWN)]
    drafts += [("email", False, person, post) for person, post in chance.sample(mailed, 40)]
    chance.shuffle(drafts)
    plan = []
    for kind, there, person, post in drafts:
        together = kind == "answer" and post < SHARED
        cares = BY_MAIL if kind == "email" else EACH_TO_THEIR_OWN if together else SINGLE
        thread = f"post {post}" if together else f"event {len(plan)}"
        plan.append(Event(len(plan), kind, person, there, thread, chance.choices(list(cares), list(cares.values()))[0], post))
    goes_on = [one for one in plan if one.post is None and not one.there and one.care in ("desk", "phone", "noted", "handed", "slept", "undone")]
    for one in chance.sample(goes_on, 40):
        plan.append(Event(len(plan), one.kind, one.author, False, one.thread, "desk", before=one.number))
    return plan


@dataclass
class Log:
    """What was acknowledged, as the test was told it."""
    sent: dict[int, dict] = field(default_factory=dict)                 # by event: the status, as its author's server answered
    settled: dict[int, tuple] = field(default_factory=dict)             # by event: when, how, by whom
    answers: dict[str, tuple] = field(default_factory=dict)             # by id: event, whether from a phone, the status
    letters: dict[int, list[str]] = field(default_factory=dict)         # by event: the words that went back by mail
    refused: list[str] = field(default_factory=list)                    # words that came too late
    fought: list[int] = field(default_factory=list)                     # events that two answered at the same moment
    acts: dict[tuple, int] = field(default_factory=dict)                # how often somebody did something with an item
    asleep: set[int] = field(default_factory=set)                       # events that were laid to sleep


def milliseconds(text: str) -> int:
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment - datetime.datetime.fromtimestamp(0, datetime.UTC)) // datetime.timedelta(milliseconds=1)


def iso(moment: int) -> str:
    return datetime.datetime.fromtimestamp(moment / 1000, datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number_of(status: dict) -> int:
    return int(re.search(r"event (\d+)", status["content"]).group(1))


def number_of_item(item: dict) -> int:
    return int(re.search(r"event (\d+)", item["mail"]["text"]).group(1)) if item["mail"] else number_of(item["status"])


# --- the figures, by another path --------------------------------------------------------------------


def kaplan_meier(waits: list[tuple[int, bool]]) -> list[tuple]:
    """(time, share that waits still, how many waited until then, Greenwood's sum) where an answer came."""
    steps, share, error = [], 1.0, 0.0
    for moment in sorted({waited for waited, answered in waits if answered}):
        at_risk = sum(waited >= moment for waited, _ in waits)
        events = sum(answered and waited == moment for waited, answered in waits)
        share *= (at_risk - events) / at_risk
        error += events / (at_risk * (at_risk - events)) if at_risk > events else math.inf
        steps.append((moment, share, at_risk, error))
    return steps


def median_of(steps: list[tuple]) -> float | None:
    for n, (moment, share, *_) in enumerate(steps):
        if abs(share - 0.5) < 1e-9:
            return (moment + steps[n + 1][0]) / 2 if n + 1 < len(steps) else moment
        if share < 0.5:
            return moment
    return None


def within(steps: list[tuple], target: int) -> tuple[float, float, float]:
    """The share answered by then, with its interval on the log(−log) scale."""
    _, share, _, error = [step for step in steps if step[0] <= target][-1]
    spread = NORMAL_QUANTILE * math.sqrt(error) / abs(math.log(share))
    return 1 - share, 1 - share ** math.exp(-spread), 1 - share ** math.exp(spread)


def waits_of(plan: list[Event], log: Log) -> list[dict]:
    """From the log alone: each time that something waited in a conversation, from when, until when, how it ended and by whom."""
    threads, waits = {}, []
    for event in plan:
        settled = log.settled.get(event.number, (math.inf, None, None))
        threads.setdefault(event.thread, []).append((milliseconds(log.sent[event.number]["created_at"]), *settled))
    for thread, debts in threads.items():
        run = []
        for debt in sorted(debts, key=lambda one: one[0]):
            if run and debt[0] >= max(one[1] for one in run):
                waits.append(wait_of(thread, run))
                run = []
            run.append(debt)
        waits.append(wait_of(thread, run))
    return waits


def wait_of(thread: str, debts: list[tuple]) -> dict:
    _, until, how, by = max(debts, key=lambda one: one[1])
    return {"thread": thread, "since": min(since for since, *_ in debts), "until": until, "how": how, "by": by}
