"""Everything that a condition may name, as the visual builder offers it: by theme, with labels, units and values."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tieline.foundation.access.sight import Sight
from tieline.foundation.expressions.scope import FieldType, ListType, Scope
from tieline.know.profile.facts import LISTS, PROPERTY
from tieline.know.profile.labels import Label
from tieline.know.profile.themes import PROPERTIES, THEMES
from tieline.know.profile.withheld import field_is_seen
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.queries import list_tags, seen_tags
from tieline.know.tags.tag import TagKind

Words = dict[str, str]
_Seen = Callable[[str], bool]

FAMILIES: Mapping[TagKind, Label] = {
    TagKind.FACT: ("事实", "Facts"),
    TagKind.BEHAVIOUR: ("行为", "Behaviour"),
    TagKind.VALUE: ("价值", "Value"),
    TagKind.SCENE: ("场景", "Situations"),
    TagKind.EMOTION: ("情绪", "Feelings"),
    TagKind.PREDICTED: ("预测", "Predictions"),
}
_OTHERS: Mapping[str, Label] = {
    "scores": ("评分", "Scores"),
    "segments": ("客群", "Segments"),
    "feeds": ("数据新鲜度", "How fresh the data is"),
}
_PREFIXES = {"scores": "scores.", "segments": "segments.", "feeds": "feed."}


def names_of_conditions(sight: Sight, used_in: str) -> dict[str, Any]:
    """Fields by theme, tags by family, scores, segments, feeds, and the lists with their columns."""
    scope = published_scope(with_tags=used_in != "tag")
    seen = name_is_seen(sight)
    groups = [
        *(_group(scope, seen, key, "fields", label, fields) for key, (label, fields) in THEMES.items()),
        _group(scope, seen, "properties", "fields", PROPERTIES, _starting(scope, PROPERTY)),
        *_families(scope, seen),
        *(_group(scope, seen, of, of, label, _starting(scope, _PREFIXES[of])) for of, label in _OTHERS.items()),
    ]
    lists = [_list(name, item, sight) for name, item in scope.lists.items()]
    return {"groups": [group for group in groups if group["items"]], "lists": lists}


def name_is_seen(sight: Sight) -> _Seen:
    """Whether a reader sees the values of a field; a number that is a tag is seen as what it is worked out from."""
    tags = {f"tags.{tag.key}" for tag in seen_tags(sight)}

    def seen(name: str) -> bool:
        return field_is_seen(name, sight) and (not name.startswith("tags.") or name in tags)

    return seen


def _families(scope: Scope, seen: _Seen) -> list[dict[str, Any]]:
    says = {f"tags.{tag.key}": {"zh": tag.says.zh, "en": tag.says.en} for tag in list_tags()}
    found = []
    for kind, label in FAMILIES.items():
        names = [f"tags.{tag.key}" for tag in list_tags() if tag.kind is kind]
        group = _group(scope, seen, kind.value, "tags", label, names)
        found.append({**group, "items": [{**item, "says": says[item["name"]]} for item in group["items"]]})
    return found


def _starting(scope: Scope, prefix: str) -> list[str]:
    return [name for name in scope.fields if name.startswith(prefix)]


def _group(scope: Scope, seen: _Seen, key: str, of: str, label: Label, names: Iterable[str]) -> dict[str, Any]:
    items = [_name(name, scope.fields[name], is_seen=seen(name)) for name in names if name in scope.fields]
    return {"key": key, "of": of, "label": {"zh": label[0], "en": label[1]}, "items": items}


def _list(name: str, item: ListType, sight: Sight) -> dict[str, Any]:
    table = LISTS[name]
    columns = [
        _name(each, column, is_seen=sight.level(table, each) == "readable") for each, column in item.columns.items()
    ]
    return {"name": name, "label": _label(name, item), "when": item.when, "columns": columns}


def _name(name: str, field: FieldType, *, is_seen: bool) -> dict[str, Any]:
    return {
        "name": name,
        "label": _label(name.removeprefix(PROPERTY), field),
        "type": str(field.type),
        "unit": dict(field.unit) or None,
        "values": [{"key": key, "name": dict(words)} for key, words in field.values.items()],
        "closed": field.all_values,
        "seen": is_seen,
    }


def _label(name: str, item: FieldType | ListType) -> Words:
    return {"zh": item.label("zh", name), "en": item.label("en", name)}
