"""What a discretionary grant must say: why, and who approved it; a second approver is another person."""

from collections.abc import Iterator

from ristorno.engine.fact import GRANTS_SAY, SECOND_APPROVER
from ristorno.intake.duck import text
from ristorno.intake.mapping import Mapping
from ristorno.intake.sql.checks import Check, Guarded, said
from ristorno.intake.sql.columns import NO_TEXT, Columns

_REMEDIES = {
    "reason": "Say why it is granted, in the attribute reason.",
    "approver": "Name who approved it, in the attribute approver.",
}


def grant_checks(kind: str, mapping: Mapping, columns: Columns) -> Iterator[Guarded]:
    """Yield the checks of rows that are grants; ``kind`` is the SQL of a row's kind."""
    possible = mapping.facts.kind.possible
    if possible is not None and "granted" not in possible:
        return
    told = {name: _told(mapping, columns, name) for name in (*GRANTS_SAY, SECOND_APPROVER)}
    other = f"{kind} <> {text('granted')}"
    for name in GRANTS_SAY:
        header, sql = told[name]
        sentence = said(f"The grant names no {name}.")
        check = Check(f"intake.no_{name}", header, f"not ({other}) and {sql} is null", sentence, _REMEDIES[name])
        yield Guarded(f"({other} or {sql} is not null)", (check,))
    header, second = told[SECOND_APPROVER]
    if header:
        same = f"coalesce({second} = {told['approver'][1]}, false)"
        sentence = said("The second approver of the grant is the first one.")
        remedy = "A second person approves, or none."
        yield Guarded(
            f"({other} or not {same})",
            (Check("intake.same_approver", header, f"not ({other}) and {same}", sentence, remedy),),
        )


def _told(mapping: Mapping, columns: Columns, name: str) -> tuple[str, str]:
    """Return the header and the SQL of an attribute; none where the mapping does not fill it."""
    field = mapping.facts.attributes.get(name)
    if field is None:
        return "", NO_TEXT
    return (columns[field.column].header, columns[field.column].text) if field.column else ("", text(field.value or ""))
