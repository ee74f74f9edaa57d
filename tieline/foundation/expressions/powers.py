"""
How tightly operators bind (DMN 1.5, 10.3.1.2), for the parser and the printer.

``or`` < ``and`` < comparison, ``in``, ``between``, ``instance of`` < ``+ −`` < ``* /`` < ``**`` < negation.
"""

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OR, AND, COMPARE, ADD, MULTIPLY, POWER, NEGATE = 1, 2, 3, 4, 5, 6, 7
BINARY = {
    **dict.fromkeys(COMPARISONS, COMPARE),
    "or": OR,
    "and": AND,
    "in": COMPARE,
    "between": COMPARE,
    "instance": COMPARE,
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
}
