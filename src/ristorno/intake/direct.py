"""Files that already speak our language: their headers are the names of our fields, so they need no mapping."""

from collections.abc import Sequence

from ristorno.intake.mapping import Facts, Mapping
from ristorno.kernel.problem import Problem, Refused, near

PLAIN = ("line", "version", "retracted", "contact", "product", "brand", "uom", "currency", "pays")
DAYS = ("due_on", "invoiced_on")
NUMBERS = ("quantity", "amount", "cost", "tax")
REQUIRED = ("document", "member", "occurred_at")
GROUP_SPLIT = ";|"
KNOWN = (
    *REQUIRED, "source", "kind", "recorded_at", *DAYS, "groups", "reverses", "reverses_line", *PLAIN, *NUMBERS,
)  # fmt: skip


def speaks_ours(headers: Sequence[str]) -> bool:
    """Return whether a file can be read without a mapping."""
    return set(REQUIRED) <= set(headers)


def direct_mapping(headers: Sequence[str], time_zone: str | None = None) -> Mapping:
    """Return the mapping of a file whose headers are our field names.

    Attributes are columns ``attributes.NAME`` or ``attr:NAME``, parties ``parties.ROLE``, what paid ``tenders.KIND``;
    several groups stand in one cell with ``;`` or ``|`` between them.

    Raises:
        Refused: a header is none of our fields.
    """
    facts: dict[str, object] = {name: {"column": name} for name in (*REQUIRED, *PLAIN, *NUMBERS) if name in headers}
    if "kind" in headers:
        facts["kind"] = {"column": "kind", "otherwise": "purchase"}
    for name in ("recorded_at", *DAYS):
        if name in headers:
            facts[name] = {"column": name}
    if "groups" in headers:
        facts["groups"] = [{"column": "groups", "split": GROUP_SPLIT}]
    if "reverses" in headers:
        line = {"line": {"column": "reverses_line"}} if "reverses_line" in headers else {}
        facts["reverses"] = {"document": {"column": "reverses"}, **line}
    facts["attributes"] = _prefixed(headers, ("attributes.", "attr:"))
    facts["parties"] = _prefixed(headers, ("parties.",))
    facts["tenders"] = _prefixed(headers, ("tenders.",))
    _refuse_unknown(headers)
    source = {"column": "source"} if "source" in headers else {"value": ""}
    return Mapping.model_validate(
        {
            "mapping": "our own field names",
            "source": source,
            "time_zone": time_zone,
            "facts": Facts.model_validate(facts),
        }
    )


def _prefixed(headers: Sequence[str], prefixes: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for header in headers:
        for prefix in prefixes:
            if header.startswith(prefix) and len(header) > len(prefix):
                found[header.removeprefix(prefix)] = {"column": header}
    return found


def _refuse_unknown(headers: Sequence[str]) -> None:
    problems = []
    for header in headers:
        if header not in KNOWN and not header.startswith(("attributes.", "attr:", "parties.", "tenders.")):
            reason = f"The column {header!r} is none of our fields."
            remedy = (
                f"{near(header, KNOWN)} Call it attributes.{header} to keep it as an attribute, or write a mapping."
            )
            problems.append(Problem("intake.unknown_column", reason, remedy))
    if problems:
        raise Refused(problems)
