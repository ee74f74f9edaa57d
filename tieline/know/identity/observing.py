"""What is known of each person of each system, one small table per kind of knowledge, folded to be compared."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.folding import address_key, email_key, name_key, plain_name
from tieline.know.identity.phones import readable
from tieline.know.identity.sounds import sounding
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, PRODUCT


@dataclass(frozen=True)
class Observed:
    """
    ``persons`` has one row per person of a system: ``node`` (a number in the order of system and reference),
    ``system``, ``party_ref``. ``records`` are the records of all systems with their ``node``; ``numbers`` says
    how ``written`` numbers read as ``phone``. ``names`` has ``node``, ``plain`` and, where it is a whole name,
    ``value`` and ``sound``; ``references`` has ``node`` and ``other``, a node that the source itself says is
    the same. The others have ``node`` and ``value``, each pair once.
    """

    persons: ir.Table
    records: ir.Table
    numbers: ir.Table
    names: ir.Table
    phones: ir.Table
    emails: ir.Table
    births: ir.Table
    addresses: ir.Table
    references: ir.Table


def observe(area: Staging, country: str) -> Observed:
    """Everything that the current records say of people, computed into the staging area."""
    store = area.warehouse
    individuals = current(store, INDIVIDUAL)
    known = individuals.filter(individuals.party_ref.notnull()).select("system", "party_ref").distinct()
    order = ibis.row_number().over(order_by=[known.system, known.party_ref])
    persons = area.keep(known.mutate(node=order))
    records = area.keep(individuals.join(persons, ["system", "party_ref"]))
    lines = area.keep(_lines(store, persons))
    numbers = _numbers(area, records, lines, country)
    name = ibis.coalesce(records.full_name, _whole(records.family_name, records.given_name))
    return Observed(
        persons=persons,
        records=records,
        numbers=numbers,
        names=_names(area, area.keep(records.select("node", plain=plain_name(name)).distinct())),
        phones=area.keep(_phones(records, lines, numbers)),
        emails=area.keep(_values(records, email_key(records.email))),
        births=area.keep(_values(records, records.birth_date.cast("string"))),
        addresses=area.keep(_values(records, address_key(records.address))),
        references=area.keep(_references(records, persons)),
    )


def _whole(family: ir.StringValue, given: ir.StringValue) -> ir.StringValue:
    return ibis.array([family, given]).filter(lambda part: part.notnull()).join(" ").nullif("")


def _names(area: Staging, names: ir.Table) -> ir.Table:
    """Every name of every person with its key and how it sounds."""
    named = names.filter(names.plain.notnull())
    texts = named.select("plain").distinct().order_by("plain").to_pyarrow()["plain"].to_pylist()
    heard = area.keep_values({column: ("string", values) for column, values in sounding(texts).items()})
    joined = named.left_join(heard, [("plain", "name")])
    return area.keep(joined.select("node", "plain", "sound", value=name_key(joined.plain)))


def _values(records: ir.Table, value: ir.StringValue) -> ir.Table:
    found = records.select("node", value=value)
    return found.filter(found["value"].notnull()).distinct()


def _lines(store: Warehouse, persons: ir.Table) -> ir.Table:
    """``node`` and ``written``: the numbers of the lines that a person's accounts pay for."""
    accounts = current(store, BILLING_ACCOUNT).select("system", "account_ref", "party_ref")
    owners = accounts.join(persons, ["system", "party_ref"]).select("system", "account_ref", "node")
    products = current(store, PRODUCT).select("system", "account_ref", "phone")
    joined = products.filter(products.phone.notnull()).join(owners, ["system", "account_ref"])
    return joined.select("node", written="phone").distinct()


def _numbers(area: Staging, records: ir.Table, lines: ir.Table, country: str) -> ir.Table:
    """``written`` and ``phone``: every way in which some source writes a number, and its E.164 form."""
    ways = [records.select(written="phone"), records.select(written="other_phone"), lines.select("written")]
    written = ibis.union(*ways, distinct=True)
    texts = written.filter(written.written.notnull()).order_by("written").to_pyarrow()["written"].to_pylist()
    read = readable(texts, country)
    return area.keep_values({name: ("string", values) for name, values in read.items()})


def _phones(records: ir.Table, lines: ir.Table, numbers: ir.Table) -> ir.Table:
    written = ibis.union(
        records.select("node", written="phone"),
        records.select("node", written="other_phone"),
        lines.select("node", "written"),
        distinct=True,
    )
    return written.join(numbers, "written").select("node", value="phone").distinct()


def _references(records: ir.Table, persons: ir.Table) -> ir.Table:
    said = records.filter(records.same_as_ref.notnull()).select(
        "node", system=records.same_as_system, party_ref=records.same_as_ref
    )
    others = persons.select("system", "party_ref", other="node")
    joined = said.join(others, ["system", "party_ref"]).select("node", "other")
    return joined.filter(joined.node != joined.other).distinct()
