"""
Nothing that a role does not see comes out anywhere: every route is asked as every role for every hidden category.

For each category there is a role that sees all but it, hidden, and one that sees it masked. Each asks every route that
gives anything; no value of the category may stand in an answer. What stands there for somebody who sees no customers
at all (names of plans in sentences of tags, for instance) is no leak.
"""

import json
import re
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, unquote

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.foundation.exports.asking import waiting_export
from tests.know.tags.cast import literal
from tests.server.open_requests import open_requests
from tests.server.past_rehearsals import rehearsed
from tests.server.telling import days, filled, of_row, texts, tokens
from tieline.act.tasks.models import Task
from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.access.team_commands import add_team
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.packs.models import Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import PAIR
from tieline.know.ingest.commands import load_folder, record_interaction
from tieline.know.ingest.queries import list_sources
from tieline.know.ingest.tables import RECORDS, REJECTED_ROW
from tieline.know.profile.shapes import CustomerFilter
from tieline.know.profile.tables import CONSENT, CUSTOMER
from tieline.notice.rules.models import Alert, Incident
from tieline.notice.rules.tables import INSIDE
from tieline.pipeline import KINDS, run_pipeline
from tieline.server.api import api
from tieline.server.reference import declared_tables
from tieline.simulator.simulate import simulate

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
PACK = Path(__file__).parents[2] / "packs" / "telecom"
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1200)]

SAID = "the customer told me about the red bicycle"
LEVELS = ("hidden", "masked")
ONE_IN = 4
"""What tells nobody anything of a category is asked by one role in so many; each category begins elsewhere."""
FIXED: dict[str, list[Any]] = {"run_id": [1], "user_id": [1], "source": ["shop.cards"], "kind": ["rule"]}
BLIND, WHOLE, PARTNER = "blind", "whole", "partner"
"""The roles that see no customer at all, everything, and everything of the customers of a partner."""
DERIVED = {"judgement", "evidence", "source", "property"}
"""Categories that are gathered from answers rather than from columns: see ``secrets_of``."""

Secrets = Mapping[str, frozenset[str]]

BROKEN: set[str] = set()
"""Routes that failed."""


@dataclass
class Probes:
    """What was asked, and what came out that must not."""

    asked: int = 0
    leaks: list[str] = field(default_factory=list)

    def look(self, category: str, level: str, place: str, found: set[str]) -> None:
        """One more probe; ``found`` is what came out of the category."""
        self.asked += 1
        if found:
            self.leaks.append(f"{category} {level}: {place} tells {sorted(found)[:3]}")


@pytest.fixture
def operator(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A small operator after a run, with rejected rows, alerts, tasks and something just recorded."""
    simulate(customers=120, seed=5, out=tmp_path / "delivery", ends_on=DAY, progress=lambda *_: None)
    apply_pack(pack_with_probes(tmp_path / "pack"), KINDS, by="test")
    load_folder(list_sources(), tmp_path / "delivery")
    run_pipeline(DAY, by="test", progress=lambda *_: None)
    return warehouse


def test_no_route_tells_what_a_role_does_not_see(operator: Warehouse) -> None:
    routes = list(routes_of(operator))
    whole, blind = client(WHOLE), client(BLIND)
    open_ones = {place: tokens(ask(whole, place)) for place in routes}
    public = set().union(*(tokens(ask(blind, place)) for place in routes))
    telling = secrets_of(operator, public)
    probes = Probes()
    told = 0
    for number, category in enumerate(CATEGORIES):
        known = {place: found & telling[category] for place, found in open_ones.items()}
        told += sum(bool(found) for found in known.values())
        for level in LEVELS:
            asking = client(f"{category}_{level}")
            for turn, place in enumerate(routes, number):
                if known[place] or turn % ONE_IN == 0:
                    probes.look(category, level, place, tokens(ask(asking, place)) & telling[category])
            probe_search(probes, asking, category, level, telling)
            probe_order(probes, asking, category, level)
    probe_partner(probes, operator, routes, public)
    assert not BROKEN
    assert not probes.leaks, f"{len(probes.leaks)} of {probes.asked} probes:\n" + "\n".join(probes.leaks[:40])
    assert probes.asked >= 1000
    assert told >= 60, "the same routes must tell these values to who may see them, or nothing was proven"


def pack_with_probes(folder: Path) -> Path:
    """The telecom pack with a role for each probe: who may do everything, and does not see one category."""
    shutil.copytree(PACK, folder)
    probes: dict[str, dict[str, str] | None] = {BLIND: None, WHOLE: {"otherwise": "exportable"}}
    probes[PARTNER] = {"otherwise": "readable"}
    for category in CATEGORIES:
        probes |= {f"{category}_{level}": {"otherwise": "readable", category: level} for level in LEVELS}
    (folder / "roles" / "probes.yaml").write_text(yaml.safe_dump([role(*each) for each in probes.items()]))
    return folder


def role(key: str, fields: Mapping[str, str] | None) -> dict[str, Any]:
    """A role that may do everything, and sees every customer as ``fields`` say, or nobody."""
    reach = "partner" if key == PARTNER else "all"
    sees = [] if fields is None else [{"purpose": "service", "customers": reach, "fields": dict(fields)}]
    words = {"zh": key, "en": key}
    may = {"permissions": sorted(PERMISSIONS), "export_rows": 0}
    return {"key": f"probe_{key}", "name": words, "says": words, "sees": sees, **may}


def client(key: str) -> Client:
    """A client of a user with one of the roles."""
    logged_in = Client()
    known = User.objects.filter(login=f"probe.{key}").first()
    user = known or create_user(f"probe.{key}", name=key, roles=[f"probe_{key}"], password=secrets.token_urlsafe())
    logged_in.force_login(user)
    return logged_in


def ask(asking: Client, place: str) -> str:
    """What a route answers, whatever its status; ``POST`` routes are written ``path body``."""
    path, _, body = place.partition(" ")
    answer = asking.post(path, body, content_type="application/json") if body else asking.get(path)
    if answer.status_code >= 500:
        BROKEN.add(place)
    return answer.content.decode()


def secrets_of(store: Warehouse, public: set[str]) -> Secrets:
    """The telling values of each category that no column of another category holds, and that are not public."""
    found: dict[str, set[str]] = {category: set() for category in CATEGORIES}
    holders: dict[str, set[str]] = defaultdict(set)
    for table in declared_tables():
        if not store.has(table):
            continue
        for row in store.rows(table):
            for name, value in row.items():
                category = of_row(table, name, row)
                for day in days(value):
                    holders[day].add(category)
                for text in texts(value):
                    holders[text].add(category)
                    if category in found:
                        found[category].add(text)
    found["words"].add(SAID)
    return {
        category: frozenset(each for each in values if len(holders[each]) <= 1 and each not in public)
        for category, values in found.items()
    }


def routes_of(store: Warehouse) -> Iterator[str]:
    """Every GET route of the API with parameters of something that is there, and the routes that preview rows."""
    customers = [row["customer_id"] for row in store.rows(CUSTOMER, columns=("customer_id",), limit=2)]
    at = sorted({alert.customer_id for alert in Alert.objects.all()[:1]})
    record_interaction(customer_id=customers[0], at=NOW, channel="call", handled_by="li", text=SAID)
    sample = upload(store)
    values: dict[str, list[Any]] = FIXED | {
        "customer_id": customers + at,
        "alert_id": list(Alert.objects.values_list("pk", flat=True)[:2]),
        "task_id": list(Task.objects.values_list("pk", flat=True)[:2]),
        "pair_id": [row["pair_id"] for row in store.rows(PAIR, columns=("pair_id",), limit=2)],
        "party_id": customers[:1],
        "load_id": sorted({row["load_id"] for row in store.rows(REJECTED_ROW, columns=("load_id",))})[:1],
        "sample_id": [sample],
        "export_id": [waiting_export(client(WHOLE))],
        "number": open_requests(customers),
        "incident_id": [incident_around(store, customers[:5])],
        "rehearsal_id": [rehearsed(store, customers[:5], DAY)],
    }
    for path, operations in api.get_openapi_schema()["paths"].items():
        if "get" in operations and not path.startswith(("/api/definitions", "/api/connections/")):
            keys = {"/api/segments/{key}/customers": "value_at_risk", "/api/models/{key}": "churn"}
            yield from filled(path, values | {"key": [keys.get(path, "high_value")]})
    yield "/api/alerts?state=all&limit=200"
    yield "/api/tasks?scope=all&state=all&limit=200"
    yield "/api/customers?limit=200"
    yield "/api/changes?limit=200"
    yield f"/api/customers/{said_in_store(store)}/consents"
    yield f"/api/customers/{customers[0]}/may-contact?purpose=marketing&channel=sms"
    for tag in ("high_value", "data_use", "campaign_averse", "contract_left"):
        yield f"/api/tags/of/{customers[0]}/{tag}/why"
    yield f"/api/samples/{sample}/look {json.dumps({'format': {'kind': 'csv'}})}"


def incident_around(store: Warehouse, customers: list[str]) -> int:
    """An incident of an area with these customers inside."""
    rows = [{"rule": "area_fault_surge", "group_name": "Town", "customer_id": each} for each in customers]
    store.publish(INSIDE, literal(INSIDE, rows))
    definition = Definition.objects.get(kind="group_rule", key="area_fault_surge", state="published")
    return Incident.objects.create(
        rule="area_fault_surge",
        definition=definition,
        over="area",
        group="Town",
        rank=1,
        raised_on=DAY,
        size=50,
        count=len(customers),
        usual=1.0,
    ).pk


def said_in_store(store: Warehouse) -> str:
    """A customer who said something about being contacted."""
    return str(store.rows(CONSENT, columns=("customer_id",), limit=1)[0]["customer_id"])


def upload(store: Warehouse) -> str:
    """A sample with a row of a person."""
    row = store.rows(RECORDS["individual"], limit=1)[0]
    text = f"name,phone\n{row['full_name']},{row['phone']}\n"
    answer = client(WHOLE).post("/api/samples", {"file": SimpleUploadedFile("people.csv", text.encode())})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


SEARCHED = {"name": "name", "phone": "phone", "email": "email", "number": "number"}


def probe_search(probes: Probes, asking: Client, category: str, level: str, telling: Secrets) -> None:
    """Searching for a value that is not seen in full finds nobody, and counts nobody."""
    if category not in SEARCHED:
        return
    for value in sorted(telling[category])[:25]:
        answer = asking.get("/api/customers", {"q": value}).json()
        hits = [each for item in answer["items"] for each in item["matched"] if each["kind"] in kinds_of(category)]
        probes.look(category, level, f"search {value}", {str(each) for each in hits})


def kinds_of(category: str) -> set[str]:
    """The kinds of search terms of a category."""
    return {"number", "account"} if category == "number" else {category}


def probe_order(probes: Probes, asking: Client, category: str, level: str) -> None:
    """Sorting or filtering by what is not seen in full is refused."""
    for choice in get_args(CustomerFilter.model_fields["sort"].annotation):
        column = str(choice).removeprefix("-")
        if CUSTOMER.category_of(column) == category:
            answer = asking.get("/api/customers", {"sort": choice})
            probes.look(category, level, f"sort {choice}", set() if answer.status_code == 403 else {choice})
    for name in ("city", "plan", "manager"):
        if CUSTOMER.category_of(name) == category:
            answer = asking.get("/api/customers", {name: "x"})
            probes.look(category, level, f"filter {name}", set() if answer.status_code == 403 else {name})


def probe_partner(probes: Probes, store: Warehouse, routes: list[str], public: set[str]) -> None:
    """Every route as staff of a partner, who see everything of the customers whom it sold to, and of nobody else."""
    add_team("lantian", zh="蓝天", en="Lantian", by="test", kind="partner")
    asking = client(PARTNER)
    User.objects.filter(login=f"probe.{PARTNER}").update(team="lantian")
    naming = ("customer_number", "name", "phone", "email")
    sold: dict[bool, set[str]] = {True: set(), False: set()}
    for row in store.rows(CUSTOMER, columns=(*naming, "sold_by")):
        sold[row["sold_by"] == "lantian"] |= {text.lstrip("+") for name in naming for text in texts(row[name])}
    assert sold[True] & tokens(ask(asking, "/api/customers?limit=200")), "it sees its own"
    others = sold[False] - sold[True] - public
    for place in (*routes, *(f"/api/customers?q={quote(each)}" for each in sorted(others)[:100])):
        found = tokens(ask(asking, place)) & others
        probes.look("customers of others", PARTNER, place, found - set(re.findall(r"[^=/&?]+", unquote(place))))
