"""Small Excel files, written as the standard (ECMA-376) says, for no library here writes them."""

import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>"""
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"'
STYLES = f"""<styleSheet {MAIN}><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>
</styleSheet>"""
"""Cell style 1 is a date, style 2 an instant."""


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """An .xlsx file with a sheet per name, whose rows hold texts, numbers, booleans, dates, instants and None."""
    numbered = list(enumerate(sheets.items(), start=1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n, _ in numbered
        )
        archive.writestr("[Content_Types].xml", TYPES.format(sheets=overrides))
        start = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f"<Relationships {RELATIONS}>{start}</Relationships>")
        named = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in numbered)
        archive.writestr("xl/workbook.xml", f"<workbook {MAIN}><sheets>{named}</sheets></workbook>")
        parts = "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
        )
        styles = f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships {RELATIONS}>{parts}{styles}</Relationships>")
        archive.writestr("xl/styles.xml", STYLES)
        for n, (_, rows) in numbered:
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(rows))
    return path


def _sheet(rows: list[list[Any]]) -> str:
    lines = (
        f'<row r="{at}">{"".join(_cell(f"{_letter(place)}{at}", value) for place, value in enumerate(row))}</row>'
        for at, row in enumerate(rows, start=1)
    )
    return f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _cell(at: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case datetime():
            return f'<c r="{at}" s="2"><v>{_serial(value)}</v></c>'
        case date():
            return f'<c r="{at}" s="1"><v>{_serial(datetime(value.year, value.month, value.day))}</v></c>'  # noqa: DTZ001 - Excel has no zones
        case int() | float():
            return f'<c r="{at}"><v>{value}</v></c>'
        case _:
            return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def _serial(value: datetime) -> float:
    return (value - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001 - Excel has no zones


def old_workbook(path: Path, rows: list[list[Any]]) -> Path:
    """An .xls file (BIFF8 in a compound file) with one sheet ``old`` of texts and numbers."""
    cells = b"".join(
        _old_cell(at, place, value)
        for at, row in enumerate(rows)
        for place, value in enumerate(row)
        if value is not None
    )
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + _record(0x0A)
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    name = b"\x03\x00old"
    begins = len(start) + 4 + 6 + len(name) + 4
    named = _record(0x85, struct.pack("<IBB", begins, 0, 0) + name)
    path.write_bytes(_compound(start + named + _record(0x0A) + sheet))
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _old_cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream ``Workbook``: header, allocation table, directory, stream."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would live in the small-stream table
    count = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    end, none = 0xFFFFFFFE, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[none] * 108)
    directory = _entry("Root Entry", 5, end, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + bytes(256)
    return header + table + directory + stream.ljust(count * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    spelt = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        spelt.ljust(64, b"\0")
        + struct.pack("<HBB", len(spelt), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
