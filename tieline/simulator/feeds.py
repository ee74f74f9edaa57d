"""Which files an operator hands over: the feeds of each system, their formats and where their SQL stands."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Feed:
    """One kind of file of one system; ``feeds/<system>/<query>.sql`` says its rows."""

    system: str
    query: str
    kind: str
    """csv, ndjson or parquet."""
    delimiter: str = ","
    encoding: str = "utf-8"
    folder: str = ""
    """A folder below the system's, for feeds of many files."""

    @property
    def sql(self) -> str:
        """The SELECT of its rows."""
        return (HERE / "feeds" / self.system / f"{self.query}.sql").read_text(encoding="utf-8")

    def path(self, part: int) -> str:
        """The file of a part, below the folder of the delivery."""
        place = f"{self.system}/{self.folder}/" if self.folder else f"{self.system}/"
        return f"{place}{self.query}-{part:04d}.{self.kind}"


FEEDS = (
    Feed("billing", "customers", "csv", encoding="gb18030"),
    Feed("billing", "accounts", "csv"),
    Feed("billing", "lines", "csv", encoding="gb18030"),
    Feed("network", "daily", "parquet", folder="daily"),
    Feed("network", "daily_late", "parquet", folder="daily"),
    Feed("network", "monthly", "parquet", folder="monthly"),
    Feed("billing", "bills", "csv"),
    Feed("billing", "payments", "csv"),
    Feed("callcentre", "callers", "ndjson"),
    Feed("callcentre", "calls", "ndjson"),
    Feed("shop", "cards", "csv", delimiter=";"),
    Feed("shop", "walk_ins", "csv", delimiter=";"),
    Feed("shop", "orders", "csv", delimiter=";"),
    Feed("app", "accounts", "parquet"),
    Feed("app", "events", "parquet"),
    Feed("store", "customers", "ndjson"),
    Feed("store", "orders", "ndjson"),
    Feed("campaigns", "responses", "csv"),
    Feed("surveys", "answers", "csv"),
    Feed("truth", "people", "parquet"),
    Feed("truth", "leaving", "parquet"),
    Feed("truth", "wavering", "parquet"),
    Feed("truth", "mood", "parquet"),
    Feed("truth", "response", "parquet"),
)
