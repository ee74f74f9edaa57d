"""What Ibis says to Spark, where its own words for Spark mean something else than for the embedded engine."""

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkType as Kinds
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.backends.sql.datatypes import PySparkType
from ibis.backends.sql.dialects import PySpark

from tieline.foundation.warehouse.java_patterns import java_pattern, java_replacement

UTC_INSTANT = dt.Timestamp(timezone="UTC")
ZONED = "timestamp"
"""Spark's name of an instant with a zone."""

WHITE = " \t\n\r\v\f"
"""What stripping takes away."""

SPARK_ESCAPES = "\n\r\t\b\\"
"""Characters that Spark reads from an escape; of others it takes the escape for a letter."""


class Dialect(PySpark):  # type: ignore[misc] # Ibis ships no types
    """Spark's SQL, in which a text holds only those escapes that Spark knows."""


Dialect.ESCAPED_SEQUENCES = {sign: word for sign, word in PySpark.ESCAPED_SEQUENCES.items() if sign in SPARK_ESCAPES}


SIGNED = {"uint8": dt.int16, "uint16": dt.int32, "uint32": dt.int64, "uint64": dt.Decimal(20, 0)}
"""Types of files by their names, and what Spark takes for them."""


class Types(PySparkType):  # type: ignore[misc] # as above
    """Spark's types: an instant with a zone is not one without, and there are no numbers without a sign."""

    @classmethod
    def from_ibis(cls, dtype: Any) -> Any:
        """The type as it is said."""
        return super().from_ibis(SIGNED.get(str(dtype), dtype))

    @classmethod
    def _from_ibis_Timestamp(cls, dtype: Any) -> Any:  # noqa: N802 - Ibis's name
        kind = sge.DataType.Type
        return sge.DataType(this=kind.TIMESTAMPNTZ if dtype.timezone is None else kind.TIMESTAMPLTZ)


class Compiler(PySparkCompiler):  # type: ignore[misc] # as above
    """Spark's words for the operations of the stages, with the meaning that the embedded engine gives them."""

    __slots__ = ()
    dialect = Dialect
    type_mapper = Types

    def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:  # noqa: N802 - Ibis's name
        """Patterns are Java's for Spark."""
        return super().visit_RegexSearch(op, arg=arg, pattern=_java(pattern))

    def visit_RegexExtract(self, op: Any, *, arg: Any, pattern: Any, index: Any) -> Any:  # noqa: N802 - as above
        """As above."""
        return super().visit_RegexExtract(op, arg=arg, pattern=_java(pattern), index=index)

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:  # noqa: N802 - as above
        """As above, and groups are ``$1`` for Java and a backslash with the number elsewhere."""
        if isinstance(replacement, sge.Literal) and replacement.is_string:
            replacement = sge.Literal.string(java_replacement(replacement.this))
        return super().visit_RegexReplace(op, arg=arg, pattern=_java(pattern), replacement=replacement)

    def visit_Lowercase(self, op: Any, *, arg: Any) -> Any:  # noqa: ARG002, N802 - as above
        """Letter by letter: Spark's own word heeds what stands around a sigma, and makes two of a dotted capital i."""
        return self.f.lower(self.f.anon.translate(arg, "İΣ", "iσ"))

    def visit_StringSplit(self, op: Any, *, arg: Any, delimiter: Any) -> Any:  # noqa: ARG002, N802 - as above
        """What divides is a text, which Spark takes for a pattern; Java's quotes make it a text again."""
        if isinstance(delimiter, sge.Literal) and delimiter.is_string and delimiter.this:
            delimiter = sge.Literal.string(f"\\Q{delimiter.this}\\E")
        return self.f.anon.split(arg, delimiter)

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:  # noqa: ARG002, N802 - as above
        """All white space, of which Spark's own word takes the space alone."""
        return sge.Trim(this=arg, position="BOTH", expression=sge.convert(WHITE))

    def visit_ArrayIndex(self, op: Any, *, arg: Any, index: Any) -> Any:  # noqa: ARG002, N802 - as above
        """Null for a place that is not there; negative ones count from the end. Spark wants 32-bit numbers."""
        place = self.if_(index >= sge.convert(0), index, self.f.array_size(arg) + index)
        return self.f.anon.get(arg, self.cast(place, dt.int32))

    def visit_ArrayStringJoin(self, op: Any, *, arg: Any, sep: Any) -> Any:  # noqa: ARG002, N802 - as above
        """An empty text for an empty list."""
        return self.f.array_join(arg, sep)

    def visit_ArrayCollect(self, op: Any, **given: Any) -> Any:  # noqa: N802 - as above
        """Null where nothing was collected."""
        collected = super().visit_ArrayCollect(op, **given)
        return self.if_(self.f.array_size(collected).eq(0), NULL, collected)

    def visit_GroupConcat(self, op: Any, *, arg: Any, sep: Any, where: Any, order_by: Any) -> Any:  # noqa: N802 - as above
        """Texts in an order, which Spark's own word does not have: collected with their keys, sorted, joined."""
        if not order_by or any(key.args.get("desc") for key in order_by):
            return super().visit_GroupConcat(op, arg=arg, sep=sep, where=where, order_by=order_by)  # refuses by name
        keys = [sge.alias_(key.this, f"k{place}") for place, key in enumerate(order_by)]
        there = sg.not_(arg.is_(NULL))
        pair = self.f.struct(*keys, sge.alias_(arg, "v"))
        ordered = self.f.array_sort(
            self.f.collect_list(self.if_(there if where is None else sg.and_(there, where), pair, NULL))
        )
        each = sge.to_identifier("each")
        texts = self.f.transform(
            ordered, sge.Lambda(this=sge.Dot(this=each, expression=sge.to_identifier("v")), expressions=[each])
        )
        return self.if_(self.f.array_size(ordered).eq(0), NULL, self.f.array_join(texts, sep))

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802 - as above
        """A number becomes the nearest whole one, of two the even one; as text it has no power of ten below 10^16."""
        found = op.arg.dtype
        if found.is_floating() and to.is_integer():
            return self.cast(self.f.anon.rint(arg), to)
        if found.is_floating() and to.is_string():
            return self._number_as_text(arg)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_TryCast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802 - as above
        """As above."""
        found = op.arg.dtype
        if found.is_floating() and to.is_integer():
            arg = self.f.anon.rint(arg)
        return super().visit_TryCast(op, arg=arg, to=to)

    def visit_Round(self, op: Any, *, arg: Any, digits: Any) -> Any:  # noqa: N802 - as above
        """As the number is and not as it is written: 1.005 is less than it seems. -0.001 becomes a zero below zero."""
        if digits is None or not op.arg.dtype.is_floating():
            return super().visit_Round(op, arg=arg, digits=digits)
        power = self.f.pow(self.cast(sge.convert(10), dt.float64), digits)
        return self.f.anon.signum(arg) * self.f.round(self.f.abs(arg) * power, 0) / power

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:  # noqa: ARG002, N802 - as above
        """Seconds since 1970, the nearest."""
        micros = self.f.anon.unix_micros(self.cast(arg, UTC_INSTANT))
        return self.cast(self.f.anon.rint(micros / sge.convert(1e6)), dt.int64)

    def _number_as_text(self, arg: Any) -> Any:
        """``0.0001``, ``12345678.0``, ``1e+16``, ``1e-05``, ``inf``, ``nan``: as the embedded engine writes numbers."""
        told = self.cast(arg, dt.string)
        replaced = self.f.anon.regexp_replace
        exact = self.cast(sge.cast(told, sge.DataType.build("DECIMAL(38, 20)")), dt.string)
        power = replaced(replaced(told, "(\\.0)?E", "e"), "e(\\d)", "e+$1")
        size = self.f.abs(arg)
        is_plain = (size >= sge.convert(1e-4)) & (size < sge.convert(1e16))
        cases = [
            self.if_(self.f.isnan(arg), sge.convert("nan")),
            self.if_(told.like("%Infinity"), replaced(told, "Infinity", "inf")),
            self.if_(sg.not_(told.like("%E%")), told),
            self.if_(is_plain, replaced(exact, "(\\.\\d+?)0+$", "$1")),
        ]
        return sge.Case(ifs=cases, default=replaced(power, "(e[+-])(\\d)$", "$10$2"))


def _java(pattern: Any) -> Any:
    if isinstance(pattern, sge.Literal) and pattern.is_string:
        return sge.Literal.string(java_pattern(pattern.this))
    return pattern


ibis.options.pyspark = Backend.Options()
"""Ibis sets these where its own connection is asked for by name."""


class SparkBackend(Backend):  # type: ignore[misc] # as above
    """Ibis's connection to Spark with the compiler above."""

    name = "pyspark"
    compiler = Compiler()

    def get_schema(self, table_name: str, **_: Any) -> ibis.Schema:
        """The columns of a view; instants with a zone have one here too, which Ibis forgets."""
        fields = self._session.table(table_name).schema
        kinds = {field.name: Kinds.to_ibis(field.dataType, nullable=field.nullable) for field in fields}
        zoned = {field.name for field in fields if field.dataType.typeName() == ZONED}
        return ibis.Schema({name: UTC_INSTANT if name in zoned else kind for name, kind in kinds.items()})


def columns_as_declared(names_and_types: dict[str, dt.DataType]) -> list[str]:
    """Casts to the types that an expression promises: Spark takes the narrowest for a literal."""
    return [f"CAST(`{name}` AS {spark_type(kind)}) AS `{name}`" for name, kind in names_and_types.items()]


def schema_of(schema: ibis.Schema) -> str:
    """The columns of a file as Spark writes them in a declaration."""
    return ", ".join(f"`{name}` {spark_type(kind)}" for name, kind in schema.items())


def spark_type(kind: dt.DataType) -> str:
    """Spark's name of a type."""
    return str(Types.to_string(kind))
