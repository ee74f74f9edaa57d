"""``POST /api/roles/preview``: a customer as holders of a role would see them, published or a draft, beside oneself."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from tieline.foundation.access.endpoint import allow, demand, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import Projection, seen_by
from tieline.foundation.access.queries import get_user_by_login
from tieline.foundation.access.roles import Purpose, Sees
from tieline.foundation.access.session_api import sight_out
from tieline.foundation.access.shapes import SightOut
from tieline.foundation.access.sight import sight_for
from tieline.foundation.errors import Invalid, NotFound
from tieline.know.profile.queries import get_customer
from tieline.know.profile.shapes import Customer360

role_preview_router = Router(tags=["roles"])

CONTACTS = 5
"""Of the timeline these newest entries are shown."""


class SeeingRole(Schema):
    """What a role sees; the rest of its definition does not matter here and may be unfinished."""

    sees: list[Sees] = []


class PreviewIn(Schema):
    """A role, what is read for, whom of, and as which user: reaches such as *own* and *area* depend on it."""

    body: SeeingRole
    purpose: Purpose
    customer_id: str = Field(max_length=120)
    as_login: str = Field(default="", max_length=60)


class PreviewSide(Schema):
    """A customer as somebody sees them; ``page`` is null where they do not find the customer at all."""

    sight: SightOut
    page: Customer360 | None


class Preview(Schema):
    """
    What holders of the role see, and what the asking user does.

    ``theirs`` never shows more than ``mine``: where the role sees more, ``cut`` names those categories.
    """

    mine: PreviewSide
    theirs: PreviewSide
    cut: list[str]


@role_preview_router.post("/preview", auth=allow("users.manage"), response=Preview, summary="See as a role")
def preview_role(request: HttpRequest, wanted: PreviewIn) -> Preview:
    """The head of a customer's page as a role shows it, at most what the asking user sees; needs customers.read too."""
    demand(user_of(request), "customers.read")
    if not any(sees.purpose == wanted.purpose for sees in wanted.body.sees):
        raise Invalid(
            f"The role does not serve the purpose '{wanted.purpose}'",
            where="purpose",
            do="Choose a purpose that it serves, or add this one",
        )
    mine = seen_by(request)
    user = get_user_by_login(wanted.as_login) if wanted.as_login else user_of(request)
    role = sight_for(user, wanted.body.sees, wanted.purpose)
    theirs = Projection(mine.everything, role.within(mine.sight))
    page = _page(mine, wanted.customer_id)
    whole = sight_out(role)
    shown = sight_out(theirs.sight).model_copy(update={"writes": whole.writes})
    told(request, [], about=page.customer.customer_id)
    return Preview(
        mine=PreviewSide(sight=sight_out(mine.sight), page=page),
        theirs=PreviewSide(sight=shown, page=_found(theirs, page.customer.customer_id)),
        cut=[category for category, level in whole.categories.items() if level != shown.categories[category]],
    )


def _page(seen: Projection, customer_id: str) -> Customer360:
    return Customer360.model_validate(get_customer(seen, customer_id, usage_days=0, contacts=CONTACTS))


def _found(seen: Projection, customer_id: str) -> Customer360 | None:
    try:
        return _page(seen, customer_id)
    except NotFound:
        return None
