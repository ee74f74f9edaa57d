"""What of segments can be exported: the customers of one, with what the profile says of them."""

from collections.abc import Iterator, Sequence

import ibis.expr.types as ir
import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.exports.exportable import Exportable, column_of, counted, streamed
from tieline.foundation.packs.kinds import Text
from tieline.foundation.packs.queries import get_published
from tieline.know.profile import exporting as profile
from tieline.know.profile.tables import CUSTOMER
from tieline.know.segments.definitions import KIND, SegmentDefinition
from tieline.know.segments.tables import MEMBERSHIP


class MemberFilter(BaseModel):
    """Whose customers: the key of a published segment."""

    model_config = ConfigDict(extra="forbid")

    segment: str


def _check(sight: Sight, wanted: MemberFilter) -> None:
    sight.demand_category("judgement", "export the customers of a segment")
    get_published(KIND.name, wanted.segment, SegmentDefinition)


def _members(seen: Projection, wanted: MemberFilter) -> ir.Table:
    members = seen.table(MEMBERSHIP)
    members = members.filter(members.segment == wanted.segment).select("customer_id", "since")
    customers = seen.table(CUSTOMER).select("customer_id", *profile.TITLES)
    return members.join(customers, "customer_id")


def _count(seen: Projection, wanted: MemberFilter, _login: str) -> int:
    return counted(seen, _members(seen, wanted))


def _read(seen: Projection, wanted: MemberFilter, _login: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    return streamed(seen, _members(seen, wanted).select("customer_id", *columns).order_by("customer_id"))


MEMBERS = Exportable(
    key="segment",
    title=Text(zh="客群成员", en="Customers of a segment"),
    permission="customers.read",
    columns=(*profile.COLUMNS, column_of(MEMBERSHIP, "since", ("进入客群日期", "In the segment since"))),
    filters=MemberFilter,
    check=_check,
    count=_count,
    read=_read,
)
