"""Names and cities of millions as they sound: the sound of each distinct part is found once, then put together."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import is_han_column
from tieline.foundation.standards.names import name_key_column
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.folding import plain_text
from tieline.know.identity.sounds import TWO_CHARACTER_FAMILIES, family_sound, spelled, syllables

PARTS = 200_000
"""Distinct parts of names that are spelled at once."""


def spelled_names(area: Staging, rows: ir.Table) -> ir.Table:
    """
    The rows with what their ``plain`` name gives: ``name, sound, western, family, given, family_sounds,
    script``.

    A name that the source keeps in two parts (``told_family``, ``told_given``) is taken apart as it says.
    """
    split = area.keep(_taken_apart(rows))
    families = _sounds_of(area, split, "family", family=True)
    givens = _sounds_of(area, split, "given", family=False)
    joined = split.left_join(families.select(of_family="part", family_sound="sound"), [("family", "of_family")])
    joined = joined.left_join(givens.select(of_given="part", given_sound="sound"), [("given", "of_given")])
    both = ibis.array([joined["family_sound"], joined["given_sound"]])
    chinese = joined["script"] == "chinese"
    words = _one_u(joined["plain"]).split(" ").filter(lambda word: word.length() > 1)
    latin_sound = ibis.ifelse(words.length() > 1, words.sort().join(" "), ibis.null("string"))
    whole = joined["family_sound"].notnull() & joined["given_sound"].notnull()
    sound = ibis.ifelse(chinese, ibis.ifelse(whole, both.sort().join(" "), ibis.null("string")), latin_sound)
    families_heard = ibis.ifelse(
        chinese, ibis.array([joined["family_sound"]]).filter(lambda each: each.notnull()), words.unique().sort()
    )
    return area.keep(
        joined.mutate(
            name=name_key_column(joined["plain"]),
            sound=sound,
            western=ibis.ifelse(
                ~chinese & ~joined["plain"].re_search(f"^(?:(?:{syllables()})+(?: |$))+$"),
                name_key_column(joined["plain"]),
                ibis.null("string"),
            ),
            family_sounds=ibis.ifelse(joined["plain"].isnull(), ibis.literal([], type="array<string>"), families_heard),
        ).drop("of_family", "of_given", "family_sound", "given_sound")
    )


def _taken_apart(rows: ir.Table) -> ir.Table:
    plain = rows.plain
    chinese = is_han_column(plain)
    size = ibis.ifelse(plain.substr(0, 2).isin(sorted(TWO_CHARACTER_FAMILIES)), 2, 1)
    words = plain.split(" ")
    comma = rows.written.contains(",") & ~chinese
    last = words[words.length() - 1]
    head = ibis.ifelse(words.length() > 1, words[: words.length() - 1].join(" "), ibis.null("string"))
    tail = ibis.ifelse(words.length() > 1, words[1:].join(" "), ibis.null("string"))
    family = ibis.cases((chinese, plain.substr(0, size)), (comma, words[0]), (words.length() > 1, last))
    given = ibis.cases((chinese, plain.substr(size)), (comma, tail), else_=head)
    told = rows.told_family.notnull() | rows.told_given.notnull()
    return rows.mutate(
        script=ibis.ifelse(plain.isnull(), ibis.null("string"), ibis.ifelse(chinese, "chinese", "latin")),
        family=ibis.ifelse(told, rows.told_family, family.nullif("")),
        given=ibis.ifelse(told, rows.told_given, given.nullif("")),
    )


def _sounds_of(area: Staging, split: ir.Table, column: str, *, family: bool) -> ir.Table:
    """``part, sound`` of the distinct Chinese parts of names."""
    chinese = split.filter((split.script == "chinese") & split[column].notnull())
    parts = area.keep(chinese.select(part=column).distinct()).order_by("part").to_pyarrow()["part"]
    tables = []
    for start in range(0, max(len(parts), 1), PARTS):
        texts = parts.slice(start, PARTS).to_pylist()
        heard = [(text, family_sound(text) if family else spelled(text)) for text in texts]
        known = [(text, sound) for text, sound in heard if sound]
        columns = {"part": ("string", [text for text, _ in known]), "sound": ("string", [each for _, each in known])}
        tables.append(area.keep_values(columns))
    return area.keep(ibis.union(*tables, distinct=False)) if len(tables) > 1 else tables[0]


def _one_u(words: ir.StringValue) -> ir.StringValue:
    return words.re_replace(r"([ln])(yu|v|ü)", r"\1u")


def spelled_cities(area: Staging, rows: ir.Table) -> ir.Table:
    """``city, spelled``: 杭州市, 杭州 and Hangzhou are one."""
    cities = area.keep(rows.filter(rows.city.notnull()).select("city").distinct())
    plain = cities.select(
        "city", plain=plain_text(cities.city).re_replace(r"[\s\-']+", "").re_replace("(?:市|city)$", "")
    )
    pairs = plain.order_by("city").to_pyarrow().to_pylist()
    found = [(each["city"], spelled(each["plain"]) or each["plain"]) for each in pairs if each["plain"]]
    return area.keep_values(
        {"city": ("string", [city for city, _ in found]), "spelled": ("string", [each for _, each in found])}
    )
