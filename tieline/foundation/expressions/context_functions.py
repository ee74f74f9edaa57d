"""Functions of contexts: the interpreter's part of FEEL, outside the compiled subset."""

from collections.abc import Mapping
from typing import Any

from tieline.foundation.expressions.signature import Function, Parameter, gives
from tieline.foundation.expressions.types import ANY, CONTEXT, TEXT, list_of
from tieline.foundation.expressions.values import Value, normal

_CONTEXT = Parameter("context", (CONTEXT,))
_ENTRIES = (list_of(ANY), CONTEXT)


def _context(entries: Any) -> dict[str, Value] | None:
    """The context of entries ``{key, value}``; null where one is incomplete or a key is given twice."""
    found: dict[str, Value] = {}
    for entry in entries if isinstance(entries, list) else [entries]:
        is_entry = isinstance(entry, Mapping) and isinstance(entry.get("key"), str) and "value" in entry
        if not is_entry or entry["key"] in found:
            return None
        found[entry["key"]] = normal(entry["value"])
    return found


def _put(context: Any, keys: Any, value: Value = None) -> dict[str, Value] | None:
    path = keys if isinstance(keys, list) else [keys]
    if not path or not isinstance(context, Mapping) or not all(isinstance(key, str) for key in path):
        return None
    first, *rest = path
    inner = _put(context.get(first), rest, value) if rest else value
    return None if rest and inner is None else {**context, first: inner}


def _merge(contexts: Any) -> dict[str, Value] | None:
    found: dict[str, Value] = {}
    for context in contexts if isinstance(contexts, list) else [contexts]:
        if not isinstance(context, Mapping):
            return None
        found |= context
    return found


CONTEXT_FUNCTIONS = (
    Function(
        "context", (Parameter("entries", _ENTRIES),), gives(CONTEXT), _context, "由{0}组成的记录", "the record of {0}",
    ),
    Function(
        "context put", (_CONTEXT, Parameter("key", (TEXT, list_of(ANY))), Parameter("value")), gives(CONTEXT), _put,
        "{0}中 {1} 为 {2}", "{0} with {1} as {2}", strict=False, also_named=(("context", "keys", "value"),),
    ),
    Function(
        "context merge", (Parameter("contexts", _ENTRIES),), gives(CONTEXT), _merge, "{0}合并", "{0}, merged",
    ),
    Function(
        "get value", (Parameter("m", (CONTEXT,)), Parameter("key", (TEXT,))), gives(ANY),
        lambda context, key: normal(context.get(key)), "{0}的 {1}", "{1} of {0}",
    ),
    Function(
        "get entries", (Parameter("m", (CONTEXT,)),), gives(list_of(CONTEXT)),
        lambda context: [{"key": key, "value": value} for key, value in context.items()],
        "{0}的各项", "the entries of {0}",
    ),
)  # fmt: skip
