"""One field for all that has a name or a number, as far as the role of who looks may see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import quote, urlencode

from django.http import HttpResponse

from ristorno.apps.agreements.queries import rulings
from ristorno.apps.catalog.queries import products
from ristorno.apps.facts import queries as facts
from ristorno.apps.members.queries import members, members_of, resolve
from ristorno.apps.settlements.queries import statement
from ristorno.kernel import searching
from ristorno.kernel.problem import Refused
from ristorno.kernel.texts import sayable
from ristorno.web.console.agreements import held
from ristorno.web.console.wording import amount_of, due_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.visitor import Asked
from ristorno.web.ground.voice import Voice

_LONGEST: Final = 120
_MOST: Final = 8
"""So many of each kind are shown."""


@dataclass(frozen=True, slots=True)
class FoundShown:
    """Something that was found: what it is called, more about it, where all about it stands."""

    title: str
    about: str
    address: str


def find(asked: Asked) -> HttpResponse:
    """Show what has the words or the number that are looked for, kind by kind."""
    text = sayable(asked.request.GET.get("q", ""))[:_LONGEST].strip()
    kinds = {kind: look for kind, (right, look) in _KINDS.items() if text and asked.who.may(right)}
    looked = [(kind, list(islice(look(text, asked), _MOST))) for kind, look in kinds.items()]
    return render(
        asked, "console/find.html.jinja", page="find", sought=text, found=[each for each in looked if each[1]]
    )  # fmt: skip


def _members(text: str, asked: Asked) -> Iterator[FoundShown]:
    for each in members(text, limit=_MOST):
        numbers = " · ".join((each.key, *each.legal_ids.values()))
        yield FoundShown(each.name or each.key, numbers, f"members/{quote(each.key)}")


def _programs(text: str, asked: Asked) -> Iterator[FoundShown]:
    for key, ruling in rulings().items():
        titles = ruling.calculation.program.terms.title
        said = searching.plain(" ".join((key, *(titles or {}).values())))
        if all(word in said for word in searching.words(text)):
            yield FoundShown(asked.voice.title(titles, key), key, f"programs/{quote(key)}")


def _agreements(text: str, asked: Asked) -> Iterator[FoundShown]:
    for program, each in held(text.casefold()):
        yield FoundShown(each.id, f"{program} · {', '.join(each.members)}", f"agreements/{quote(each.id)}")


def _statements(text: str, asked: Asked) -> Iterator[FoundShown]:
    try:
        it = statement(text)
    except Refused:
        return
    about = " · ".join((_named(it.holder.member), asked.voice.short_day(it.through), due_of(it, asked.voice)))
    yield FoundShown(it.number, about, f"statements/{quote(it.number)}")


def _documents(text: str, asked: Asked) -> Iterator[FoundShown]:
    for each in facts.documents(text, most=_MOST):
        key = resolve({each.member}).get(each.member)
        amount = _amount(each, asked.voice)
        about = filter(None, (each.source, _named(key or each.member), asked.voice.short_day(each.day), amount))
        yield FoundShown(each.document, " · ".join(about), f"members/{quote(key)}" if key else "")


def _rows(text: str, asked: Asked) -> Iterator[FoundShown]:
    for each in facts.waiting(document=text, most=_MOST):
        yield FoundShown(each.row.document or "", each.row.reason, f"intake/{each.number}/row")


def _claims(text: str, asked: Asked) -> Iterator[FoundShown]:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    filed = facts.claim(number) if number else None
    if filed is not None:
        it = filed.claimed
        about = f"{_named(it.member)} · {asked.voice.short_day(it.occurred_on)}"
        yield FoundShown(f"{number}: {it.what}", about, "" if filed.approved is not None else f"claims#claim-{number}")


def _products(text: str, asked: Asked) -> Iterator[FoundShown]:
    for each in products(asked.at.date(), text, "", _MOST):
        about = " · ".join(filter(None, (each.key, each.brand)))
        yield FoundShown(each.name or each.key, about, f"products?{urlencode({'open': each.key})}#one")


def _named(key: str) -> str:
    found = members_of({key}).get(key)
    return found.name or key if found else key


def _amount(it: facts.DocumentFound, voice: Voice) -> str:
    if it.amount is None:
        return ""
    return amount_of(it.amount, it.currency, voice) if it.currency else voice.number(it.amount)


_Look = Callable[[str, Asked], Iterator[FoundShown]]
_KINDS: Final[dict[str, tuple[str, _Look]]] = {
    "members": ("console.members", _members),
    "statements": ("console.statements", _statements),
    "documents": ("console.accruals", _documents),
    "intake": ("console.intake", _rows),
    "claims": ("console.claims", _claims),
    "programs": ("console.drafts", _programs),
    "agreements": ("console.drafts", _agreements),
    "products": ("console.products", _products),
}
"""What is looked through: the right that it takes, and how it is looked for."""
