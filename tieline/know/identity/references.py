"""Pairs of which a source itself names the other's id."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import INDIVIDUAL

SAID = ("system", "party_ref", "of_system", "of_ref")


def said_by_sources(store: Warehouse) -> ir.Table:
    """The columns of ``SAID``: a person, and which person of which system a source says this is."""
    records = current(store, INDIVIDUAL)
    said = records.filter(records.same_as_ref.notnull() & records.party_ref.notnull())
    return said.select("system", "party_ref", of_system="same_as_system", of_ref="same_as_ref")


def said_of(said: ir.Table, persons: ir.Table) -> ir.Table:
    """What is said that names one of these persons (``system, party_ref``) on either side."""
    named = said.semi_join(persons.select(of_system="system", of_ref="party_ref"), list(SAID[2:]))
    return ibis.union(said.semi_join(persons, list(SAID[:2])), named, distinct=True)


def referred(persons: ir.Table, said: ir.Table) -> ir.Table:
    """``node, other, rank, evidence`` of what is said of these persons (``node, system, party_ref``), once each."""
    one = persons.select("system", "party_ref", "node")
    two = persons.select(of_system="system", of_ref="party_ref", other="node")
    joined = said.join(one, list(SAID[:2])).join(two, list(SAID[2:]))
    named = joined.filter(joined.node != joined.other).select("node", "other")
    return named.select(
        node=ibis.least(named.node, named.other),
        other=ibis.greatest(named.node, named.other),
        rank=ibis.literal(0, "int64"),
        evidence=ibis.null("string"),
    ).distinct()
