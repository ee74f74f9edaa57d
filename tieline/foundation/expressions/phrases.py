"""The constructs that begin with a word: ``if``, ``some``, ``every``, ``for``, ``function``, and names of types."""

from tieline.foundation.expressions.cursor import Cursor
from tieline.foundation.expressions.errors import WrongExpression, nearest
from tieline.foundation.expressions.tree import For, If, Lambda, Node, Quantified, Series, TypeName

TYPE_NAMES = (
    "Any",
    "Null",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list",
    "context",
    "range",
    "function",
)


class Phrases(Cursor):
    """Reads what begins with a word of the language."""

    def conditional(self) -> Node:
        """``if … then … else …``."""
        at = self.advance().at
        condition = self.expression(0)
        self.expect("then", "after the condition")
        yes = self.expression(0)
        self.expect("else", "after the value")
        return If(condition, yes, self.expression(0), at=at)

    def quantified(self) -> Node:
        """``some x in a, y in b satisfies …``: further variables are quantifiers inside the first."""
        word = self.advance()
        bindings = self.bindings()
        self.expect("satisfies", "after the list")
        node = self.expression(0)
        for variable, of in reversed(bindings):
            node = Quantified(word.text, variable, of, node, at=word.at)
        return node

    def loop(self) -> Node:
        """``for x in a, y in b return …``."""
        at = self.advance().at
        bindings = self.bindings()
        self.expect("return", "after the list")
        return For(bindings, self.expression(0), at=at)

    def bindings(self) -> tuple[tuple[str, Node], ...]:
        """``x in a, y in b``."""
        found = [self.binding()]
        while self.is_here(","):
            self.advance()
            found.append(self.binding())
        return tuple(found)

    def binding(self) -> tuple[str, Node]:
        """``x in a``, or ``x in 1..5``."""
        if self.here.kind != "name":
            raise self.unexpected("the name of a variable")
        variable = self.advance().text
        self.expect("in", "after the variable")
        of = self.expression(0)
        if self.is_here(".."):
            at = self.advance().at
            return variable, Series(of, self.expression(0), at=at)
        return variable, of

    def definition(self) -> Node:
        """``function(a: number, b) body``."""
        at = self.advance().at
        self.expect("(", "after 'function'")
        parameters: list[tuple[str, TypeName]] = []
        while not self.is_here(")"):
            if self.here.kind != "name":
                raise self.unexpected("the name of a parameter")
            name = self.advance().text
            if self.is_here(":"):
                self.advance()
                parameters.append((name, self.type_name()))
            else:
                parameters.append((name, TypeName()))
            if not self.is_here(")"):
                self.expect(",", "or ')' after a parameter")
        self.advance()
        return Lambda(tuple(parameters), self.expression(0), at=at)

    def type_name(self) -> TypeName:
        """``number``, ``date and time``, ``list<string>``, ``context<a: date>``, ``function<number> -> string``."""
        start = self.here
        name = self.type_words()
        if name not in TYPE_NAMES:
            raise WrongExpression(start.at, f"There is no type '{name}'", do=nearest(name, TYPE_NAMES))
        of: list[TypeName] = []
        entries: list[tuple[str, TypeName]] = []
        if self.is_here("<"):
            self.advance()
            while not self.is_here(">"):
                label = self.label() if name == "context" else None
                found = self.type_name()
                if label is None:
                    of.append(found)
                else:
                    entries.append((label, found))
                if not self.is_here(">"):
                    self.expect(",", "or '>' after a type")
            self.advance()
        if name == "function" and self.is_here("->"):
            self.advance()
            of.append(self.type_name())
        return TypeName(name, tuple(of), tuple(entries))

    def type_words(self) -> str:
        """The words of one type: as many as still make the name of one."""
        longest = ("days and time duration", "years and months duration", "date and time")
        for phrase in longest:
            words = phrase.split()
            if [token.text for token in self.found[self.position : self.position + len(words)]] == words:
                self.position += len(words)
                return phrase
        if self.here.kind not in ("name", "keyword"):
            raise self.unexpected("the name of a type")
        return self.advance().text
