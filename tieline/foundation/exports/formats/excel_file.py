"""
Excel workbooks, written row by row: texts are texts and never formulas, numbers and days are numbers.

The few parts of Office Open XML (ECMA-376) that a workbook needs; a sheet holds a million rows, then comes the next.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa

from tieline.foundation.exports.marking import Mark

ROWS_OF_A_SHEET = 1_000_000
LONGEST_CELL = 32_767
"""What Excel can show of one text."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = date(1899, 12, 30)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class ExcelFile:
    """Sheets of rows, each with the mark in its footer, and a sheet that holds the mark."""

    def __init__(self, path: Path, schema: pa.Schema, mark: Mark) -> None:
        self._zip = ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1)
        self._titles, self._mark = list(schema.names), mark
        self._cells = [_cell_of(kind) for kind in schema.types]
        self._names: list[str] = []
        self._sheet: IO[bytes] | None = None
        self._rows = 0
        self._begin_sheet(self._said("数据", "Data"))

    def write(self, rows: pa.RecordBatch) -> None:
        """Add rows, on a new sheet where this one is full."""
        if self._rows + rows.num_rows > ROWS_OF_A_SHEET:
            self._end_sheet()
            self._begin_sheet(f"{self._said('数据', 'Data')} {len(self._names) + 1}")
        columns = [each.to_pylist() for each in rows.columns]
        lines = (
            "<row>" + "".join(cell(value) for cell, value in zip(self._cells, values, strict=True)) + "</row>"
            for values in zip(*columns, strict=True)
        )
        self._put("".join(lines))
        self._rows += rows.num_rows

    def finish(self) -> None:
        """Add the sheet with the mark and close the file."""
        self._end_sheet()
        self._begin_sheet(self._said("说明", "About"), titled=False)
        self._put(_row([self._mark.sentence]))
        for name, value in self._mark.facts.items():
            self._put(_row([name, value]))
        self._end_sheet()
        self._write_parts()
        self._zip.close()

    def give_up(self) -> None:
        """Close the file as it is."""
        if self._sheet is not None:
            self._sheet.close()
        self._zip.close()

    def _said(self, zh: str, en: str) -> str:
        return zh if self._mark.language.startswith("zh") else en

    def _begin_sheet(self, name: str, *, titled: bool = True) -> None:
        self._names.append(name)
        self._sheet = self._zip.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w", force_zip64=True)
        self._rows = 0
        self._put(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>')
        if titled:
            self._put(_row(self._titles))

    def _end_sheet(self) -> None:
        footer = escape(self._mark.sentence.replace("&", "&&"))
        self._put(f"</sheetData><headerFooter><oddFooter>&amp;L{footer}</oddFooter></headerFooter></worksheet>")
        if self._sheet is not None:
            self._sheet.close()
        self._sheet = None

    def _put(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet.write(text.encode())

    def _write_parts(self) -> None:
        count = len(self._names)
        sheets = [f"worksheets/sheet{number}.xml" for number in range(1, count + 1)]
        names = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate(self._names, 1)
        )
        parts = {
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                [("worksheet", each) for each in sheets] + [("styles", "styles.xml")]
            ),
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
            "docProps/core.xml": _properties(self._mark),
            "[Content_Types].xml": _content_types(sheets),
        }
        for name, text in parts.items():
            self._zip.writestr(name, _HEAD + text)
        self._zip.writestr("xl/styles.xml", _STYLES)


Cell = Callable[[Any], str]


def _cell_of(kind: pa.DataType) -> Cell:
    """How values of a type are written."""
    if pa.types.is_boolean(kind):
        return lambda value: "<c/>" if value is None else f'<c t="b"><v>{int(value)}</v></c>'
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return lambda value: f"<c><v>{value!r}</v></c>" if value is not None and abs(value) < 1e300 else "<c/>"
    if pa.types.is_date(kind):
        return lambda value: "<c/>" if value is None else f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if pa.types.is_timestamp(kind):
        return lambda value: "<c/>" if value is None else f'<c s="2"><v>{_serial(value):.6f}</v></c>'
    return _text


def _text(value: Any) -> str:
    if value is None:
        return "<c/>"
    said = escape(str(value)[:LONGEST_CELL].translate(_FORBIDDEN))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _serial(value: datetime) -> float:
    past = value.replace(tzinfo=None) - datetime.combine(_EPOCH, datetime.min.time())  # as it stands, zone aside
    return past.total_seconds() / 86_400


def _row(texts: Iterable[str]) -> str:
    return "<row>" + "".join(_text(each) for each in texts) + "</row>"


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _content_types(sheets: Iterable[str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    each = "".join(f'<Override PartName="/xl/{name}" ContentType="{kind}.worksheet+xml"/>' for name in sheets)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{each}'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _properties(mark: Mark) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{escape(mark.user)}</dc:creator><dc:description>{escape(mark.sentence)}</dc:description>"
        f"<dc:identifier>{escape(mark.export_id)}</dc:identifier></cp:coreProperties>"
    )
