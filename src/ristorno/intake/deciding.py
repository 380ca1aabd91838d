"""What an import of a staged file comes to: its lines judged, its bad rows set aside, what it takes back confirmed."""

from dataclasses import dataclass

from ristorno.intake.aside import collect
from ristorno.intake.completeness import MISSING, find_missing, nothing_missing, preview
from ristorno.intake.duck import Workshop
from ristorno.intake.judging import GONE, Known, judge, judge_unknown
from ristorno.intake.retraction import RetractionPreview
from ristorno.intake.staged import Staged
from ristorno.intake.store.quarantine import Before, mark_known
from ristorno.intake.verdict import COLUMNS
from ristorno.kernel.period import Period
from ristorno.kernel.problem import Place, Problem, Refused

TAKEN_BACK = f"(select {COLUMNS} from {GONE} union all select {COLUMNS} from {MISSING}) as back"
"""The lines that a file takes back: gone from a document, or missing in a file that is complete for a period."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a file. ``fresh`` is the SQL of its lines where nothing of them is known; else all are judged."""

    fresh: str | None
    before: Before

    @property
    def judged(self) -> bool:
        """Whether the lines were compared with what is known."""
        return self.fresh is None


def sources_of(shop: Workshop, staged: Staged) -> tuple[str, ...]:
    """Return the sources of which a staged file tells."""
    if "source" not in staged.columns:
        return ("",)
    if staged.mapping.source.value is not None:
        return (staged.mapping.source.value,)
    rows = shop.rows("select distinct coalesce(source, '') from staged where \"check\" is null order by 1")
    return tuple(row[0] for row in rows)


def decide(
    shop: Workshop,
    staged: Staged,
    known: Known,
    kept: str | None,
    period: Period | None = None,
    confirm: RetractionPreview | None = None,
) -> Decided:
    """Decide on every row. ``kept`` is the SQL of the rows that were set aside before, None where there are none.

    Raises:
        Refused: the file is said to be complete for a period, and what that takes back was not confirmed.
    """
    fresh = judge_unknown(shop, staged) if known.nothing else None
    if fresh is None:
        judge(shop, staged, known)
    collect(shop, staged, judged=fresh is None)
    if fresh is None and period is None:
        nothing_missing(shop)
    elif fresh is None and period is not None:
        find_missing(shop, staged, known, period)
        _confirmed(preview(shop, period), confirm, Place(staged.table.shown))
    return Decided(fresh, mark_known(shop, kept))


def previewed(shop: Workshop, staged: Staged, known: Known, period: Period) -> RetractionPreview:
    """Return what a file that is complete for a period takes back."""
    judge(shop, staged, known)
    collect(shop, staged, judged=True)
    find_missing(shop, staged, known, period)
    return preview(shop, period)


def _confirmed(wanted: RetractionPreview, confirm: RetractionPreview | None, place: Place) -> None:
    if not wanted.lines or (confirm is not None and confirm.digest == wanted.digest):
        return
    told = f"{len(wanted.lines)} lines of {wanted.documents} documents in {wanted.period} are not in the file any more"
    if confirm is None:
        remedy = "Look at the preview and confirm it."
        raise Refused([Problem("intake.unconfirmed_retraction", f"{told} and would be retracted.", remedy, place)])
    remedy = "Look at the new preview and confirm that."
    raise Refused([Problem("intake.other_retraction", f"{told}; that is not what was confirmed.", remedy, place)])
