"""Excel: a sheet with its header, read by a process of its own; dates and numbers as the cells type them."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import ibis.expr.types as ir
import pyarrow.parquet as pq

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.reading.delivery import (
    Delivery,
    Wanted,
    contents_of_columns,
    refuse_repeated_columns,
    type_of,
    with_nulls,
)

PROCESS = "tieline.know.ingest.reading.sheet_process"
SECONDS = 600
PROBLEM = 3
"""How the process ends after it said what is wrong."""


def read(area: Staging, file: Path, name: str, fmt: Format, wanted: Wanted) -> Delivery:
    """The rows of a sheet; a row's position counts the rows of the sheet after its header, blank ones too."""
    rows = _sheet(area, file, name, fmt)
    found = [column for column in rows.columns if column != POSITION]
    lacking = wanted.lacking(found, name)
    columns = {column: type_of(rows[column].type()) for column in found}
    return Delivery(with_nulls(rows, lacking), None, contents_of_columns(rows), columns)


def _sheet(area: Staging, file: Path, name: str, fmt: Format) -> ir.Table:
    target = file.parent / f".{uuid4().hex}.part"
    arguments = [str(file), json.dumps(fmt.sheet), str(fmt.skip_lines), json.dumps(fmt.columns), str(target)]
    command = [sys.executable, "-m", PROCESS, *arguments]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module, no shell
        if ended.returncode == PROBLEM:
            what, where, do = json.loads(ended.stdout)
            raise Invalid(what, where=", ".join(part for part in (name, where) if part), do=do)
        if ended.returncode:
            raise _too_large(name)
        with pq.ParquetFile(target) as sheet:
            refuse_repeated_columns([column for column in sheet.schema_arrow.names if column != POSITION], name)
        return area.keep(area.warehouse.ibis.read_parquet(str(target)))
    except subprocess.TimeoutExpired as error:
        raise _too_large(name) from error
    finally:
        target.unlink(missing_ok=True)


def _too_large(name: str) -> Invalid:
    return Invalid(
        "The sheet takes more memory or time than a workbook should",
        where=name,
        do="Remove empty rows and columns behind the data, or deliver CSV or Parquet",
    )
