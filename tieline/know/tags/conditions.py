"""
What conditions of tags, segments and rules may speak of, and how they are asked of all customers.

Facts come from ``profile.facts``. Scores are named ``scores.<model>`` (a probability) and
``scores.<model>_percentile`` (0–100); tags are named ``tags.<key>``, and segments ``segments.<key>``, for everything
after tags.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.days import end_of_day
from tieline.foundation.errors import Unavailable
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.compiler import Source, check_compilable, compile_columns
from tieline.foundation.expressions.errors import pointing_at
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import FieldType, Scope
from tieline.foundation.expressions.sentences import sentence
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, TEXT, Type
from tieline.foundation.packs.kinds import Definitions, Kind, Text
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Readable
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.profile import facts
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.tables import CUSTOMER_SCORE
from tieline.know.tags import memberships
from tieline.know.tags.tables import CUSTOMER_TAG
from tieline.know.tags.tag import KIND_NAME, TagDefinition, TagType

_TYPE: Mapping[TagType, Type] = {
    TagType.BOOLEAN: BOOLEAN,
    TagType.NUMBER: NUMBER,
    TagType.CATEGORY: TEXT,
    TagType.BAND: TEXT,
}


def published_scope(*, with_tags: bool) -> Scope:
    """Everything a condition may name with what is published now; tags themselves may name no tags or segments."""
    models = {model.key: model.name for model in published(MODELS.name, ModelDefinition)}
    tags = published(KIND_NAME, TagDefinition) if with_tags else []
    segments = memberships.published_segments() if with_tags else []
    named = {**score_fields(models), **tag_fields(tags), **memberships.segment_fields(segments)}
    return facts.scope().with_fields(named)


def score_fields(models: Mapping[str, Text]) -> dict[str, FieldType]:
    """The fields of scores, from the names of the models by key."""
    fields: dict[str, FieldType] = {}
    for key, name in models.items():
        fields[f"scores.{key}"] = FieldType(NUMBER, zh=f"{name.zh}（概率）", en=f"{name.en} (probability)")
        fields[f"scores.{key}_percentile"] = FieldType(NUMBER, zh=f"{name.zh}（百分位）", en=f"{name.en} (percentile)")
    return fields


def tag_fields(tags: Iterable[TagDefinition]) -> dict[str, FieldType]:
    """The fields of tags: bands and categories are texts that hold the key, and are called by their name."""
    return {
        f"tags.{tag.key}": FieldType(
            _TYPE[tag.type], zh=tag.name.zh, en=tag.name.en, values=_names(tag), all_values=_names_all_values(tag)
        )
        for tag in tags
    }


def _names_all_values(tag: TagDefinition) -> bool:
    """Whether a tag has no other values than it names: bands, and categories that each have their condition."""
    return tag.type is TagType.BAND or (tag.type is TagType.CATEGORY and tag.value is None)


def _names(tag: TagDefinition) -> dict[str, dict[str, str]]:
    named = [(band.key, band.name) for band in tag.bands] + [(each.key, each.name) for each in tag.categories]
    return {key: {"zh": name.zh, "en": name.en} for key, name in named}


def scope_of_pack(definitions: Definitions, *, with_tags: bool) -> Scope:
    """The same with what a pack defines that is not published yet."""
    models = {model.key: model.name for model in definitions.of(MODELS)}
    tags = definitions.of(Kind(KIND_NAME, "tags", TagDefinition)) if with_tags else []
    segments = memberships.segments_of_pack(definitions) if with_tags else []
    named = {**score_fields(models), **tag_fields(tags), **memberships.segment_fields(segments)}
    return facts.scope(definitions.of(SOURCES)).with_fields(named)


def condition(text: str, scope: Scope) -> Typed:
    """A condition, checked: an expression that is true, false or null; Invalid at the wrong word."""
    return check(parse(text), scope, BOOLEAN)


def check_condition(text: str, scope: Scope, place: str) -> None:
    """Nothing for a condition that can be asked of all customers; Invalid that points at the place and the word."""
    with pointing_at(place):
        check_compilable(condition(text, scope))


def sentences(typed: Typed) -> dict[str, str]:
    """The expression in words, in both languages."""
    return {"zh": sentence(typed, "zh"), "en": sentence(typed, "en")}


def hold(
    warehouse: Readable, conditions: Mapping[str, str], scope: Scope, as_of: date, among: ir.Table | None = None
) -> ir.Table:
    """One row per customer, or per one of ``among``, with a boolean column per condition, asked at the day's end."""
    typed = {key: condition(text, scope) for key, text in conditions.items()}
    return asked_of_all(warehouse, typed, as_of, among)


def asked_of_all(
    warehouse: Readable, expressions: Mapping[str, Typed], as_of: date, among: ir.Table | None = None
) -> ir.Table:
    """One row per customer, or per one of ``among``, with a column per expression, asked at the day's end; at once."""
    names = {name for typed in expressions.values() for name in typed.names.fields}
    return compile_columns(expressions, source(warehouse, names, among), end_of_day(as_of))


def source(warehouse: Readable, names: Iterable[str], among: ir.Table | None = None) -> Source:
    """
    The facts of all customers as the profile has them, and the scores, tags and segments that ``names`` ask for.

    With ``among`` (``customer_id``) of these customers alone.
    """
    found = facts.source(warehouse, None, among)
    fields = found.fields
    for name in sorted(names):
        group, _, key = name.partition(".")
        if group == "scores":
            fields = _with_score(fields, facts.narrowed(warehouse.table(CUSTOMER_SCORE), among), name, key)
    tags = [name for name in sorted(names) if name.startswith("tags.")]
    if tags:
        fields = _with_tags(fields, facts.narrowed(warehouse.table(CUSTOMER_TAG), among), tags)
    segments = [name for name in sorted(names) if name.startswith(memberships.PREFIX)]
    if segments:
        members = facts.narrowed(warehouse.table(memberships.MEMBERSHIP), among)
        fields = memberships.with_memberships(fields, members, segments)
    return Source(key=found.key, fields=fields, lists=found.lists)


def _with_score(fields: ir.Table, scores: ir.Table, name: str, key: str) -> ir.Table:
    """``fields`` with one score as the column ``name``; null for customers without it."""
    column, model = (
        ("percentile", key.removesuffix("_percentile")) if key.endswith("_percentile") else ("probability", key)
    )
    scores = scores.filter(scores.model == model).select(scored_id="customer_id", **{name: scores[column]})
    return fields.left_join(scores, fields.customer_id == scores.scored_id).drop("scored_id")


def _with_tags(fields: ir.Table, tags: ir.Table, names: Sequence[str]) -> ir.Table:
    """``fields`` with these tags as columns ``tags.…``; null for customers that were not tagged."""
    missing = [name for name in names if name.partition(".")[2] not in tags.columns]
    if missing:
        raise Unavailable(f"{missing[0]} has not been computed yet", do="Start a run")
    tags = tags.select(tagged_id="customer_id", **{name: tags[name.partition(".")[2]] for name in names})
    return fields.left_join(tags, fields.customer_id == tags.tagged_id).drop("tagged_id")
