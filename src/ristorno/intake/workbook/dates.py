"""Dates of a workbook that are typed: they come as ISO texts, whatever formats the mapping names for written ones."""

from ristorno.intake.mapping import Mapping, MomentField

_TYPED = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def with_typed_dates(mapping: Mapping) -> Mapping:
    """Return a mapping whose formats also read what the cells of a workbook are written out as."""
    moments = {name: getattr(mapping.facts, name) for name in ("occurred_at", "recorded_at", "due_on")}
    read = {name: _typed(moment) for name, moment in moments.items() if moment is not None and moment.format}
    return mapping.model_copy(update={"facts": mapping.facts.model_copy(update=read)}) if read else mapping


def _typed(moment: MomentField) -> MomentField:
    return moment.model_copy(update={"format": tuple(dict.fromkeys((*moment.format, *_TYPED)))})
