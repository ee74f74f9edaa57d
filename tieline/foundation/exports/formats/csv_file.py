"""CSV for spreadsheets: UTF-8 with a byte order mark, so that Excel reads Chinese, and no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from tieline.foundation.exports.marking import Mark

BEGINS_FORMULA = "^[=+\\-@\\t\\r\\n＝＋－＠]"
"""What makes a spreadsheet calculate a cell (OWASP, CSV injection), with the full-width forms that Excel takes too."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
IS_NUMBER = "^-[0-9]+([.][0-9]+)?$"


def harmless(texts: pa.Array) -> pa.Array:
    """Texts with an apostrophe before each that a spreadsheet would calculate; negative numbers stay as they are."""
    begins = pc.match_substring_regex(texts, BEGINS_FORMULA)
    calculates = pc.and_(begins, pc.invert(pc.match_substring_regex(texts, IS_NUMBER)))
    return pc.if_else(calculates, pc.binary_join_element_wise("'", texts, ""), texts)


def harmless_text(text: str) -> str:
    """The same of one text."""
    return str(harmless(pa.array([text]))[0].as_py())


def harmless_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """A small CSV file as a whole, with the byte order mark; every cell is a text that no spreadsheet calculates."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[harmless_text(cell) for cell in row] for row in rows])
    return BYTE_ORDER_MARK + text.getvalue().encode()


class CsvFile:
    """A header of titles, the rows, and the mark as the last line."""

    def __init__(self, path: Path, schema: pa.Schema, mark: Mark) -> None:
        self._mark = mark
        self._schema = schema
        self._file = path.open("wb")
        self._file.write(BYTE_ORDER_MARK)
        self._line([harmless_text(name) for name in schema.names])
        options = pa_csv.WriteOptions(include_header=False)
        self._writer = pa_csv.CSVWriter(self._file, schema, write_options=options)

    def write(self, rows: pa.RecordBatch) -> None:
        """Add rows; texts are made harmless, numbers and days are not touched."""
        columns = [harmless(each) if pa.types.is_string(each.type) else each for each in rows.columns]
        self._writer.write(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def finish(self) -> None:
        """Add the mark and close the file."""
        self._writer.close()
        self._line([harmless_text(self._mark.sentence)])
        self._file.close()

    def give_up(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def _line(self, cells: list[str]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow(cells)
        self._file.write(text.getvalue().encode())
