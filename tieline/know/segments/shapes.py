"""What the API of segments says."""

from datetime import date

from ninja import Schema

from tieline.know.tags.shapes import Words


class SegmentSummary(Schema):
    """A segment of the catalogue; ``share`` is of all customers."""

    key: str
    name: Words
    says: Words
    sentence: Words
    condition: str
    count: int
    share: float


class SegmentCatalogue(Schema):
    """All published segments; ``customers`` is how many customers there are."""

    items: list[SegmentSummary]
    total: int
    customers: int


class SegmentCustomer(Schema):
    """A customer in a segment, and since when without a break."""

    customer_id: str
    customer_number: str | None
    name: str | None
    phone: str | None
    plan: str | None
    since: date


class SegmentCustomers(Schema):
    """A page of the customers of a segment."""

    items: list[SegmentCustomer]
    total: int
