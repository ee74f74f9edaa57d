"""
Search and 360° page over HTTP with concurrent agents: how long people wait, and how much is sent.

``python -m bench.customer_page --url http://127.0.0.1:8000 --login agent --password …`` against a running server.
Each agent types a search letter by letter, opens a customer, pages the timeline, and begins again.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

TARGETS_MS = {"search": 200.0, "360 page": 300.0}
"""p95 of the issue, with eight agents at 20,000 customers."""


@dataclass(frozen=True)
class Call:
    """One answered request."""

    milliseconds: float
    bytes: int


@dataclass
class Calls:
    """All answers by what was asked; threads append."""

    by_name: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))

    def rows(self) -> list[dict[str, Any]]:
        """One row per kind of request with percentiles in milliseconds and mean kilobytes."""
        return [_row(name, calls) for name, calls in sorted(self.by_name.items())]


class Agent:
    """One logged-in agent with a connection of their own."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.http.get("/api/session")
        token = self.http.cookies.get("csrftoken") or ""
        body = {"login": login, "password": password}
        answer = self.http.post("/api/session", json=body, headers={"X-CSRFToken": token})
        if answer.status_code >= 400:
            sys.exit(f"cannot log in as {login}: {answer.status_code} {answer.text}")

    def get(self, path: str, **parameters: Any) -> tuple[Any, Call]:
        """The JSON of an answer and what it cost; anything but 200 ends the bench."""
        began = time.perf_counter()
        answer = self.http.get(path if path.startswith("/api/") else f"/api/customers{path}", params=parameters)
        spent = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            sys.exit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}")
        return json.loads(answer.content), Call(spent, len(answer.content))


def measure(url: str, login: str, password: str, *, agents: int = 8, seconds: float = 20) -> list[dict[str, Any]]:
    """What ``agents`` concurrent agents saw during ``seconds``, one row per kind of request."""
    first = Agent(url, login, password)
    people = _people(first)
    calls = Calls()
    working = [(first if place == 0 else Agent(url, login, password)) for place in range(agents)]
    _warm_up(working)
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_work, args=(agent, people, random.Random(place), calls, end))
        for place, agent in enumerate(working)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls.rows()


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    lines = ["| request | count | p50 ms | p95 ms | p99 ms | kB | target p95 | |", "|---|--:|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        target = row["target_ms"]
        judged = "" if target is None else "met" if row["p95_ms"] <= target else "missed"
        lines.append(
            f"| {row['request']} | {row['count']:,} | {row['p50_ms']:.0f} | {row['p95_ms']:.0f} | {row['p99_ms']:.0f} "
            f"| {row['kilobytes']:.1f} | {'' if target is None else f'{target:.0f} ms'} | {judged} |"
        )
    return "\n".join(lines)


def _people(agent: Agent) -> list[dict[str, Any]]:
    """Customers from all over the list, to be looked for."""
    total = agent.get("", limit=1)[0]["total"]
    if not total:
        sys.exit("there are no customers: load data and run the pipeline first")
    step = max(1, total // 10)
    pages = [agent.get("", limit=50, offset=offset)[0]["items"] for offset in range(0, min(total, 100_000), step)]
    return [person for page in pages for person in page]


def _warm_up(working: list[Agent]) -> None:
    for agent in working:
        agent.get("", q="li")


def _work(agent: Agent, people: list[dict[str, Any]], chance: random.Random, calls: Calls, end: float) -> None:
    while time.perf_counter() < end:
        person = chance.choice(people)
        for text in _typed(person, chance):
            found, call = agent.get("", q=text)
            calls.by_name["search"].append(call)
        if not any(hit["customer_id"] == person["customer_id"] for hit in found["items"]) and found["total"] <= 20:
            sys.exit(f"a search for {text!r} does not find {person['customer_id']}")
        page = agent.get(f"/{person['customer_id']}")[1]
        calls.by_name["360 page"].append(page)
        calls.by_name["360 page and all beside it"].append(_with_all_beside(agent, person["customer_id"], page))
        calls.by_name["timeline"].append(agent.get(f"/{person['customer_id']}/timeline", limit=50)[1])


def _with_all_beside(agent: Agent, customer_id: str, page: Call) -> Call:
    """The page and what the screen asks for beside it (tags, score, tasks, alerts), one after the other."""
    beside = [
        agent.get(f"/api/tags/of/{customer_id}")[1],
        agent.get(f"/api/scores/{customer_id}")[1],
        agent.get("/api/tasks", scope="all", state="open", customer_id=customer_id)[1],
        agent.get("/api/alerts", state="open", customer_id=customer_id)[1],
    ]
    calls = [page, *beside]
    return Call(sum(call.milliseconds for call in calls), sum(call.bytes for call in calls))


def _typed(person: dict[str, Any], chance: random.Random) -> Iterator[str]:
    """What an agent types to find somebody, letter by letter, as the search box sends it."""
    phone = (person["phone"] or "").removeprefix("+86")
    words = [(person["name"] or "").lower(), phone, phone[-4:], person["customer_number"], person["email"] or phone]
    word = chance.choice([each for each in words if each])
    for length in range(min(2, len(word)), len(word) + 1, 1 if len(word) < 5 else 3):
        yield word[:length]
    yield word


def _row(name: str, calls: list[Call]) -> dict[str, Any]:
    spent = sorted(call.milliseconds for call in calls)
    size = sum(call.bytes for call in calls) / len(calls) / 1024
    percentiles = {f"p{p}_ms": spent[min(len(spent) - 1, len(spent) * p // 100)] for p in (50, 95, 99)}
    return {
        "request": name,
        "count": len(calls),
        **percentiles,
        "kilobytes": size,
        "target_ms": TARGETS_MS.get(name),
    }


def main() -> None:
    """Measure a running server and print the table; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--login", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--keep", type=Path, help="file the table is written to")
    given = parser.parse_args()
    rows = measure(given.url, given.login, given.password, agents=given.agents, seconds=given.seconds)
    print(table(rows))
    if given.keep:
        given.keep.write_text(table(rows) + "\n")
    if any(row["target_ms"] is not None and row["p95_ms"] > row["target_ms"] for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
