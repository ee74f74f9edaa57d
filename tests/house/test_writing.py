"""
Whoever changes by hand what is known of customers is asked for the right to: every route that writes either asks, or
is named here with what it writes instead. A new one fails until it does one of the two.
"""

import re
from collections.abc import Callable
from inspect import getmodule, getsource
from typing import Any

from tests.house.test_endpoints import operations

ASKS = re.compile(r"\bdemand_to_write(_field|_of_all)?\(")
OTHER: dict[str, str] = {
    r"/sessions?\b": "the own login; sessions of users",
    r"/(users|teams|roles|service-accounts|unusual-access|emergencies|changes)\b": "users, their rights and the log",
    r"/definitions\b": "definitions",
    r"POST /segments/\{key\}/customers$": "who is on a list of a segment",
    r"/conditions\b": "nothing: a condition is checked, counted or explained",
    r"/rules/rehearsals\b": "nothing of customers: what a rule would have done",
    r"/(runs|jobs)\b": "work of the machine",
    r"/(connections|feeds|samples)\b": "ways in, and drafts of them",
    r"POST (/loads|/ingest/events|/ingest/webhooks/\{source\})$": "deliveries of sources, as they come",
    r"/loads/\{load_id\}/(undo|redo|release|replay)$": "whole deliveries, as they came",
    r"/exports\b": "files that go out",
    r"/retention\b": "nothing: how much would go is counted",
    r"/privacy/holds\b": "that nothing of a customer is removed",
    r"POST /privacy/requests(/\{int:number\}/(identify|refuse|extend|file|let-in|approve))?$": "requests themselves",
    r"POST /privacy/requests/\{int:number\}/(grant|take-back)$": "what its kind asks for (privacy.rights)",
    r"/tasks\b": "the work of the user",
}
"""Routes by pattern, and what they write that is no field of a customer."""


def writes() -> dict[str, Callable[..., Any]]:
    """The routes that write, by place."""
    return {place: operation.view_func for place, operation in operations() if not place.startswith("GET ")}


def asks(view: Callable[..., Any]) -> bool:
    """Whether a route asks, itself or by a function of its module whose name says so."""
    source = getsource(view)
    own = [getattr(getmodule(view), name) for name in re.findall(r"\b(_demand_\w+)\(", source)]
    return any(ASKS.search(each) for each in (source, *map(getsource, own)))


def test_every_route_that_writes_asks_who_may_change_the_field_or_writes_something_else() -> None:
    silent = [
        place
        for place, view in writes().items()
        if not asks(view) and not any(re.search(pattern, place) for pattern in OTHER)
    ]
    assert not silent, "ask with demand_to_write (access.writing), or say in OTHER what it writes"


def test_the_routes_that_change_fields_of_customers_by_hand_are_found_asking() -> None:
    asking = {place for place, view in writes().items() if asks(view)}
    assert {
        "POST /customers/{customer_id}/consents",
        "POST /identity/joins",
        "POST /identity/pairs/{pair_id}/decision",
        "POST /identity/parties/{party_id}/split",
        "POST /identity/decisions/withdraw",
        "PUT /loads/{load_id}/quarantine/{row}",
        "POST /loads/{load_id}/quarantine/correct",
    } <= asking


def test_no_pattern_is_left_over() -> None:
    places = list(writes())
    assert not [pattern for pattern in OTHER if not any(re.search(pattern, place) for place in places)]
