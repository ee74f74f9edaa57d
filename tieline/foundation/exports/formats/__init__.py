"""One module per format of a file: each writes batches of rows as they come, and the mark at the end."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, get_args

import pyarrow as pa

from tieline.foundation.exports.formats.csv_file import CsvFile
from tieline.foundation.exports.formats.excel_file import ExcelFile
from tieline.foundation.exports.formats.parquet_file import ParquetFile
from tieline.foundation.exports.marking import Mark

Format = Literal["csv", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Writer(Protocol):
    """Writes one file. All batches have the columns of the schema that it was opened with."""

    def write(self, rows: pa.RecordBatch) -> None:
        """Add rows."""

    def finish(self) -> None:
        """Add the mark and close the file."""

    def give_up(self) -> None:
        """Close the file as it is."""


WRITERS: dict[str, Callable[[Path, pa.Schema, Mark], Writer]] = {
    "csv": CsvFile,
    "xlsx": ExcelFile,
    "parquet": ParquetFile,
}
"""By format: what opens a file with a schema whose names are the titles of the columns."""
