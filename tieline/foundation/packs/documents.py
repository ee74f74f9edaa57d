"""
YAML files as JSON values that still know their lines.

Plain words stay words: only ``true``, ``false``, ``null`` and numbers are more than text, as in YAML 1.2.
So ``no``, ``Yes``, ``21:00`` and ``2026-01-31`` are text (YAML 1.1 would make them booleans, 1260 and a date).
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Fastest
except ImportError:  # a PyYAML that was built without libyaml
    from yaml import SafeLoader as Fastest  # type: ignore[assignment] # two loaders of one purpose

from tieline.foundation.errors import Invalid, NotFound


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}


class _Quick(Fastest):
    """The same by libyaml, ten times as quick; what it refuses is left to ``_Loader``, which says better why."""

    yaml_implicit_resolvers: dict[str, Any] = {}


class _Dumper(yaml.SafeDumper):
    """SafeDumper that puts text in quotes where ``_Loader`` would read more than text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(true|false)$", "tf"),
    ("null", r"^(null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?(0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$", "-+.0123456789"),
):
    for _way in (_Loader, _Quick, _Dumper):
        _way.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Document:
    """One definition in a file: its value in JSON's types and the YAML node that knows the lines."""

    file: Path
    node: yaml.Node
    body: Any
    has_lines: bool = True

    def where(self, path: Sequence[str | int] = ()) -> str:
        """``file, line 12, field map.gender`` of the deepest part of ``path`` that is there."""
        if not self.has_lines:
            return f"{self.file}, field {dotted(path)}" if path else str(self.file)
        node = self.node
        for step in path:
            below = child(node, step)
            if below is None:
                break
            node = below
        place = f"{self.file}, line {node.start_mark.line + 1}"
        return f"{place}, field {dotted(path)}" if path else place


def document_of(body: Any, name: str) -> Document:
    """A value in JSON's types as a document: places in it are told by ``name`` and field, as it has no lines."""
    node: yaml.Node = yaml.representer.SafeRepresenter().represent_data(body)  # no text between: YAML allows less
    return Document(Path(name), node, body, has_lines=False)


def dotted(path: Sequence[str | int]) -> str:
    """``records[0].map.gender``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    """The node one step below: by key in a mapping, by position in a list; None where there is none."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                found: yaml.Node = value
                return found
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def read_documents(file: Path) -> list[Document]:
    """The definitions in a file, one mapping or a list of them; Invalid with the line where it cannot be read."""
    node = _compose(file)
    if node is None:
        return []
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [_document(file, each) for each in nodes]


def yaml_of(body: Any) -> str:
    """The text of a definition, which ``read_documents`` reads as the same value."""
    text: str = yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text


def _compose(file: Path) -> yaml.Node | None:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound("The file does not exist", where=str(file), do="Check the path") from error
    except (UnicodeDecodeError, OSError) as error:
        raise Invalid(f"The file cannot be read: {error}", where=str(file), do="Save it as UTF-8 text") from error
    with suppress(yaml.YAMLError):
        return yaml.compose(text, Loader=_Quick)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(file)
        raise Invalid(f"This is not YAML: {error.problem or error.context}", where=place, do=_advice(error)) from error
    except yaml.YAMLError as error:
        raise Invalid(f"This is not YAML: {error}", where=str(file), do="Mend the file") from error
    return node


def _advice(error: yaml.MarkedYAMLError) -> str:
    if "'\\t'" in str(error.problem):
        return "Indent with spaces, not with tabs"
    if "mapping values are not allowed" in str(error.problem):
        return "Put text that contains ': ' in quotes"
    return "Mend this line, or the one before it"


def _document(file: Path, node: yaml.Node) -> Document:
    if not isinstance(node, yaml.MappingNode):
        place = f"{file}, line {node.start_mark.line + 1}"
        raise Invalid("A definition is a mapping of fields", where=place, do="Write it as 'key: …', 'name: …'")
    _refuse_repeated_keys(file, node)
    loader = _Loader("")
    try:
        value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or node.start_mark
        raise Invalid(
            f"This YAML cannot be used: {error.problem}", where=f"{file}, line {mark.line + 1}", do="Use plain values"
        ) from error
    finally:
        loader.dispose()
    return Document(file, node, json.loads(json.dumps(value, ensure_ascii=False)))


def _refuse_repeated_keys(file: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(file, item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Invalid("A field name must be a word", where=f"{file}, line {key.start_mark.line + 1}")
            if key.value in seen:
                raise Invalid(
                    f"'{key.value}' is given twice",
                    where=f"{file}, line {key.start_mark.line + 1}",
                    do="Keep one of them",
                )
            seen.add(key.value)
            _refuse_repeated_keys(file, value)
