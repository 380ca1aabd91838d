"""Where a next version begins: with all that the newest one says, to be changed, as each version tells everything."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from ristorno.apps.agreements import queries
from ristorno.apps.agreements.binding import begin_of, tree_of, versions_of
from ristorno.apps.agreements.written import read
from ristorno.engine.terms.merging import merge
from ristorno.engine.terms.program import Version, ruling
from ristorno.kernel.document import Document, Tree
from ristorno.kernel.editing import drop, flow, put
from ristorno.kernel.period import LAST_DAY
from ristorno.kernel.problem import Refused

_HEAD: Final = ("program", "member", "members", "person", "ends")


def next_version(key: str, begins: date) -> str:
    """Return the text of a next version of a program or an agreement: the newest one with another first day.

    With the comments that somebody wrote where the newest one stands in a text of its own.

    Raises:
        Refused: there is nothing of this name.
    """
    kept = queries.versions(key)
    calculation = queries.calculation(_program(key))
    contract = next((each for each in calculation.agreements if each.id == key), None)
    newest = ruling((contract or calculation.program).versions, LAST_DAY, None)
    for each in reversed(kept):
        document = read(each.text, f"{key} v{each.number}")
        if newest is not None and _alone(document, newest):
            return put(_without_head(each.text, document), ("versions", 0, "effective_from"), begins.isoformat())
    text = f"{'agreement' if contract else 'program'}: {flow(key)}\nversions:\n  - effective_from: {begins}\n"
    for name, said in (newest.differs if newest else {}).items():
        text = put(text, ("versions", 0, name), said)
    return text


def common_of(text: str) -> Mapping[str, Tree] | None:
    """Return what the versions of a text are laid over; None where it is a whole program, or cannot be read.

    For a program that is its document, for an agreement the program as it rules when the agreement's version begins.
    """
    try:
        tree = tree_of(read(text, ""))
    except (AssertionError, Refused):
        return None
    key = str(tree.get("agreement") or tree.get("program") or "")
    program = _program(key) if "agreement" not in tree or "program" not in tree else str(tree["program"])
    if program not in queries.programs():
        return None
    whole = queries.calculation(program).program
    if "agreement" not in tree:
        return whole.tree
    days = [day for day in (begin_of(each) for each in versions_of(read(text, ""))) if day is not None]
    own = ruling(whole.versions, max(days, default=LAST_DAY), None)
    merged = merge(dict(whole.tree), dict(own.differs)) if own else dict(whole.tree)
    return merged if isinstance(merged, dict) else None


def _program(key: str) -> str:
    """Return the program of a name, or under which an agreement stands; the name itself where there is none."""
    try:
        return queries.agreement(key).program
    except Refused:
        return key


def _without_head(text: str, document: Document) -> str:
    """Return the text of an agreement without whose it is: what a later text does not say stays as it is by then."""
    for name in (each for each in _HEAD if each in tree_of(document) and "agreement" in tree_of(document)):
        text = drop(text, (name,))
    return text


def _alone(document: Document, version: Version) -> bool:
    """Return whether a text says this version, and besides whose it is at most."""
    tree, written = tree_of(document), versions_of(document)
    if (
        set(tree) - {"agreement", "program", "versions", *_HEAD}
        or len(written) != 1
        or not isinstance(written[0], dict)
    ):
        return False
    return {key: each for key, each in written[0].items() if key != "effective_from"} == dict(version.differs)
