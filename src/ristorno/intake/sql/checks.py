"""A check: a condition on a row, and the sentence for a person when it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from ristorno.intake.duck import text
from ristorno.intake.sql.columns import Cell

SHOWN = 60
"""So much of a wrong value is repeated in the sentence."""


@dataclass(frozen=True, slots=True)
class Check:
    """What sets a row aside: a stable code, the column, the SQL of the condition and of the sentence, the remedy."""

    code: str
    header: str
    condition: str
    sentence: str
    remedy: str = ""
    ignored: bool = False
    """The row is none of ours: counted, not kept."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """Checks behind one cheap condition: where ``fine`` is true none of them holds, and no row is looked at closely."""

    fine: str
    checks: tuple[Check, ...]
    shape: tuple[str, str] | None = None
    """A text and the regular expression that it must match, or be empty; all of a row are matched at once."""


def all_fine(groups: Sequence[Guarded]) -> str:
    """Return the SQL of the condition under which no check of any group holds.

    What is not known to be fine (null) counts as not fine, so no condition needs more than itself.
    """
    conditions = [group.fine for group in groups]
    shapes = dict.fromkeys(group.shape for group in groups if group.shape is not None)
    if shapes:
        texts = ", '|', ".join(shape for shape, _ in shapes)
        pattern = "\\|".join(f"({pattern})?" for _, pattern in shapes)
        conditions.append(f"regexp_full_match(concat({texts}), {text(pattern)})")
    return " and ".join(dict.fromkeys(conditions))


def quoted(cell: Cell) -> str:
    """Return the SQL of the value between quotes, cut where it is long."""
    return f"chr(39) || left({cell.plain}, {SHOWN}) || chr(39)"


def said(sentence: str) -> str:
    """Return the SQL of a sentence that is the same for every row."""
    return text(sentence)
