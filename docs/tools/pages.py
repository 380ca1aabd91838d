"""The text of every generated page."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docs.tools.commands import command_sections
from docs.tools.fields import REFERENCE, examples, section, sentence, table
from docs.tools.interface import interface_sections, openapi
from ruamel.yaml import YAML

from ristorno.engine.benefits import BENEFITS
from ristorno.engine.fact import KINDS
from ristorno.engine.measures import MEASURES
from ristorno.engine.measures.count import Values
from ristorno.engine.measures.early import Early
from ristorno.engine.measures.units import Conversion, Counted
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.mechanics.bracket_row import Row
from ristorno.engine.terms import (
    accrue,
    awards,
    calendar,
    clause,
    conditions,
    fair_value,
    handing,
    keeping,
    ladder,
    limits,
    money,
    reading,
    reward,
    sets,
    settling,
    terms,
    who,
)
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.offers import bounds, offer, policy, stacking, trigger
from ristorno.engine.terms.schema import agreement_schema, program_schema

_NOTE = "<!-- Made from the code by `make docs`; do not edit. -->"
_PARTS: tuple[tuple[type[Model], ...], ...] = (
    (
        terms.Unit,
        keeping.Expiry,
        keeping.WalletTerms,
        keeping.Holds,
        fair_value.FairValue,
        fair_value.BroughtForward,
        Conversion,
        settling.SettlementTerms,
        terms.Membership,
        calendar.Calendar,
        awards.Award,
        sets.FactSet,
        ladder.Ladder,
        ladder.Lasting,
        clause.Clause,
        who.Who,
        who.Whom,
    ),
    (conditions.All, conditions.Any, conditions.Not, conditions.Gate),
    (
        clause.PayEvery,
        clause.Baseline,
        clause.NewMembers,
        clause.Multiply,
        limits.Limits,
        limits.Guarantee,
        limits.SharedCap,
        limits.LegalCap,
        money.Budget,
        money.Fund,
        limits.Times,
        limits.Free,
        limits.Bound,
        clause.Rounding,
    ),
    (
        offer.Offer,
        offer.Valid,
        trigger.Word,
        trigger.Beside,
        stacking.AfterOffers,
        stacking.Exclusive,
        bounds.OfferLimits,
        bounds.Uses,
        policy.Policy,
        policy.PriceFloor,
        policy.GoodsCost,
        policy.GiftPolicy,
    ),
    (reward.Reward, reward.After, reward.Split, reward.Share, handing.PassOn, handing.Clearing, accrue.Accrue),
)


def pages() -> Mapping[str, str]:
    """Return the text of each generated file by its name under docs/reference."""
    made = {
        "program.md": _program(),
        "kinds.md": _kinds(),
        "errors.md": _errors(),
        "commands.md": command_sections(),
        "interface.md": interface_sections(),
    }
    texts = {name: _joined([_NOTE, "", *lines]) for name, lines in made.items()}
    schemas = {
        "program.schema.json": program_schema(),
        "agreement.schema.json": agreement_schema(),
        "openapi.json": openapi(),
    }
    return {**texts, **{name: json.dumps(body, indent=2, ensure_ascii=False) + "\n" for name, body in schemas.items()}}


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def _program() -> Iterator[str]:
    yield "# Program reference"
    yield ""
    yield "Every field of a program and of an agreement. How to use them is taught in"
    yield "[writing a program](../guides/writing-a-program.md); measures, mechanics and windows stand under"
    yield "[kinds](kinds.md). A number is written `1_000.50`, a rate `2.5 %`, a day `2026-05-01`."
    yield ""
    yield from section(terms.Terms)
    yield "Besides, `versions`: a list of later states, each of which says all that differs from the text above it."
    yield ""
    yield from section(reading.VersionHead)
    yield "Everything else in a version is what differs: mappings merge key by key, tables are replaced whole, and"
    yield "`none` takes a clause, bound, condition, baseline or multiplier away."
    yield "See [versions](../concepts/versions.md)."
    yield ""
    yield from section(reading.AgreementHead)
    yield "Besides, `versions`, as in a program; at least one. See [agreements](../guides/agreements.md)."
    yield ""
    first, conditional, *rest = _PARTS
    for model in first:
        yield from section(model)
    yield "## Conditions"
    yield ""
    yield "A condition is one of the following; a list of conditions means all of them."
    yield ""
    for model in conditional:
        yield from section(model, "###")
    for group in rest:
        for model in group:
            yield from section(model)


def _kinds() -> Iterator[str]:
    given = examples()
    yield "# Kinds"
    yield ""
    yield from _of_kind("Measures", "What is counted.", MEASURES, given["measures"])
    yield from section(Values, "###")
    yield from section(Early, "###")
    yield from section(Counted, "###")
    yield from _of_kind("Mechanics", "How a measure becomes an amount.", MECHANICS, given["mechanics"])
    yield "### Row of a table"
    yield ""
    yield sentence(Row.__doc__)
    yield ""
    yield from table(Row)
    yield ""
    yield from _of_kind("Benefits", "What an offer gives.", BENEFITS, given["benefits"])
    yield "## Windows"
    yield ""
    yield "Over what time a clause, a gate or a ladder counts. See [windows](../concepts/windows.md)."
    yield ""
    yield "| window | is |"
    yield "|---|---|"
    yield from (f"| `{name}` | {text} |" for name, text in given["windows"].items())
    yield ""
    yield "## Kinds of facts"
    yield ""
    yield "A program may declare further ones under `kinds`."
    yield ""
    yield "| kind | means |"
    yield "|---|---|"
    yield from (f"| `{name}` | {text} |" for name, text in KINDS.items())


def _of_kind(heading: str, lead: str, kinds: Mapping[str, type[Any]], given: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {heading}"
    yield ""
    yield lead
    yield ""
    for name, kind in kinds.items():
        text, says = given[name]
        yield f"### {name}"
        yield ""
        yield sentence(kind.__doc__)
        yield ""
        yield from ("```yaml", text, "```", "", says, "")
        if kind.SHORT is not None:
            yield f"A bare value stands for `{kind.SHORT}`."
            yield ""
        yield from table(kind)
        yield ""


def errors() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the texts of refusals: by heading, by code, what it means and what to do."""
    loaded = YAML(typ="safe").load((REFERENCE / "errors.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _errors() -> Iterator[str]:
    yield "# Refusals"
    yield ""
    yield "Whatever is refused or set aside is told with its place, the reason, what to do, and a stable code in"
    yield "brackets."
    for heading, group in errors().items():
        yield ""
        yield f"## {heading}"
        yield ""
        yield "| code | means | what to do |"
        yield "|---|---|---|"
        yield from (f"| `{code}` | {text['means']} | {text['do']} |" for code, text in group.items())
