"""A provision as a short paragraph: what is booked, by which method, and how it was reckoned."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from ristorno.engine.explanation import Step
from ristorno.engine.provided import Provision
from ristorno.engine.sentences.names import counted_in, titled, unit_names
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly

_ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    "entitlement": {"result": "amount"},
    "spread": {"result": "amount", "elapsed": "number", "days": "number"},
    "accrue_rate": {"result": "amount", "of": "measure", "rate": "rate"},
    "accrue_row": {"result": "amount", "of": "measure", "from": "mark"},
    "forecast": {"result": "measure", "measured": "measure"},
    "at_forecast": {"result": "amount"},
    "earned_part": {"result": "amount", "measured": "measure", "forecast": "measure"},
    "below_zero": {},
    "nothing_measured": {},
}
"""How the details of a step are written; a step that is not here is not told."""


def provision_sentence(provision: Provision, terms: Terms, language: str = "en") -> str:
    """Return the reason of a provision in ``en``, ``ru`` or ``th``; ``terms`` are those of the clause."""
    clause = terms.clauses[provision.clause]
    words = vocabulary(language)
    own = replace(unit_names(terms, provision.unit, language), uoms=counted_in(clause.measure.parts))
    writer = Writer(words, own, clause.measure.phrase)
    title = titled(clause.title, language) or provision.clause
    with exactly():
        return words.word("joint").join(_parts(writer, provision, title))


def _parts(writer: Writer, provision: Provision, title: str) -> Iterator[str]:
    window = writer.days.window(provision.window_label)
    yield writer.say("provision.head", title=title, window=window, amount=writer.amount(provision.amount))
    for step in provision.steps:
        if step.kind in _ROLES:
            over = step.kind == "entitlement" and provision.over
            yield writer.say("provision." + ("over" if over else step.kind), **_written(writer, step))


def _written(writer: Writer, step: Step) -> dict[str, str]:
    found = {"result": step.result, **step.details}
    # A keyword of Python cannot name a placeholder.
    return {
        ("start" if name == "from" else name): writer.written(found[name], role)
        for name, role in _ROLES[step.kind].items()
    }
