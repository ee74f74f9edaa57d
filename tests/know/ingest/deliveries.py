"""Sources and delivered files for the tests of ingest."""

from pathlib import Path
from typing import Any

from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.commands import load, receive_file
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load

CUSTOMER_MAP: dict[str, Any] = {
    "party_ref": "NO",
    "full_name": "NAME",
    "phone": "PHONE",
    "gender": {"column": "SEX", "codes": {"1": "male", "2": "female"}, "unknown": "null"},
    "birth_date": {"column": "BIRTH", "type": "date", "format": "%Y%m%d"},
    "updated_at": {"column": "UPD", "type": "timestamp", "format": "%Y-%m-%d %H:%M:%S"},
}
HEADER = "NO,NAME,PHONE,SEX,BIRTH,UPD"
ZHANG = "1,张伟,13800000001,1,19800102,2026-10-01 08:00:00"
LI = "2,李娜,13800000002,2,19900203,2026-10-01 08:00:00"
WANG = "3,王芳,13800000003,2,19850304,2026-10-01 08:00:00"


def source(**changes: Any) -> Source:
    """Customers of billing as CSV, with changes."""
    body: dict[str, Any] = {
        "key": "billing.customers",
        "name": {"zh": "计费客户", "en": "Billing customers"},
        "system": "billing",
        "where": {"files": "billing/customers*"},
        "format": {"type": "csv"},
        "records": [{"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP, "require": ["full_name"]}],
    }
    return Source.model_validate(body | changes)


def written(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A text file of these lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def delivered(declared: Source, file: Path) -> Load:
    """The load after receiving and landing a file."""
    return load(receive_file(declared, file).pk, source=declared)


def rows_of(warehouse: Warehouse, table: Table) -> list[Row]:
    """All rows of a table by load and row."""
    order = [name for name in ("load_id", "row", "field") if name in table.column_names]
    rows: list[Row] = warehouse.table(table).order_by(order).to_pyarrow().to_pylist()
    return rows
