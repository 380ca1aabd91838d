"""Writing out one accrual's steps in one language.

Placeholders of a phrase name details of a step with a role of :mod:`ristorno.engine.sentences.writer`, or
``growth`` (a threshold of growth). Without a role they stand for something put together: ``{gives}`` what a row
gives, ``{span}`` its bounds, ``{sum}`` its arithmetic, ``{uom}`` in what is counted, ``{change}``, ``{period}``,
``{stages}``, ``{extras}``.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from ristorno.engine.explanation import Detail, Step
from ristorno.engine.sentences.writer import Writer
from ristorno.kernel.number import ZERO

_VARIANTS = ("mode", "per")
"""Details by which a kind of step has words of its own."""
_OF_THE_MEASURE = frozenset(
    {"measure", "prorate", "tenders", "times", "free", "cap_measure", "blocks", "below_zero", "carried"}
)
"""Steps that tell of the measure before it was counted in blocks."""


class Speaker(Writer):
    """Writes numbers and steps of one accrual."""

    of_blocks: "Speaker | None" = None
    """Who tells what is paid on blocks: they are no money, whatever they are blocks of."""

    def formula(self, step: Step) -> str:
        """Return the sum of a step."""
        return self.fill(self._phrase(step)[0], step)

    def label(self, step: Step) -> str:
        """Return the name of a step."""
        return self._by_version(step) + self.fill(self._phrase(step)[1], step)

    def text(self, step: Step) -> str:
        """Return a step as a sentence."""
        text = self._phrase(step)[2]
        return self._by_version(step) + self.fill(text, step) if text else ""

    def fill(self, template: str, step: Step) -> str:
        """Return a template with the details of a step written out."""
        speaker = self if self.of_blocks is None or step.kind in _OF_THE_MEASURE else self.of_blocks
        return "".join(speaker._pieces(template, step))  # noqa: SLF001 - of the same class

    def _pieces(self, template: str, step: Step) -> Iterator[str]:
        for text, name, role, _ in Formatter().parse(template):
            yield text
            if name is not None:
                yield self._piece(name, role or "", step)

    def _piece(self, name: str, role: str, step: Step) -> str:
        if not role and name in _PUT_TOGETHER:
            return _PUT_TOGETHER[name](self, step)
        value: Any = step.result if name == "result" else step.details[name]
        if role == "growth":
            return self.numbers.rate(value) if step.details["by"] == "share" else self._roles["mark"](value)
        return self.written(value, role)

    def _phrase(self, step: Step) -> tuple[str, str, str]:
        variants = [f"{step.kind}.{step.details[name]}" for name in _VARIANTS if name in step.details]
        if self._unit:
            variants.append(f"{step.kind}.of")
        if step.details.get("boundary") == "exclusive" and step.details.get("from") != 0:
            variants[:0] = [f"{each}.above" for each in variants]
        if step.details.get("lost"):
            variants.append(f"{step.kind}.lost")
        if step.details.get("since"):
            variants.append(f"{step.kind}.since")
        if step.details.get("surplus"):
            variants.append(f"{step.kind}.surplus")
        if step.details.get("was") == 0:
            variants.append(f"{step.kind}.nothing")
        for kind in (*variants, step.kind):
            found = self.words.step(kind)
            if found is not None:
                return found
        raise KeyError(step.kind)

    @property
    def _unit(self) -> str:
        """The unit of measure that is paid on; empty where there is not one for all, and for blocks."""
        return "" if self.of_blocks is not None else self.names.uoms.get(self.measure, "")

    def _by_version(self, step: Step) -> str:
        version = step.details.get("version")
        if version is None:
            return ""
        own, title = self.names.program
        label = title + str(version).removeprefix(own) if own and str(version).startswith(own) else str(version)
        return self.say("version", version=re.sub(r" from (\d{4}-\d\d-\d\d)", self._since, label))

    def _since(self, found: re.Match[str]) -> str:
        return self.say("version.since", day=self.days.day(date.fromisoformat(found[1])))

    def gives(self, step: Step) -> str:
        """Return what a row gives: a share, an amount per unit, a fixed sum."""
        roles = {"rate": self.numbers.rate, "per_unit": self.amount, "fixed": self.amount}
        parts = [
            self.say(f"gives.{name}", value=role(value))
            for name, role in roles.items()
            if (value := _number(step.details.get(name)))
        ]
        return self.say("and").join(parts) or self.say("gives.nothing")

    def span(self, step: Step) -> str:
        """Return the bounds of a row."""
        mark = self._roles["mark"]
        start, end = mark(step.details["from"]), step.details.get("until")
        return self.say("span.open", start=start) if end is None else self.say("span", start=start, end=mark(end))

    def sum(self, step: Step) -> str:
        """Return the arithmetic of a row."""
        base, fixed = self._roles["measure"](step.details["of"]), _number(step.details.get("fixed"))
        rate, per_unit = _number(step.details.get("rate")), _number(step.details.get("per_unit"))
        parts = [f"{base} × {self.numbers.rate(rate)}"] if rate else []
        parts += [f"{base} × {self.amount(per_unit)}"] if per_unit else []
        parts += [self.amount(fixed)] if fixed else []
        return " + ".join(parts) or f"{base} × 0"

    def change(self, step: Step) -> str:
        """Return how a measure differs from what it is compared with."""
        if step.result == 0:
            return self.say("change.same")
        value = self._roles["measure"](abs(step.result))
        return self.say("change.more" if step.result > 0 else "change.less", value=value)

    def period(self, step: Step) -> str:
        """Return the days from the start of a step to its end."""
        start, end = step.details.get("start"), step.details.get("end")
        return self.days.span(start, end) if isinstance(start, date) and isinstance(end, date) else ""

    def stages(self, step: Step) -> str:
        """Return what happens to every line and document."""
        parts = [self.say(f"stage.round.{step.details['at']}")] if "at" in step.details else []
        for name in ("cap", "floor"):
            value = _number(step.details.get(name))
            if value is not None:
                parts.append(self.say(f"stage.{name}.{step.details[f'{name}_per']}", value=self.amount(value)))
        return ", ".join(parts) or self.say("stage.plain")

    def extras(self, step: Step) -> str:
        """Return what a share got besides its rate: steps left over, what a bound moved."""
        down, parts = _number(step.details["down"]) or ZERO, ""
        if down != _number(step.details["of"]) * (_number(step.details.get("rate")) or ZERO):
            parts += f" → {self.amount(down)}"
        for name in ("leftover", "moved"):
            value = _number(step.details.get(name))
            if value:
                parts += f" {'+' if value > 0 else '−'} {self.amount(abs(value))}"
        return parts

    def whom(self, step: Step) -> str:
        """Return for whom only so many facts count."""
        found = [each.partition(".") for each in str(step.details["per"]).split(", ")]
        return self.say("list").join(self.say(f"times.{kind}", name=name) for kind, _, name in found)

    def paid(self, step: Step) -> str:
        """Return what was paid with."""
        found = [each.partition(".") for each in str(step.details["paid"]).split(", ")]
        return self.say("list").join(
            self.say(f"tender.{kind}.one" if name else f"tender.{kind}", name=name) for kind, _, name in found
        )

    def lines(self, step: Step) -> str:
        """Return how many lines were counted."""
        lines, carried = self.count("lines", _number(step.details["facts"])), _number(step.details["carried"])
        if not carried:
            return lines
        return self.say("lines.carried", lines=lines, carried=self._roles["measure"](carried))


_PUT_TOGETHER: Mapping[str, Callable[[Speaker, Step], str]] = {
    "gives": Speaker.gives,
    "span": Speaker.span,
    "sum": Speaker.sum,
    "change": Speaker.change,
    "period": Speaker.period,
    "stages": Speaker.stages,
    "extras": Speaker.extras,
    "lines": Speaker.lines,
    "uom": lambda speaker, step: speaker._unit,  # noqa: SLF001 - of the same module
    "whom": Speaker.whom,
    "paid": Speaker.paid,
}


def _number(value: Detail) -> Any:
    if isinstance(value, int):
        return Decimal(value)
    return None if value is None or isinstance(value, str | date) else value
