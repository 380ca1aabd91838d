"""The SQL of PostgreSQL 15 and newer: numbers of any size in ``numeric``, no as-of, semi or anti joins of its own."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.plan.relations import Join, Kind

_LONGEST = 63
"""So many bytes of a name count; PostgreSQL cuts off the rest without an error."""


class Postgres(Dialect):
    """What runs where the facts lie in PostgreSQL."""

    KEY: ClassVar[str] = "postgres"
    TYPES: ClassVar[Mapping[Kind, str]] = MappingProxyType(
        {
            "integer": "bigint",
            "wide": "numeric",
            "text": "text",
            "day": "date",
            "moment": "timestamp",
            "flag": "boolean",
        }
    )
    # any_value came with version 16.
    SUMMARIES: ClassVar[Mapping[str, str]] = MappingProxyType({**Dialect.SUMMARIES, "first": "min({})"})

    def name(self, identifier: str) -> str:
        """Return a quoted identifier; one too long gets its hash in place of its end."""
        told = identifier.encode()
        if len(told) > _LONGEST:
            mark = f"~{hashlib.sha256(told).hexdigest()[:12]}"
            identifier = told[: _LONGEST - len(mark)].decode(errors="ignore") + mark
        return super().name(identifier)

    def divided(self, left: str, right: str) -> str:
        """Return the quotient of two numbers from 0 up, rounded down: ``/`` would round what is numeric."""
        return f"div({left}, {right})"

    def said(self, document: str, name: str) -> str:
        """Return what a JSON object of texts says under a name; null where it says nothing."""
        return f"(cast({document} as json) ->> {self.text(name)})"

    def each_day(self, first: str, last: str) -> str:
        """Return an expression that makes a row for every day from the first to the last."""
        return f"cast(generate_series({first}, {last}, interval '1 day') as date)"

    def each_number(self, last: str) -> str:
        """Return an expression that makes a row for every whole number from 1 to the last."""
        return f"generate_series(1, {last})"

    def hashed(self, text: str) -> str:
        """Return the SHA-256 of a text in UTF-8, in hexadecimal digits."""
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"

    def join(self, join: Join) -> str:
        """Return the query of the rows of two relations that agree; half a join is a question whether there is one."""
        if join.how not in {"semi", "anti"}:
            return super().join(join)
        matched = " and ".join(f"one.{self.name(name)} = other.{self.name(name)}" for name in join.on)
        word = "exists" if join.how == "semi" else "not exists"
        return (
            f"select *\nfrom {self.source(join.left, 'one')}\n"
            f"where {word} (select 1 from {self.source(join.right, 'other')} where {matched})"
        )
