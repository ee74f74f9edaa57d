"""Which files an operator hands over: the feeds of each system, their formats and where their SQL stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tieline.foundation.errors import Invalid

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
    dated: str = ""
    """SQL for the day a row tells of, by its columns; empty where rows tell of no day."""

    @property
    def name(self) -> str:
        """``<system>.<query>``."""
        return f"{self.system}.{self.query}"

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
    Feed("network", "daily", "parquet", folder="daily", dated="STAT_DATE"),
    Feed("network", "daily_late", "parquet", folder="daily", dated="STAT_DATE"),
    Feed("network", "monthly", "parquet", folder="monthly", dated="last_day(strptime(STAT_MONTH, '%Y%m'))"),
    Feed("billing", "bills", "csv", dated="strptime(ISSUE_DT, '%Y%m%d')"),
    Feed("billing", "payments", "csv", dated="PAY_TIME[1:10]::DATE"),
    Feed("callcentre", "callers", "ndjson"),
    Feed("callcentre", "calls", "ndjson", dated="try_cast(began_at[1:10] AS DATE)"),
    Feed("shop", "cards", "csv", delimiter=";"),
    Feed("shop", "walk_ins", "csv", delimiter=";", dated="strptime(visit_time[1:10], '%Y/%m/%d')"),
    Feed("shop", "orders", "csv", delimiter=";", dated="strptime(order_time[1:10], '%Y/%m/%d')"),
    Feed("shop", "consents", "csv", delimiter=";", dated="strptime(signed_at[1:10], '%Y/%m/%d')"),
    Feed("app", "accounts", "parquet"),
    Feed("app", "events", "parquet", dated="event_time::DATE"),
    Feed("store", "customers", "ndjson"),
    Feed("store", "orders", "ndjson", dated="placed_at[1:10]::DATE"),
    Feed("store", "preferences", "ndjson", dated="chosen_at[1:10]::DATE"),
    Feed("campaigns", "responses", "csv", dated="strptime(sent_at[1:10], '%d.%m.%Y')"),
    Feed("surveys", "answers", "csv", dated="answered_at[1:10]::DATE"),
    Feed("truth", "people", "parquet"),
    Feed("truth", "leaving", "parquet"),
    Feed("truth", "wavering", "parquet"),
    Feed("truth", "mood", "parquet"),
    Feed("truth", "response", "parquet"),
)


def chosen(names: Sequence[str]) -> tuple[Feed, ...]:
    """The feeds of these systems or names (``billing``, ``app.events``), with the truth; all where none is named."""
    if not names:
        return FEEDS
    known = {name for feed in FEEDS for name in (feed.system, feed.name)}
    for name in names:
        if name not in known:
            raise Invalid(f"There is no feed '{name}'", where="--feeds", do=f"Choose among {', '.join(sorted(known))}")
    return tuple(feed for feed in FEEDS if {feed.system, feed.name} & {*names, "truth"})
