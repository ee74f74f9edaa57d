"""A customer's persons leave identity: how they compare, with whom they were compared, and what was decided of them."""

from collections.abc import Iterable

import ibis.expr.types as ir
from django.db.models import Q

from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.subjects import PARTY, Subject
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.models import Decision
from tieline.know.identity.tables import FEATURES, LISTS, PAIR, TERM_FREQUENCY

SIDES = (("system", "party_ref"), ("other_system", "other_party_ref"))


def count_comparisons(subject: Subject) -> int:
    """Persons as they are compared, and the pairs in which they are."""
    store = warehouse()
    with staging(store) as area:
        theirs = _persons(area, subject)
        found = [rows for _, rows in _rows(store, theirs)]
        return sum(int(rows.count().to_pyarrow().as_py()) for rows in found)


def erase_comparisons(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Take them out, and words of theirs whose frequency tells that somebody has them; how many rows."""
    store, gone = warehouse(), 0
    with staging(store) as area, store.transaction():
        theirs = _persons(area, subject)
        words = _words(store, theirs)
        for table, rows in list(_rows(store, theirs)):
            gone += store.remove(table, area.keep(rows.distinct()))
        for feature, value in words:
            if _bearers(store, feature, value) < 2:
                gone += store.retract(TERM_FREQUENCY, feature=feature, value=value)
    return gone


def count_decisions(subject: Subject) -> int:
    """How often somebody decided about one of the customer's persons."""
    return Decision.objects.filter(_decided(subject)).count()


def erase_decisions(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete those decisions; how many."""
    return Decision.objects.filter(_decided(subject)).delete()[0]


def _decided(subject: Subject) -> Q:
    found = Q(pk__in=[])
    for system, references in subject.references(PARTY).items():
        found |= Q(system=system, party_ref__in=references) | Q(other_system=system, other_party_ref__in=references)
    return found


def _persons(area: Staging, subject: Subject) -> ir.Table:
    pairs = [(system, ref) for system, refs in subject.references(PARTY).items() for ref in refs]
    systems, references = ([each[n] for each in pairs] for n in (0, 1))
    return area.keep_values({"system": ("string", systems), "party_ref": ("string", references)})


def _rows(store: Warehouse, theirs: ir.Table) -> Iterable[tuple[Table, ir.Table]]:
    """The keys of their rows by table."""
    if store.has(FEATURES):
        yield FEATURES, store.table(FEATURES).semi_join(theirs, ["system", "party_ref"]).select("system", "party_ref")
    for system, reference in SIDES:
        if store.has(PAIR):
            pairs = store.table(PAIR)
            same = [pairs[system] == theirs.system, pairs[reference] == theirs.party_ref]
            yield PAIR, pairs.semi_join(theirs, same).select("pair_id")


def _words(store: Warehouse, theirs: ir.Table) -> set[tuple[str, str]]:
    """Feature and value of theirs of which a frequency is kept."""
    if not (store.has(TERM_FREQUENCY) and store.has(FEATURES)):
        return set()
    own = store.table(FEATURES).semi_join(theirs, ["system", "party_ref"]).to_pyarrow().to_pylist()
    said = {
        (name, value)
        for row in own
        for name, values in row.items()
        for value in (values if isinstance(values, list) else [values])
        if value
    }
    return {
        (row["feature"], row["value"])
        for row in store.rows(TERM_FREQUENCY, columns=["feature", "value"], value=sorted({value for _, value in said}))
        if (row["feature"], row["value"]) in said
    }


def _bearers(store: Warehouse, feature: str, value: str) -> int:
    """How many persons have a value; 0 for a feature that is no column any more."""
    if feature not in FEATURES.column_names:
        return 0
    column = store.table(FEATURES)[feature]
    has = column.contains(value) if feature in LISTS else column == value
    return int(has.sum().fill_null(0).to_pyarrow().as_py())
