"""A leaked file is led back to its export: whole, in pieces, converted; and nobody makes up a trace."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.foundation.exports.asking import Browser, write
from tests.know.profile.cast import WANG
from tieline.foundation.errors import NotFound
from tieline.foundation.exports import tracing
from tieline.foundation.exports.folder import file_of
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.tracing import trace_file
from tieline.server.leaks import tell_trace

pytestmark = pytest.mark.django_db


def leaked(li: Browser, kind: str = "csv") -> tuple[Export, Path]:
    """An export of Wang, and its file."""
    _, asked = li.ask(filters={"city": "杭州"}, format=kind)
    export = write(asked["id"])
    return export, file_of(export)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_whole_file_is_found_by_its_bytes_its_rows_and_its_mark(li: Browser, kind: str) -> None:
    export, path = leaked(li, kind)
    (found,) = trace_file(path)
    assert (found.export, found.same_bytes, found.rows, found.forged, found.marked) == (export, True, {1}, 0, True)
    assert found.customers == [WANG]


def test_one_row_without_header_and_mark_names_export_and_customer(li: Browser, tmp_path: Path) -> None:
    export, path = leaked(li)
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    piece = tmp_path / "piece.txt"
    piece.write_text("x" * (tracing.CHUNK - 16) + " " + " ; ".join(reversed(rows[1])))
    (found,) = trace_file(piece)
    assert (found.export, found.same_bytes, found.rows, found.marked, found.proven) == (export, False, {1}, False, True)
    assert found.customers == [WANG]


def test_a_trace_that_was_made_up_proves_nothing(li: Browser, tmp_path: Path) -> None:
    export, _ = leaked(li)
    file = tmp_path / "made-up.csv"
    file.write_text(f"name,{export.short}-1-000000000000\n")
    (found,) = trace_file(file)
    assert (found.proven, found.forged) == (False, 1)


def test_a_mark_alone_proves_nothing(li: Browser, tmp_path: Path) -> None:
    export, _ = leaked(li)
    file = tmp_path / "marked.csv"
    file.write_text(f"Tieline export {export.id} by li")
    (found,) = trace_file(file)
    assert (found.marked, found.proven) == (True, False)


def test_a_file_of_somebody_else_leads_nowhere(li: Browser, tmp_path: Path) -> None:
    leaked(li)
    file = tmp_path / "other.csv"
    file.write_text("name,phone\n王小明,+8613800001234\n")
    assert trace_file(file) == []
    with pytest.raises(NotFound):
        trace_file(tmp_path / "nowhere.csv")


def test_the_mark_of_a_workbook_is_on_a_sheet_of_its_own(li: Browser) -> None:
    export, path = leaked(li, "xlsx")
    assert str(export.id) in str(CalamineWorkbook.from_path(path).get_sheet_by_name("About").to_python())


def test_the_command_says_whose_export_it_was(li: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, path = leaked(li)
    assert tell_trace(path)
    said = " ".join(capsys.readouterr().out.split())
    assert str(export.id) in said
    assert "asked by li" in said
    assert WANG in said
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("a,b\n")
    assert not tell_trace(nothing)
