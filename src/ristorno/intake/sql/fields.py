"""The fields of a fact in SQL, and everything that can be wrong with a row, in the order in which it is told."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from ristorno.engine.fact import KINDS, NEGATIVE_KINDS
from ristorno.intake.duck import text
from ristorno.intake.mapping import DEFAULT_KIND, Facts, GroupField, KindField, Mapping, NumberField, TextField
from ristorno.intake.sql.checks import Check, Guarded, quoted, said
from ristorno.intake.sql.columns import FITTED, NO_TEXT, VALUES, Cell, Columns
from ristorno.intake.sql.conditions import condition
from ristorno.intake.sql.grants import grant_checks
from ristorno.intake.sql.moments import NOTHING, moment
from ristorno.intake.sql.numbers import number

KEY_LIMIT = 1_000
"""No id, name or group is longer (in bytes)."""
TEXT_LIMIT = 20_000
"""All other texts of a fact together (in bytes)."""
GROUP_MARK = "chr(31)"
"""Stands between the groups of a fact in the log."""
NEEDS_AMOUNT = ("purchase", "return", "credit_note", "payment")
YES = ("true", "yes", "1", "t", "y", "да", "истина")


@dataclass(slots=True)
class Fields:
    """What a staged row consists of: expressions by column name, and checks in order of telling."""

    columns: dict[str, str] = field(default_factory=dict)
    """Only fields that the mapping fills; the others are empty in every row."""
    constants: dict[str, str] = field(default_factory=dict)
    """Fields that are the same in every row."""
    unsigned: dict[str, str] = field(default_factory=dict)
    """Numbers as the source writes them."""
    signed: dict[str, str] = field(default_factory=dict)
    """For each of them the SQL that gives it the sign of its kind."""
    checks: list[Guarded] = field(default_factory=list)


def fields(mapping: Mapping, columns: Columns, kinds: Collection[str] = ()) -> Fields:
    """Return the SQL of every field of a mapping; ``kinds`` are further kinds that the program declares.

    Raises:
        Refused: a column cannot be read the way that the mapping says.
    """
    result = Fields()
    _left_out(result, mapping, columns, ignored=True)
    _identity(result, mapping, columns)
    _moments(result, mapping, columns)
    _kind(result, mapping, columns, kinds)
    _numbers(result, mapping, columns)
    _left_out(result, mapping, columns, ignored=False)
    _details(result, mapping, columns)
    result.checks.extend(grant_checks(result.columns.get("kind") or result.constants["kind"], mapping, columns))
    return result


def _left_out(result: Fields, mapping: Mapping, columns: Columns, *, ignored: bool) -> None:
    for name, rule in (mapping.ignore if ignored else mapping.set_aside).items():
        holds = condition(rule.when, columns, mapping.format)
        result.checks.append(Guarded(f"not {holds}", (Check(name, "", holds, said(rule.reason), ignored=ignored),)))


def _text(told: TextField, columns: Columns) -> str:
    return text(told.value) if told.value is not None else columns[told.column or ""].text


def _identity(result: Fields, mapping: Mapping, columns: Columns) -> None:
    facts = mapping.facts
    if mapping.source.value is None:
        result.columns["source"] = f"coalesce({_text(mapping.source, columns)}, '')"
    elif mapping.source.value != "":
        result.constants["source"] = text(mapping.source.value)
    required = {"document": facts.document, "member": facts.member}
    if facts.line is not None:
        required["line"] = facts.line
    # The member is told first: a row of nobody is set aside for that, whatever else is wrong with it.
    for name in ("member", "document", "line"):
        if name not in required:
            continue
        sql, header = _text(required[name], columns), required[name].column or ""
        shown = columns[header].header if header else ""
        result.columns[name] = sql
        remedy = f"Fill in the {name}, or correct the mapping."
        long = said(f"The {name} is longer than {KEY_LIMIT} bytes.")
        checks = (
            Check(f"intake.no_{name}", shown, f"{sql} is null", said(f"The row names no {name}."), remedy),
            Check(
                "intake.too_long", shown, f"strlen({sql}) > {KEY_LIMIT}", long, "Check the delimiter and the quotes."
            ),
        )
        result.checks.append(Guarded(f"strlen({sql}) <= {KEY_LIMIT}", checks))


def _moments(result: Fields, mapping: Mapping, columns: Columns) -> None:
    facts = mapping.facts
    happened = moment(facts.occurred_at, columns, mapping.time_zone)
    cell = columns[facts.occurred_at.column]
    result.columns["instant"] = _typed(happened.instant, "timestamp")
    result.columns["local"] = _typed(happened.local, "timestamp")
    result.columns["day"] = _typed(happened.day, "date")
    dated = Check(
        "intake.no_date", cell.header, f"{cell.plain} is null", said("The row has no date."), "Fill in the date."
    )
    result.checks.append(Guarded(happened.checks.fine, (dated, *happened.checks.checks)))
    if facts.recorded_at is not None:
        learned = moment(facts.recorded_at, columns, mapping.time_zone)
        # A day alone means its local midnight: from then on it was known.
        parts = [sql for sql in (learned.local, f"cast({learned.day} as timestamp)") if not sql.endswith(NOTHING)]
        result.columns["recorded_at"] = _typed(learned.instant, "timestamp")
        result.columns["recorded_local"] = _typed(f"coalesce({', '.join(parts)})" if parts else NOTHING, "timestamp")
        result.checks.append(_if_said(columns[facts.recorded_at.column], learned.checks))
    for name, told in (("due_on", facts.due_on), ("invoiced_on", facts.invoiced_on)):
        if told is not None:
            found = moment(told.model_copy(update={"day": True}), columns, mapping.time_zone)
            result.columns[name] = _typed(found.day, "date")
            result.checks.append(_if_said(columns[told.column], found.checks))


def _typed(sql: str, kind: str) -> str:
    return f"cast({sql} as {kind})" if sql == NOTHING else sql


def _if_said(cell: Cell, checks: Guarded) -> Guarded:
    return Guarded(f"({cell.text} is null or {checks.fine})", checks.checks)


def _kind(result: Fields, mapping: Mapping, columns: Columns, kinds: Collection[str]) -> None:
    told = mapping.facts.kind
    sql, shown = _kind_sql(told, columns, mapping)
    if told.value is not None:
        result.constants["kind"] = sql
        return
    sql = columns.steps.let(VALUES, sql)
    result.columns["kind"] = sql
    if shown is None:
        return
    named = [*KINDS, *kinds, *mapping.kinds, *told.values.values()]
    known = ", ".join(text(kind) for kind in dict.fromkeys(named))
    missing = Check(
        "intake.no_kind", shown.header, f"{sql} is null", said("The row does not say what kind of fact it is."),
        "Fill in the kind, or say otherwise: purchase in the mapping.",
    )  # fmt: skip
    unknown = Check(
        "intake.unknown_kind", shown.header, f"{sql} not in ({known})", f"{quoted(shown)} || ' is no kind of fact.'",
        "Translate it in the mapping (kind: values), or declare it under kinds.",
    )  # fmt: skip
    result.checks.append(Guarded(f"{sql} in ({known})", (missing, unknown)))


def _kind_sql(told: KindField, columns: Columns, mapping: Mapping) -> tuple[str, Cell | None]:
    otherwise = text(told.otherwise) if told.otherwise is not None else "null"
    if told.value is not None:
        return text(told.value), None
    if told.rules:
        last = told.otherwise or DEFAULT_KIND
        kinds = _enumeration([last, *(rule.kind for rule in told.rules)])
        parts = [f"when {condition(rule.when, columns, mapping.format)} then {kinds[rule.kind]}" for rule in told.rules]
        return f"case {' '.join(parts)} else {kinds[last]} end", None
    cell = columns[told.column or ""]
    parts = [f"when {text(theirs)} then {text(ours)}" for theirs, ours in told.values.items()]
    own = cell.text if told.otherwise is None else f"coalesce({otherwise}, {cell.text})"
    return (
        f"(case {cell.text} {' '.join(parts)} else {own} end)" if parts else f"coalesce({cell.text}, {otherwise})",
        cell,
    )


def _enumeration(values: Sequence[str]) -> dict[str, str]:
    """The SQL of each of some texts as an enumeration of them, which is kept as a number; it sorts like its texts."""
    listed = ", ".join(text(value) for value in sorted(set(values)))
    return {value: f"cast({text(value)} as enum({listed}))" for value in values}


def _numbers(result: Fields, mapping: Mapping, columns: Columns) -> None:
    for name in ("amount", "quantity", "cost", "tax"):
        told: NumberField | None = getattr(mapping.facts, name)
        if told is None:
            continue
        value = number(told, columns, mapping.format, name, None if name == "quantity" else _currency(mapping, columns))
        result.checks.extend(value.checks)
        result.unsigned[name] = value.sql
    if mapping.facts.amount is not None:
        amount, kind = result.unsigned["amount"], result.columns.get("kind") or result.constants["kind"]
        possible = mapping.facts.kind.possible
        every = possible is not None and possible <= {*NEEDS_AMOUNT}
        needs = "true" if every else f"{kind} in ({', '.join(text(name) for name in NEEDS_AMOUNT)})"
        headers = ", ".join(columns[r].header for r in _columns_of(mapping.facts.amount))
        missing = Check(
            "intake.no_amount",
            headers,
            f"{needs} and {amount} is null",
            said("The row has no amount."),
            "Fill in the amount.",
        )
        result.checks.append(Guarded(f"({amount} is not null or not {needs})", (missing,)))
    # A row that is set aside keeps the sign that it came with: nobody has judged it yet.
    possible = mapping.facts.kind.possible
    negative = NEGATIVE_KINDS if possible is None else NEGATIVE_KINDS & possible
    for name, sql in result.unsigned.items():
        kind = "f_kind" if "kind" in result.columns else result.constants["kind"]
        good = f'"check" is null and {kind} in ({", ".join(text(each) for each in sorted(negative))})'
        if negative:
            result.signed[name] = f"case when {good} then -abs({{0}}) else {{0}} end"
        result.columns[name] = sql


def _currency(mapping: Mapping, columns: Columns) -> str:
    """The currency of a row; null where the mapping does not say where it stands."""
    told = mapping.facts.currency
    return NO_TEXT if told is None else _text(told, columns)


def _columns_of(told: NumberField) -> list[str]:
    return [told.column] if told.column else [factor.column or factor.one_minus or "" for factor in told.product]


def _details(result: Fields, mapping: Mapping, columns: Columns) -> None:
    facts = mapping.facts
    for name in ("contact", "product", "brand", "uom", "currency", "pays"):
        told: TextField | None = getattr(facts, name)
        if told is not None:
            if told.value is not None:
                result.constants[name] = text(told.value.upper() if name == "currency" else told.value)
            elif name == "currency":
                result.columns[name] = columns.steps.let(FITTED, f"upper({_text(told, columns)})")
            else:
                result.columns[name] = _text(told, columns)
    if facts.groups:
        result.columns["groups"] = columns.steps.let(FITTED, _groups(facts.groups, columns, mapping))
    for name, texts in (("parties", facts.parties), ("attributes", facts.attributes)):
        if texts:
            json_text = _json({key: _text(told, columns) for key, told in texts.items()})
            result.columns[name] = columns.steps.let(FITTED, json_text)
    _reversing(result, facts, columns)
    if facts.tenders:
        result.columns["tenders"] = columns.steps.let(FITTED, _json(dict(_tenders(result, mapping, columns))))
    _lengths(result)
    _versions(result, mapping, columns)


def _reversing(result: Fields, facts: Facts, columns: Columns) -> None:
    if facts.reverses is not None:
        result.columns["reverses_document"] = _text(facts.reverses.document, columns)
        if facts.reverses.line is not None:
            result.columns["reverses_line"] = _text(facts.reverses.line, columns)


def _tenders(result: Fields, mapping: Mapping, columns: Columns) -> Iterator[tuple[str, str]]:
    """What paid, by kind, as texts of numbers; on a return it is given back, so it stands below zero."""
    kind = result.columns.get("kind") or result.constants["kind"]
    negative = ", ".join(text(name) for name in sorted(NEGATIVE_KINDS))
    for name, told in mapping.facts.tenders.items():
        value = number(told, columns, mapping.format, f"tenders.{name}", _currency(mapping, columns))
        result.checks.extend(value.checks)
        signed = f"case when {kind} in ({negative}) then -abs({value.sql}) else {value.sql} end"
        yield name, f"cast(nullif({signed}, 0) as varchar)"


def _lengths(result: Fields) -> None:
    """No text may be longer than a page: together, so that the usual row is measured once."""
    names = (
        "product", "brand", "contact", "currency", "uom", "groups", "parties", "attributes", "reverses_document",
        "pays",
    )  # fmt: skip
    found = [f"coalesce(strlen({result.columns[name]}), 0)" for name in names if name in result.columns]
    if found:
        size = " + ".join(found)
        sentence = said(f"The texts of the row are longer than {TEXT_LIMIT} bytes.")
        check = Check("intake.huge_cell", "", f"{size} > {TEXT_LIMIT}", sentence, "Check the delimiter and the quotes.")
        result.checks.append(Guarded(f"{size} <= {TEXT_LIMIT}", (check,)))


def _versions(result: Fields, mapping: Mapping, columns: Columns) -> None:
    facts = mapping.facts
    if facts.version is not None:
        sql = _text(facts.version, columns)
        value = f"coalesce(try_cast({sql} as integer), 1)"
        header = columns[facts.version.column or ""].header if facts.version.column else ""
        wrong = f"{sql} is not null and (try_cast({sql} as integer) is null or {value} < 1)"
        sentence = said("The version is not a whole number from 1 on.")
        result.columns["source_version"] = value
        check = Check("intake.wrong_version", header, wrong, sentence, "Correct the version.")
        result.checks.append(Guarded(f"not coalesce({wrong}, false)", (check,)))
    if facts.retracted is not None:
        yes = ", ".join(text(word) for word in YES)
        result.columns["retracted"] = f"coalesce(lower({_text(facts.retracted, columns)}) in ({yes}), false)"


def _groups(told: Sequence[GroupField], columns: Columns, mapping: Mapping) -> str:
    """The groups of a row with marks between them; null where it has none."""
    first, *others = [_group(each, columns, mapping) for each in told]
    if not others:
        return first
    if told[0].otherwise and (told[0].when is None or told[0].group):
        # The first group is always there, so no mark has to wait for it: twice as fast.
        return f"concat({first}, {', '.join(f'{GROUP_MARK} || {each}' for each in others)})"
    return f"nullif(concat_ws({GROUP_MARK}, {', '.join([first, *others])}), '')"


def _group(told: GroupField, columns: Columns, mapping: Mapping) -> str:
    if told.when is not None:
        otherwise = text(told.otherwise) if told.otherwise is not None else "null"
        holds = condition(told.when, columns, mapping.format)
        return f"case when {holds} then {text(told.group or '')} else {otherwise} end"
    cell = columns[told.column or ""]
    sql = cell.text
    if told.first is not None:
        sql = f"left({sql}, {told.first})"
    if told.extract is not None:
        found = columns.steps.let(VALUES, f"regexp_extract({sql}, {text(told.extract)}, 1)")
        sql = f"nullif({found}, '')"
    split = [mark for mark in told.split or "" if mark not in cell.lacks]
    if split:
        marks = "".join("\\" + mark for mark in split)
        several = " or ".join(f"contains({sql}, {text(mark)})" for mark in split)
        parted = f"regexp_replace({sql}, {text(f' *[{marks}] *')}, {GROUP_MARK}, 'g')"
        sql = f"case when {several} then {parted} else {sql} end"
    return f"coalesce({sql}, {text(told.otherwise)})" if told.otherwise is not None else sql


def _json(parts: dict[str, str]) -> str:
    """Texts by name as a JSON object with sorted names; what is empty is left out."""
    pairs = [(_key(name), sql) for name, sql in sorted(parts.items())]
    if len(pairs) == 1:
        return _pair(*pairs[0], "{", "}")
    listed = ", ".join(_pair(key, sql) for key, sql in pairs)
    return f"nullif(concat('{{', concat_ws(',', {listed}), '}}'), '{{}}')"


def _pair(key: str, sql: str, before: str = "", after: str = "") -> str:
    parts = f"{text(before + key)}, to_json({sql})" + (f", {text(after)}" if after else "")
    return f"case when {sql} is not null then concat({parts}) end"


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False) + ":"
