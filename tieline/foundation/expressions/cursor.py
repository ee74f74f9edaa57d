"""Where a parser stands in the words of a text, and the error when another word was due."""

from abc import ABC, abstractmethod

from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.lexer import Token
from tieline.foundation.expressions.tree import Node


class Cursor(ABC):
    """The words of a text and the position of the next; the parser of expressions builds on it."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.position = 0

    @abstractmethod
    def expression(self, power: int) -> Node:
        """The expression that begins here and binds tighter than ``power``."""

    @abstractmethod
    def enclosed(self) -> Node:
        """An expression between parentheses, brackets or commas."""

    @property
    def here(self) -> Token:
        """The next word."""
        return self.found[self.position]

    def advance(self) -> Token:
        """The next word, which is then read."""
        token = self.here
        self.position += 1
        return token

    def is_here(self, text: str) -> bool:
        """Whether this sign or keyword is next."""
        return self.here.text == text and self.here.kind in ("symbol", "keyword")

    def expect(self, text: str, purpose: str) -> Token:
        """The next word, which must be this sign or keyword."""
        if not self.is_here(text):
            raise self.unexpected(f"'{text}' {purpose}")
        return self.advance()

    def unexpected(self, expected: str) -> WrongExpression:
        """The error for the next word where ``expected`` was due."""
        what = "The expression ends too early" if self.here.kind == "end" else f"'{self.here.text}' is unexpected"
        return WrongExpression(self.here.at, f"{what}: expected {expected}")

    def label(self) -> str | None:
        """The name before a ``:``, which may hold spaces; None (and nothing read) where no colon follows."""
        end = self.position
        while self.found[end].kind in ("name", "keyword"):
            end += 1
        if end == self.position or self.found[end].text != ":":
            return None
        words = [token.text for token in self.found[self.position : end]]
        self.position = end + 1
        return " ".join(words)
