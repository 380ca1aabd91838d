"""A statement of a settlement as a PDF, set by typst with fonts of installed packages: the same on any machine."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ristorno.apps.settlements.values import TotalState
from ristorno.engine.sentences import lines, sentence
from ristorno.engine.sentences.paragraph import speaker_for
from ristorno.report.settlement.packing import packed
from ristorno.report.settlement.told import LineTold, StatementTold, WalletTold
from ristorno.report.workbook.words import as_sold

_FONTS: Final = ("fontpkg_noto_sans", "fontpkg_noto_sans_thai")
_MOST_FACTS: Final = 500
"""So many lines of documents are printed for one amount; the workbook has all of them."""

_Row = Sequence[str]
_Section = Mapping[str, Any]


def pdf(told: StatementTold) -> bytes:
    """Return a statement as a PDF; the same statement gives the same bytes."""
    import typst

    made_at = told.state.issued_at or told.state.frozen_at
    return packed(
        typst.compile(
            files(__package__).joinpath("statement.typ").read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"told": json.dumps(document(told), ensure_ascii=False)},
            timestamp=int(made_at.timestamp()),
            format="pdf",
        )
    )


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        font_paths=[str(files(package).joinpath("files")) for package in _FONTS],
    )


def document(told: StatementTold) -> Mapping[str, Any]:
    """Return all texts of the document, in the order in which they are read."""
    state, voice, words = told.state, told.voice, told.voice.words
    heads = [
        (words("program"), told.title),
        (words("member"), told.member),
        (words("contact"), state.holder.contact),
        (words("through"), voice.day(state.through)),
        (words("as_of"), voice.day(state.as_of)),
        (words("known_at"), voice.moment(state.known_at)),
        (words("state"), words(f"state.{state.state}")),
    ]
    return {
        "language": voice.language,
        "title": words("title", number=state.number),
        "heads": [head for head in heads if head[1]],
        "sections": list(_sections(told)),
        "why": words("why.lines"),
        "reasons": [_reason(line, told) for line in told.lines],
        "factheads": " · ".join(words(key) for key in ("document", "fact", "kind", "day", "value")),
        "digest": words("digest", digest=state.digest),
    }


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of a table: their heads, how wide they are to each other (0: as needed), which stand on the right."""

    heads: Sequence[str]
    widths: Sequence[float]
    right: frozenset[int]


_SUMS: Final = _Shape(
    ("unit", "sum.lines", "sum.carried", "sum.carried_on", "sum.due", "sum.channel"),
    (1.1, 1.2, 1.2, 1.2, 1.2, 1.8),
    frozenset({1, 2, 3, 4}),
)
_PAPERS: Final = _Shape(("papers", "number", "day", "amount", "status"), (1.3, 2, 1.2, 1.2, 1.5), frozenset({3}))
_WALLET: Final = _Shape(("unit", "wallet.before", "wallet.after"), (2, 1, 1), frozenset({1, 2}))
_LINES: Final = _Shape(
    ("number", "bonus", "window", "document", "line.earned", "line.before", "line.amount"),
    (0, 2, 1.3, 1.1, 1.1, 1.1, 1.1),
    frozenset({4, 5, 6}),
)


def _sections(told: StatementTold) -> Iterator[_Section]:
    state, words = told.state, told.voice.words
    note = words("sum.below") if any(total.due < 0 for total in state.totals) else ""
    yield _table(told, "sums", _SUMS, [_total(told, total) for total in state.totals], note)
    if state.papers:
        yield _table(told, "papers", _PAPERS, list(_papers(told)))
    if told.wallets:
        yield _table(told, "wallet", _WALLET, [row for wallet in told.wallets for row in _wallet(told, wallet)])
    yield {"kind": "text", "title": words("disagree"), "text": told.voice.how_to_disagree(state)}
    for kind in ("due", "passed_on", "out_of_time"):
        rows = [_line(told, line) for line in told.lines if line.state.kind == kind]
        if rows:
            yield _table(told, kind, _LINES, rows)


def _table(told: StatementTold, key: str, shape: _Shape, rows: Sequence[_Row], note: str = "") -> _Section:
    words = told.voice.words
    return {
        "kind": "table", "title": words(key), "heads": [words(head) for head in shape.heads], "columns": shape.widths,
        "right": [index in shape.right for index in range(len(shape.heads))], "rows": rows, "note": note,
    }  # fmt: skip


def _total(told: StatementTold, total: TotalState) -> _Row:
    sums = (total.lines, total.carried, total.carried_on, total.due)
    amounts = [_amount(told, value, total.unit) for value in sums]
    return (told.units[total.unit].unit_name, *amounts, told.voice.words(f"channel.{total.channel}"))


def _papers(told: StatementTold) -> Iterator[_Row]:
    words = told.voice.words
    for paper in told.state.papers:
        back = words("paper.returned", reason=paper.returned.reason) if paper.returned else ""
        day = told.voice.day(paper.at.date())
        yield words(f"paper.{paper.kind}"), paper.number, day, _amount(told, paper.amount, paper.unit), back


def _wallet(told: StatementTold, wallet: WalletTold) -> Iterator[_Row]:
    for part in ("pending", "free", "held", "owed"):
        before = _amount(told, getattr(wallet.before, part), wallet.unit)
        after = _amount(told, getattr(wallet.after, part), wallet.unit) if wallet.after else ""
        yield f"{told.units[wallet.unit].unit_name}: {told.voice.words(f'wallet.{part}')}", before, after


def _line(told: StatementTold, line: LineTold) -> _Row:
    state = line.state
    amounts = [_amount(told, value, state.unit) for value in (state.entitlement, state.before, state.amount)]
    return str(state.place), line.title, line.window, state.document, *amounts


def _reason(line: LineTold, told: StatementTold) -> Mapping[str, Any]:
    state, accrual, voice = line.state, line.accrual, told.voice
    said: Mapping[str, Any] = {"text": "", "steps": [], "facts": [], "more": ""}
    if accrual is not None:
        speaker = speaker_for(accrual, accrual.explanation, voice.language)
        counted = accrual.explanation.counted
        said = {
            "text": sentence(accrual, voice.language),
            "steps": [(each.label, each.formula, each.result) for each in lines(accrual, voice.language)],
            "facts": [
                (
                    fact.document, fact.fact, voice.words.kind(fact.kind), fact.day.isoformat(),
                    " ".join(filter(None, (speaker.measured(fact.value, speaker.measure), as_sold(fact)))),
                )
                for fact in counted[:_MOST_FACTS]
            ],
            "more": _more(len(counted) - _MOST_FACTS, voice.words),
        }  # fmt: skip
    title = ", ".join(part for part in (f"{state.place}. {line.title}", line.window, state.document) if part)
    ids = voice.words("ids", agreement=state.agreement, clause=state.clause)
    return {**said, "title": title, "marks": list(line.marks), "ids": ids}


def _more(count: int, words: Any) -> str:
    return words("facts.more", count=str(count)) if count > 0 else ""


def _amount(told: StatementTold, value: Decimal, unit: str) -> str:
    return told.voice.amount(value, told.units[unit])
