"""Reads the literal expressions of the DMN technology compatibility kit: what to evaluate, and what must come out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.values import date_from, duration_from, instant_from, time_from

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=ZoneInfo("UTC"))
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
UNREADABLE = object()


@dataclass(frozen=True)
class Case:
    """One expected result of one test case: the model's expressions by decision, the inputs, and what must come out."""

    name: str
    decision: str
    expressions: dict[str, str]
    functions: dict[str, str]
    inputs: dict[str, Any]
    expected: Any

    def passes(self) -> bool:
        """Whether the interpreter gives the expected value."""
        try:
            return same(self.value(self.decision), self.expected)
        except (Invalid, RecursionError):
            return False

    def value(self, decision: str) -> Any:
        """The value of a decision, from the inputs and the decisions and knowledge models that its text names."""
        text = self.expressions[decision]
        context = dict(self.inputs)
        for name in self.expressions:
            if name != decision and name in text and name not in context:
                context[name] = self.value(name)
        for name, definition in self.functions.items():
            context[name] = evaluate(parse(definition, names=[*context, *self.functions]), context, NOW)
        return evaluate(parse(text, names=list(context)), context, NOW)


def literal_cases(level: Path) -> Iterator[Case]:
    """Every result of a level whose model consists of literal expressions only."""
    for model in sorted(level.glob("*/*.dmn")):
        root = _read(model)
        decisions = {item.get("name", ""): item for item in _all(root, "decision")}
        functions = dict(_knowledge_models(root))
        expressions = {name: text for name, item in decisions.items() if (text := _text(item)) is not None}
        for test in sorted(model.parent.glob("*test*.xml")):
            for case in _all(_read(test), "testCase"):
                inputs = {item.get("name", ""): _value(item) for item in _all(case, "inputNode")}
                for result in _all(case, "resultNode"):
                    decision = result.get("name", "")
                    expected = next((_value(item) for item in _all(result, "expected")), None)
                    if decision in expressions and expected is not UNREADABLE:
                        name = f"{model.parent.name} {case.get('id')} {decision}"
                        yield Case(name, decision, expressions, functions, inputs, expected)


def same(found: Any, expected: Any) -> bool:
    """Whether two values are the same: numbers to 8 digits, lists and contexts item by item."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return abs(found - expected) <= 1e-8 * max(1.0, abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    return type(found) is type(expected) and found == expected


def _read(path: Path) -> Element:
    return ElementTree.parse(path).getroot()  # noqa: S314  # the kit's own files


def _text(decision: Element) -> str | None:
    literal = next((item for item in decision if _tag(item) == "literalExpression"), None)
    return next((item.text for item in _all(literal, "text")), None) if literal is not None else None


def _knowledge_models(root: Element) -> Iterator[tuple[str, str]]:
    """The knowledge models that are literal expressions, as functions of their parameters."""
    for model in _all(root, "businessKnowledgeModel"):
        for logic in _all(model, "encapsulatedLogic"):
            text = _text(logic)
            if text is not None:
                parameters = ", ".join(item.get("name", "") for item in logic if _tag(item) == "formalParameter")
                yield model.get("name", ""), f"function({parameters}) {text}"


def _tag(item: Element) -> str:
    return item.tag.rpartition("}")[2]


def _all(item: Element, tag: str) -> Iterator[Element]:
    return (found for found in item.iter() if _tag(found) == tag)


def _value(item: Element) -> Any:
    """The value below an input, an expected result, an item or a component."""
    if item.get(f"{_XSI}nil") == "true":
        return None
    below = {_tag(child): child for child in item}
    if "component" in below:
        return {child.get("name", ""): _value(child) for child in item if _tag(child) == "component"}
    if "list" in below:
        return [_value(child) for child in below["list"]] if below["list"].get(f"{_XSI}nil") != "true" else None
    return _simple(below["value"]) if "value" in below else None


def _simple(value: Element) -> Any:
    if value.get(f"{_XSI}nil") == "true":
        return None
    text, type_ = value.text or "", (value.get(f"{_XSI}type") or "xsd:string").rpartition(":")[2]
    readers: dict[str, Callable[[str], Any]] = {
        "string": str,
        "boolean": lambda given: given == "true",
        "date": date_from,
        "dateTime": lambda given: instant_from(given, NOW.tzinfo),
        "duration": duration_from,
        "time": time_from,
    }
    if type_ in ("decimal", "double", "integer", "int", "float", "long"):
        return float(text)
    return readers[type_](text) if type_ in readers else UNREADABLE
