"""A customer who is deleted is in no file any more, and in no list of whose data left."""

import pytest
from django.utils import timezone

from tests.foundation.exports.asking import Browser, write
from tests.know.profile.cast import MUELLER, WANG
from tieline.foundation.exports.folder import customer_at, file_of, folder, roll_of
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.queries import exports_with
from tieline.foundation.exports.removing import forget_customer, remove_expired_exports
from tieline.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


def exported(li: Browser, zhao: Browser) -> Export:
    """An export of everybody."""
    _, asked = li.ask()
    zhao.agree(asked)
    return write(asked["id"])


def test_files_with_a_forgotten_customer_are_removed_at_once(li: Browser, zhao: Browser) -> None:
    export = exported(li, zhao)
    now = timezone.now()
    assert exports_with(WANG) == [export]
    assert forget_customer(WANG, by="admin", now=now) == 1
    export.refresh_from_db()
    assert (export.state, export.why) == ("withdrawn", "A customer in it was deleted")
    assert not file_of(export).exists()
    assert exports_with(WANG) == []
    assert exports_with(MUELLER) == [export]
    assert {customer_at(export, row) for row in (1, 2, 3)} == {MUELLER, None}
    assert WANG.encode() not in roll_of(export).read_bytes()
    assert forget_customer(WANG, by="admin", now=now) == 0


def test_files_without_the_customer_stay(li: Browser, zhao: Browser) -> None:
    export = exported(li, zhao)
    assert forget_customer("P-nobody", by="admin", now=timezone.now()) == 0
    assert file_of(export).exists()


def test_what_is_being_written_begins_anew(li: Browser) -> None:
    li.ask(filters={"city": "杭州"})
    Export.objects.update(state="writing")
    before = Export.objects.get().job
    forget_customer(WANG, by="admin", now=timezone.now())
    export = Export.objects.get()
    assert (export.state, Job.objects.count()) == ("queued", 2)
    assert export.job != before


def test_files_that_no_export_owns_are_swept_away_and_rolls_stay(li: Browser, zhao: Browser) -> None:
    export = exported(li, zhao)
    (folder() / "0123.csv.part").write_text("half")
    remove_expired_exports(timezone.now())
    assert {each.name for each in folder().iterdir()} == {file_of(export).name, roll_of(export).name}


def test_files_are_for_their_owner_only(li: Browser, zhao: Browser) -> None:
    export = exported(li, zhao)
    assert [path.stat().st_mode & 0o777 for path in (folder(), file_of(export), roll_of(export))] == [
        0o700,
        0o600,
        0o600,
    ]
