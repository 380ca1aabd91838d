"""The SQL of DuckDB 2: integer division by ``//``, sums of 64 bits in 128, an as-of join of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.plan.relations import AsOf, Kind


class DuckDB(Dialect):
    """What runs by default, in the process itself."""

    KEY: ClassVar[str] = "duckdb"
    TYPES: ClassVar[Mapping[Kind, str]] = MappingProxyType(
        {
            "integer": "bigint",
            "wide": "hugeint",
            "text": "varchar",
            "day": "date",
            "moment": "timestamp",
            "flag": "boolean",
        }
    )

    def divided(self, left: str, right: str) -> str:
        """Return the quotient of two numbers from 0 up, rounded down."""
        return f"({left} // {right})"

    def integer(self, value: int) -> str:
        """Return a whole number of any size: beyond 64 bits a literal would be taken for a float."""
        if -(2**63) <= value < 2**63:
            return super().integer(value)
        return f"cast('{value}' as hugeint)"

    def ordered(self, column: str, *, falling: bool) -> str:
        """Return a column to order by; what is null comes last of its own."""
        return f"{column} desc" if falling else column

    def each_day(self, first: str, last: str) -> str:
        """Return an expression that makes a row for every day from the first to the last."""
        return f"cast(unnest(generate_series({first}, {last}, interval 1 day)) as date)"

    def each_number(self, last: str) -> str:
        """Return an expression that makes a row for every whole number from 1 to the last."""
        return f"unnest(generate_series(1, {last}))"

    def hashed(self, text: str) -> str:
        """Return the SHA-256 of a text in UTF-8, in hexadecimal digits."""
        return f"sha256({text})"

    def said(self, document: str, name: str) -> str:
        """Return what a JSON object of texts says under a name; null where it says nothing."""
        # A pointer takes names as they are, with points, spaces and quotes.
        pointer = self.text("/" + name.replace("~", "~0").replace("/", "~1"))
        return f"json_extract_string({document}, {pointer})"

    def as_of(self, relation: AsOf) -> str:
        """Return the query of rows with the latest of another relation."""
        same = [f"one.{self.name(name)} = other.{self.name(name)}" for name in relation.on]
        sign = ">" if relation.strictly else ">="
        same.append(f"one.{self.name(relation.at)} {sign} other.{self.name(relation.right_at)}")
        hidden = ", ".join(map(self.name, (*relation.on, relation.right_at)))
        return (
            f"select one.*, other.* exclude ({hidden})\nfrom {self.source(relation.left, 'one')}\n"
            f"asof left join {self.source(relation.right, 'other')} on {' and '.join(same)}"
        )
