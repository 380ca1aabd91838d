"""What other promises gave in the end: their amounts, after limits and rounding."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.engine.measures.base import Drawn
from ristorno.engine.measures.others import OfOthers
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Words, says
from ristorno.engine.terms.scalars import Name


class ResultOf(OfOthers):
    """``result_of``: the final amounts of other clauses, after limits and rounding, in the windows inside this one."""

    KEY: ClassVar[str] = "result_of"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "result_of": named(en="what other promises give", ru="начислено по другим правилам", th="ยอดที่ได้จากกติกาอื่น")
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "from": says(
            en="It counts these promises: {names:promises}.",
            ru="Учитываются правила: {names:promises}.",
            th="นับจากกติกา: {names:promises}",
        )
    }

    result_of: tuple[Name, ...] = Field(description="the clauses whose amounts are summed", min_length=1)

    @property
    def draws(self) -> Drawn:
        """The amounts as they are."""
        return Drawn(self.result_of)
