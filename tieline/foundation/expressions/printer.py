"""Tree to text, with as few parentheses as the parser needs: ``parse(text_of(tree)) == tree``."""

from tieline.foundation.expressions.powers import ADD, AND, COMPARE, MULTIPLY, NEGATE, OR, POWER
from tieline.foundation.expressions.tree import (
    Apply,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Column,
    Comparison,
    Context,
    Field,
    Filter,
    For,
    If,
    In,
    InstanceOf,
    Lambda,
    ListOf,
    Literal,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    Range,
    Rows,
    Series,
    TypeName,
    UnaryTest,
)

_ARITHMETIC = {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": POWER}
_POSTFIX = 8
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def text_of(node: Node) -> str:
    """The expression as text, in one spelling for equal trees."""
    return _text(node)


def quoted(text: str) -> str:
    """The text as a string literal."""
    return f'"{text.translate(_ESCAPES)}"'


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: ``3`` rather than ``3.0``."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _text(node: Node, power: int = 0) -> str:
    text, own = _with_power(node)
    return f"({text})" if own < power else text


def _with_power(node: Node) -> tuple[str, int]:  # noqa: PLR0911, C901  # one line per construct of the language
    match node:
        case Logic(op=op, left=left, right=right):
            own = OR if op == "or" else AND
            return f"{_text(left, own)} {op} {_text(right, own + 1)}", own
        case Comparison(op=op, left=left, right=right):
            return f"{_text(left, COMPARE)} {op} {_text(right, ADD)}", COMPARE
        case Arithmetic(op=op, left=left, right=right):
            own = _ARITHMETIC[op]
            return f"{_text(left, own)} {op} {_text(right, own + 1)}", own
        case Between(of=of, low=low, high=high):
            return f"{_text(of, COMPARE)} between {_text(low, ADD)} and {_text(high, ADD)}", COMPARE
        case In(of=of, tests=tests):
            return f"{_text(of, COMPARE)} in {_tests(tests)}", COMPARE
        case Negate(of=of):
            return f"-{_text(of, NEGATE)}", NEGATE
        case InstanceOf(of=of, wanted=wanted):
            return f"{_text(of, COMPARE)} instance of {type_text(wanted)}", COMPARE
        case If() | Quantified() | For() | Lambda():
            return _worded(node), 0
        case Path(of=of, name=name):
            return f"{_text(of, _POSTFIX)}.{name}", _POSTFIX
        case Filter(of=of, condition=condition):
            return f"{_text(of, _POSTFIX)}[{_text(condition)}]", _POSTFIX
        case Apply(of=of, arguments=arguments):
            return f"{_text(of, _POSTFIX)}({', '.join(map(_text, arguments))})", _POSTFIX
    return _closed(node), _POSTFIX


def _worded(node: Node) -> str:
    match node:
        case If(condition=condition, yes=yes, no=no):
            return f"if {_text(condition)} then {_text(yes)} else {_text(no)}"
        case Quantified(word=word, variable=variable, of=of, condition=condition):
            return f"{word} {variable} in {_text(of)} satisfies {_text(condition)}"
        case For(bindings=bindings, result=result):
            return f"for {', '.join(_binding(name, of) for name, of in bindings)} return {_text(result)}"
        case Lambda(parameters=parameters, body=body):
            return f"function({', '.join(_parameter(*item) for item in parameters)}) {_text(body)}"
    raise TypeError(type(node).__name__)


def _binding(variable: str, of: Node) -> str:
    if isinstance(of, Series):
        return f"{variable} in {_text(of.low, ADD)}..{_text(of.high, ADD)}"
    return f"{variable} in {_text(of)}"


def _parameter(name: str, wanted: TypeName) -> str:
    return name if wanted == TypeName() else f"{name}: {type_text(wanted)}"


def type_text(wanted: TypeName) -> str:
    """A type as it is written: ``list<string>``, ``context<a: date>``, ``function<number> -> string``."""
    if wanted.name == "function" and wanted.of:
        *takes, gives = map(type_text, wanted.of)
        return f"function<{', '.join(takes)}> -> {gives}"
    inside = [*map(type_text, wanted.of), *(f"{name}: {type_text(type_)}" for name, type_ in wanted.entries)]
    return f"{wanted.name}<{', '.join(inside)}>" if inside else wanted.name


def _closed(node: Node) -> str:  # one case per construct of the language
    match node:
        case Literal():
            return _literal(node)
        case AtLiteral(text=text):
            return f"@{quoted(text)}"
        case Name(name=name) | Field(name=name) | Rows(name=name):
            return name
        case Column(name=name, variable=variable):
            return f"{variable}.{name}" if variable else name
        case ListOf(items=items):
            return f"[{', '.join(_text(item) for item in items)}]"
        case Context(entries=entries):
            return "{" + ", ".join(f"{quoted(name)}: {_text(value)}" for name, value in entries) + "}"
        case Range(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
            return f"{'[' if low_closed else '('}{_text(low)}..{_text(high, ADD)}{']' if high_closed else ')'}"
        case Call(name=name, arguments=arguments, names=names):
            given = [_text(argument) for argument in arguments]
            labelled = [f"{label}: {text}" for label, text in zip(names, given, strict=True)] if names else given
            return f"{name}({', '.join(labelled)})"
    raise TypeError(type(node).__name__)


def _literal(node: Literal) -> str:
    match node.value:
        case None:
            return "null"
        case bool():
            return "true" if node.value else "false"
        case str():
            return quoted(node.value)
        case _:
            return number_text(node.value)


def _tests(tests: tuple[Node, ...]) -> str:
    if len(tests) == 1 and isinstance(tests[0], Range):
        return _text(tests[0])
    return f"({', '.join(_test(test) for test in tests)})"


def _test(test: Node) -> str:
    return f"{test.op} {_text(test.of, ADD)}" if isinstance(test, UnaryTest) else _text(test)
