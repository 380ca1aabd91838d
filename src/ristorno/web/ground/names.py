"""What units and programs are called: from the terms of the programs that a member takes part in."""

from collections.abc import Mapping
from datetime import date, datetime

from ristorno.apps.agreements.queries import Ruling, rulings, zone_of
from ristorno.engine.fact import local_day
from ristorno.engine.sentences.names import Names, unit_names
from ristorno.web.ground.voice import Voice


def rulings_of(member: str) -> Mapping[str, Ruling]:
    """Return the programs in which a member takes part, in alphabetical order."""
    return {program: ruling for program, ruling in rulings().items() if ruling.takes(member)}


def today_of(member: str, at: datetime) -> date:
    """Return the day that a moment is on for a member."""
    return local_day(at, zone_of(member))


class Units:
    """The units of some programs, in the words of one language; one that no program knows is called by its id."""

    def __init__(self, programs: Mapping[str, Ruling], voice: Voice, at: datetime) -> None:
        self._names: dict[str, Names] = {}
        for ruling in programs.values():
            zone = ruling.calculation.program.terms.zone
            terms = ruling.calculation.common().nearest(local_day(at, zone)).rules.terms
            for unit in terms.earnable:
                self._names.setdefault(unit, unit_names(terms, unit, voice.language))

    def __getitem__(self, unit: str) -> Names:
        return self._names.get(unit) or Names(unit=unit, unit_name=unit)

    def name(self, unit: str) -> str:
        """Return what people call a unit: a currency by its code."""
        found = self[unit]
        return found.unit if found.money else found.unit_name
