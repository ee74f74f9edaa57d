"""
The program that reads a whole result with connectorx: its task comes as JSON on standard input, a Parquet file comes
out, and the number of rows on standard output. It knows nothing of the rest of Tieline, and nobody waits for its locks.
"""

import json
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import connectorx
import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 50_000
GROUP = 100_000


def read(task: dict[str, str]) -> int:
    """How many rows were written to ``task["file"]`` in the types of ``task["schema"]``."""
    schema = pa.ipc.read_schema(pa.py_buffer(b64decode(task["schema"])))
    reader: Any = connectorx.read_sql(
        task["url"],
        task["sql"],
        return_type="arrow_stream",
        batch_size=BATCH,
        pre_execution_query=task["first"],
    )
    rows = 0
    waiting: list[pa.Table] = []
    with pq.ParquetWriter(Path(task["file"]), schema, compression="zstd") as writer:
        for batch in reader:
            waiting.append(pa.Table.from_batches([batch]).cast(schema))
            rows += batch.num_rows
            if sum(table.num_rows for table in waiting) >= GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    return rows


if __name__ == "__main__":
    sys.stdout.write(str(read(json.load(sys.stdin))))
