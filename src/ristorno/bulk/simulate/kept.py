"""What a simulation has found, kept in a file as it is found: an interrupted run goes on where it stopped.

One line for each variant: a hash of everything that it rests on, then what came out. A line that was cut short by a
kill is left aside; a line of other facts, other terms or another question never fits.
"""

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from ristorno.bulk.inputs import inputs_of
from ristorno.bulk.simulate.outcome import Breach, Change, ClauseCost, Outcome, Spread, Threshold
from ristorno.bulk.simulate.question import Question
from ristorno.bulk.simulate.variants import Variant
from ristorno.intake import Store
from ristorno.kernel.problem import Place, Problem, Refused

_PARTS = {"clauses": ClauseCost, "spreads": Spread, "changes": Change, "thresholds": Threshold, "worst": Breach}


class Kept:
    """The outcomes of earlier runs, by what they rest on."""

    def __init__(self, file: Path, store: Store, question: Question) -> None:
        """Read what is there; raises Refused where the file is something else."""
        self.file = file
        self.store = store
        self.question = question
        self._first = ""
        self._held: dict[str, dict[str, Any]] = {}
        for line in self._lines():
            try:
                key, body = json.loads(line)
            except ValueError:
                continue  # the last line of a run that was killed
            self._held[key] = body

    def known(self, variant: Variant) -> Outcome | None:
        """Return what an earlier run has found about a variant."""
        body = self._held.get(self._key(variant))
        return None if body is None else _outcome(body)

    def keep(self, variant: Variant, outcome: Outcome) -> None:
        """Write down what was found; the first variant is what the others are compared with."""
        if not self._first:
            self._first = self._of(variant)
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps([self._key(variant), asdict(outcome)], default=str, ensure_ascii=False) + "\n")

    def _lines(self) -> list[str]:
        if not self.file.exists():
            return []
        try:
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = ["?"]
        if lines and not lines[0].startswith('["'):
            reason = "The file is none that a simulation has kept."
            raise Refused([Problem("simulate.resume", reason, "Name another file.", Place(str(self.file)))])
        return lines

    def _of(self, variant: Variant) -> str:
        record = inputs_of(variant.calculation, self.store, self.question.moment).record
        return str(record["sha256"])

    def _key(self, variant: Variant) -> str:
        asked = (self.question.window, self.question.near, self.question.over, self.question.floor)
        body = repr((self._first, self._of(variant), *map(str, asked)))
        return hashlib.sha256(body.encode()).hexdigest()


def _outcome(body: dict[str, Any]) -> Outcome:
    parts = {name: tuple(_part(kind, each) for each in body[name]) for name, kind in _PARTS.items()}
    settings = tuple((path, value) for path, value in body["settings"])
    return Outcome(name=body["name"], settings=settings, breaches=body["breaches"], **parts)


def _part(kind: Any, body: dict[str, Any]) -> Any:
    words = {"clause", "unit", "member"}
    numbers = {"accruals", "members", "winners", "losers", "over", "near"}
    return kind(
        **{
            name: value
            if name in words or name in numbers
            else tuple(map(Decimal, value))
            if isinstance(value, list)
            else Decimal(value)
            for name, value in body.items()
        }
    )
