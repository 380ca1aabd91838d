"""What is promised: each document drafted by one person and signed by another, when it was agreed upon.

The files say in ``recorded_at`` when a version became known. A draft must not: a version is known from its approval on.
So every document is drafted as often as something of it became known, each time with the versions that were new.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import groupby

from ristorno.apps.agreements.operations import approve_all, draft, propose
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.terms.scalars import read_instant

FILES = (
    "program.yaml",
    "agreements.yaml",
    "early-payment.yaml",
    "early-payment.agreements.yaml",
    "advertising.yaml",
    "advertising.agreements.yaml",
    "referrals.yaml",
)
_SIGNED = SUPPLIER.local(SUPPLIER.term.start, 9, 0)
"""When everything was signed of which the files say nothing else."""
_VERSIONS = "\nversions:\n"
_ITEM = re.compile(r"^(?=  - )", re.MULTILINE)
_KNOWN = re.compile(r"^ +recorded_at: (\S+)\n", re.MULTILINE)
_AGREEMENT = re.compile(r"^agreement: .+", re.MULTILINE)
_PROGRAM = re.compile(r"^program: .+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Paper:
    """What was put before somebody to sign, and when."""

    at: datetime
    text: str


def sign(drafter: str, signer: str) -> None:
    """Let one person draft and another one sign everything, in the order of time."""
    for moment, together in groupby(papers(), key=lambda paper: paper.at):
        numbers = draft(text="\n---\n".join(paper.text for paper in together), actor=drafter)
        for number in numbers:
            propose(draft=number, actor=drafter)
        approve_all(drafts=numbers, actor=signer, at=moment)


def papers() -> tuple[Paper, ...]:
    """Return what was signed in the course of the two years."""
    shipped = files("ristorno.demo")
    texts = ((shipped / name).read_text(encoding="utf-8") for name in FILES)
    found = [paper for text in texts for document in text.split("\n---\n") for paper in _papers(document)]
    return tuple(sorted(found, key=lambda paper: paper.at))  # of one moment, in the order of the files


def _papers(document: str) -> Iterator[Paper]:
    """Yield a document as it was signed first, then each later time with its name and what was new."""
    head, _, listed = document.partition(_VERSIONS)
    new = defaultdict(list)
    for version in _ITEM.split(listed)[1:]:
        known = _KNOWN.search(version)
        new[read_instant(known[1]) if known else _SIGNED].append(_KNOWN.sub("", version))
    agreement = _AGREEMENT.search(head)
    said = head
    for moment in sorted(new if agreement else {_SIGNED, *new}):
        yield Paper(moment, "".join([said, *([_VERSIONS] if new[moment] else []), *new[moment]]))
        said = agreement[0] if agreement else _PROGRAM.findall(head)[0]
