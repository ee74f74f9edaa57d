"""A downloaded file is named by the server, never shown as a page, and nothing to a colleague with the same rights."""

import re

import pytest

from tests.foundation.exports.asking import Browser, person, write
from tieline.foundation.access.audit_models import Look
from tieline.foundation.access.looks import EXPORT

HANGZHOU = {"city": "杭州"}


@pytest.fixture
def exported(li: Browser) -> str:
    _, asked = li.ask(filters=HANGZHOU)
    write(asked["id"])
    return str(asked["id"])


@pytest.mark.parametrize("wished", ["", "?filename=../../etc/passwd", "?name=a%0d%0aSet-Cookie:%20b=c"])
def test_a_download_has_a_name_of_ours_and_is_never_a_page(li: Browser, exported: str, wished: str) -> None:
    answer = li.get(f"/api/exports/{exported}/file{wished}")
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="tieline-customers-[\w-]+\.csv"', answer["Content-Disposition"])
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert not answer.cookies


def test_a_colleague_with_the_same_rights_neither_sees_nor_fetches_nor_takes_back(li: Browser, exported: str) -> None:
    he = Browser(person("he", "asker"))
    assert he.see(f"/{exported}")[0] == 404
    assert he.get(f"/api/exports/{exported}/file").status_code == 404
    assert he.send(f"/{exported}/withdrawal")[0] == 404
    assert li.get(f"/api/exports/{exported}/file").status_code == 200


def test_a_file_taken_alone_counts_as_that_many_customers_seen_and_one_that_was_agreed_to_does_not(
    li: Browser, zhao: Browser, exported: str
) -> None:
    for _ in range(2):
        li.get(f"/api/exports/{exported}/file")
    (look,) = Look.objects.filter(route=EXPORT)
    assert (look.user, look.customers, look.purpose) == ("li", 1, "service")
    _, asked = li.ask()
    assert zhao.agree(asked)[0] == 200
    write(asked["id"])
    assert li.get(f"/api/exports/{asked['id']}/file").status_code == 200
    assert Look.objects.filter(route=EXPORT).count() == 1
