"""What Ibis says to Spark, where its own words for Spark mean something else than for the embedded engine."""

import re
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class Compiler(PySparkCompiler):  # type: ignore[misc] # Ibis ships no types
    """Spark's words for the operations of the stages, with the meaning that the embedded engine gives them."""

    __slots__ = ()

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:  # noqa: N802 - Ibis's name
        """Groups are ``$1`` for Java and a backslash with the number elsewhere."""
        if isinstance(replacement, sge.Literal) and replacement.is_string:
            text = replacement.this.replace("$", "\\$")
            replacement = sge.Literal.string(re.sub(r"\\(\d)", r"$\1", text))
        return super().visit_RegexReplace(op, arg=arg, pattern=pattern, replacement=replacement)

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:  # noqa: ARG002, N802 - Ibis's signature and name
        """The form feed and its like by their numbers: Spark reads their escapes as letters."""
        white = self.f.concat(sge.convert(" \t\n\r"), self.f.anon.char(11), self.f.anon.char(12))
        return sge.Trim(this=arg, position="BOTH", expression=white)

    def visit_ArrayIndex(self, op: Any, *, arg: Any, index: Any) -> Any:  # noqa: ARG002, N802 - as above
        """Places are 32-bit numbers for Spark."""
        return self.f.try_element_at(arg, self.cast(index + sge.convert(1), dt.int32))

    def visit_GroupConcat(self, op: Any, *, arg: Any, sep: Any, where: Any, order_by: Any) -> Any:  # noqa: N802 - as above
        """Texts in an order, which Spark's own word does not have: collected with their keys, sorted, joined."""
        if not order_by:
            return super().visit_GroupConcat(op, arg=arg, sep=sep, where=where, order_by=order_by)
        if any(key.args.get("desc") for key in order_by):
            return super().visit_GroupConcat(op, arg=arg, sep=sep, where=where, order_by=order_by)  # refuses by name
        keys = [sge.alias_(key.this, f"k{place}") for place, key in enumerate(order_by)]
        pair = self.if_(self._there(arg, where), self.f.struct(*keys, sge.alias_(arg, "v")), NULL)
        ordered = self.f.array_sort(self.f.collect_list(pair))
        each = sge.to_identifier("each")
        texts = self.f.transform(
            ordered, sge.Lambda(this=sge.Dot(this=each, expression=sge.to_identifier("v")), expressions=[each])
        )
        return self.f.nullif(self.f.array_join(texts, sep), sge.convert(""))

    def _there(self, arg: Any, where: Any) -> Any:
        there = sg.not_(arg.is_(NULL))
        return there if where is None else sg.and_(there, where)


ibis.options.pyspark = Backend.Options()
"""Ibis sets these where its own connection is asked for by name."""


class SparkBackend(Backend):  # type: ignore[misc] # as above
    """Ibis's connection to Spark with the compiler above."""

    name = "pyspark"
    compiler = Compiler()


def columns_as_declared(names_and_types: dict[str, dt.DataType]) -> list[str]:
    """Casts to the types that an expression promises: Spark takes the narrowest for a literal."""
    return [f"CAST(`{name}` AS {spark_type(kind)}) AS `{name}`" for name, kind in names_and_types.items()]


def spark_type(kind: dt.DataType) -> str:
    """Spark's name of a type."""
    from ibis.backends.sql.datatypes import PySparkType  # noqa: PLC0415 - with Spark only

    return str(PySparkType.to_string(kind))
