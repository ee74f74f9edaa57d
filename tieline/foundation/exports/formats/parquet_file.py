"""Parquet for machines: typed columns; the mark is in the metadata of the file."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tieline.foundation.exports.marking import Mark


class ParquetFile:
    """Row groups as batches come, compressed by Zstandard."""

    def __init__(self, path: Path, schema: pa.Schema, mark: Mark) -> None:
        said = {f"tieline.{name}": value for name, value in {**mark.facts, "mark": mark.sentence}.items()}
        self._schema = schema.with_metadata(said)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: pa.RecordBatch) -> None:
        """Add rows."""
        self._writer.write_batch(pa.RecordBatch.from_arrays(rows.columns, schema=self._schema))

    def finish(self) -> None:
        """Close the file; the mark was written with its schema."""
        self._writer.close()

    def give_up(self) -> None:
        """Close the file as it is."""
        self._writer.close()
