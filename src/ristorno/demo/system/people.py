"""The companies of the world with their people, groups and legal numbers, as lists that are imported."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from ristorno.apps.members.importing import import_list
from ristorno.apps.members.legal import checked
from ristorno.demo.dice import Dice
from ristorno.demo.members import Member
from ristorno.demo.supplier import MONTHS
from ristorno.kernel.problem import Refused

_FIRST = ("Anja", "Bernd", "Carla", "Dirk", "Eva", "Falk", "Grit", "Henrik", "Ines", "Jonas", "Katrin", "Lars")
_LAST = ("Ahlers", "Brandt", "Cordes", "Dahl", "Ehlert", "Frings", "Gaul", "Hansen", "Ihde", "Jessen", "Kolbe", "Lenz")
_WORK = {
    "owner": ("owner", "decides"),
    "buyer": ("buyer", "decides"),
    "workshop": ("technician", "uses"),
    "counter": ("seller", "influences"),
    "fleet": ("logistics", "uses"),
    "office": ("accountant", "supports"),
}
"""The role and the influence of a person by what its key ends with."""
_GROUPS = (
    ("G-NORD", "Reifenring Nord", "buying_group", "dealer", 8),
    ("G-WELT", "Autowelt", "holding", "chain", 3),
)
"""Key, name and kind of a group, the segment of its members and their number; the first one is its head."""
_VAT = {"DE": "DE{9}", "AT": "ATU{8}", "NL": "NL{9}B01", "PL": "PL{10}", "CZ": "CZ{8}", "DK": "DK{8}"}
"""What a VAT number looks like, with so many digits."""
_LANGUAGES = {"AT": "de", "DE": "de"}


def settle_in(seed: int, members: Iterable[Member], folder: Path, at: datetime, actor: str) -> None:
    """Write the lists into a folder and import them."""
    known = tuple(members)
    belongs = dict(_belongs(known))
    groups = [{"group": key, "group name": name, "kind": kind} for key, name, kind, _, _ in _GROUPS]
    rows = [_company(member, Dice(seed, "vat", member.id), belongs) for member in known]
    people = [_person(seed, member, contact) for member in known for contact in member.contacts]
    for name, told in (("groups", groups), ("companies", rows), ("contacts", people)):
        file = _write(folder / f"{name}.csv", told)
        import_list(file, on=at.date(), at=at, actor=actor)


def _company(member: Member, dice: Dice, belongs: Mapping[str, tuple[str, bool]]) -> Mapping[str, str]:
    group, head = belongs.get(member.id, ("", False))
    joined = MONTHS[member.course.first_month].isoformat()
    return {
        "member": member.id,
        "name": member.name,
        "country": member.country,
        "language": _LANGUAGES.get(member.country, "en"),
        "vat": _vat(member.country, dice),
        "joined on": joined,
        "group": group,
        "group on": joined if group else "",
        "head": "yes" if head else "",
    }


def _belongs(members: Iterable[Member]) -> Iterator[tuple[str, tuple[str, bool]]]:
    for key, _, _, segment, count in _GROUPS:
        found = [member.id for member in members if member.segment == segment][:count]
        yield from ((each, (key, each == found[0])) for each in found)


def _vat(country: str, dice: Dice) -> str:
    """Return a number whose check digits are right."""
    before, _, rest = _VAT[country].partition("{")
    digits, _, behind = rest.partition("}")
    while True:
        number = f"{before}{dice.below(10 ** int(digits)):0{digits}d}{behind}"
        try:
            return checked("eu.vat", number)
        except Refused:
            continue


def _person(seed: int, member: Member, contact: str) -> Mapping[str, str]:
    dice = Dice(seed, "person", contact)
    first, last = dice.pick(_FIRST), dice.pick(_LAST)
    role, influence = _WORK[contact.removeprefix(f"{member.id}-")]
    return {
        "member": member.id,
        "contact": contact,
        "name": f"{first} {last}",
        "email": f"{first}.{last}@{member.id}.example".lower(),
        "role": role,
        "influence": influence,
    }


def _write(path: Path, rows: list[Mapping[str, str]] | list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
