"""Customers who left long ago: by which day they count as gone, and who never does."""

from datetime import date, datetime

import pytest

from tests.foundation.privacy.test_retention import NOW, put
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.privacy.retention_keeping import Old
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import LINK
from tieline.know.ingest import tables as source
from tieline.know.profile.keeping import LEFT_ON, departures, survey_departures
from tieline.know.profile.tables import BILL, CUSTOMER, PAYMENT

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 6, 30)


@pytest.fixture
def customers(warehouse: Warehouse) -> Warehouse:
    """Who left in 2015: settled, billed later, paid later, owing, back since the run; and one who has a line."""
    left = {"ended_on": LONG_AGO, "balance": 0.0}
    named = ("settled", "billed", "paid", "owing", "back")
    rows = [{"customer_id": each, **left} for each in named] + [{"customer_id": "active", "balance": 0.0}]
    rows[3]["balance"] = 12.5
    put(warehouse, CUSTOMER, rows)
    put(warehouse, BILL, [{"customer_id": "billed", "issued_on": date(2015, 7, 5)}])
    put(warehouse, PAYMENT, [{"customer_id": "paid", "paid_at": datetime.fromisoformat("2024-02-03T08:00")}])
    header = {"source": "b", "system": "billing", "load_id": "L1", "load_number": 1, "record_key": "1"}
    put(warehouse, LINK, [{"system": "billing", "party_ref": "5", "party_id": "back"}])
    put(warehouse, source.BILLING_ACCOUNT, [header | {"row": 1, "account_ref": "A5", "party_ref": "5"}])
    put(warehouse, source.PRODUCT, [header | {"row": 1, "product_ref": "P5", "account_ref": "A5", "status": "active"}])
    return warehouse


def test_who_left_is_dated_by_the_last_line_bill_payment_or_order_and_only_once_all_is_settled(
    customers: Warehouse,
) -> None:
    days = {row["customer_id"]: row[LEFT_ON] for row in departures(customers).to_pyarrow().to_pylist()}
    assert days == {
        "settled": LONG_AGO,
        "billed": date(2015, 7, 5),
        "paid": date(2024, 2, 3),
        "owing": None,
        "back": None,
        "active": None,
    }


def test_a_preview_names_who_would_go_and_spares_who_has_an_open_request(customers: Warehouse) -> None:
    old = Old(LEFT_ON, date(2019, 11, 22))
    found = survey_departures(old)
    assert (found.rows, found.goes, found.held, found.undated, found.oldest) == (6, 2, 0, 3, LONG_AGO)
    assert found.customers == ("settled", "billed")
    asked = {"kind": "access", "law": "pipl", "received_at": NOW, "received_by": "an", "received_through": "web"}
    SubjectRequest.objects.create(customer_id="settled", due_on=NOW.date(), **asked)
    found = survey_departures(old)
    assert (found.goes, found.held, found.customers) == (1, 1, ("billed",))
