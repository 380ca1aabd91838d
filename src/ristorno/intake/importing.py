"""The import: a file becomes a batch of the store, whole or not at all, and a receipt counts every row."""

from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ristorno.intake.aside import ASIDE, collect
from ristorno.intake.background import in_background
from ristorno.intake.choosing import open_with_mapping
from ristorno.intake.completeness import MISSING, find_missing, nothing_missing, preview
from ristorno.intake.counting import Outcome, receipt
from ristorno.intake.duck import Workshop, text, workshop
from ristorno.intake.judging import DOUBLES, GONE, Known, judge, judge_unknown
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.receipt import STATUSES, Receipt
from ristorno.intake.retraction import RetractionPreview, parse_period
from ristorno.intake.staged import Staged, stage
from ristorno.intake.store.log import log_rows
from ristorno.intake.store.manifest import Batch, Manifest, locked, read_manifest
from ristorno.intake.store.quarantine import mark_known, resolved_sql
from ristorno.intake.store.store import Store
from ristorno.intake.store.write import Writer, sha256
from ristorno.intake.verdict import COLUMNS, log_sql, retraction_sql
from ristorno.kernel.period import Period
from ristorno.kernel.problem import Place, Problem, Refused

TAKEN_BACK = f"(select {COLUMNS} from {GONE} union all select {COLUMNS} from {MISSING}) as back"
"""The lines that a file takes back: gone from a document, or missing in a file that is complete for a period."""


def import_facts(
    store: Store,
    file: Path,
    mapping: Mapping | str | Path | None = None,
    *,
    recorded_at: datetime | None = None,
    complete_for: str | Period | None = None,
    confirm: RetractionPreview | None = None,
    time_zone: str | None = None,
    kinds: Collection[str] = (),
    sheet: str | None = None,
    progress: Progress = silent,
) -> Receipt:
    """Import a file into a store.

    ``recorded_at`` is when we learned of the facts (aware; default now). ``complete_for`` says that the file holds all
    that its source has for a period, in local days of the mapping's zone: what the store has more is retracted, if
    ``confirm`` is the preview of exactly that. ``time_zone`` serves mappings that say none, ``kinds`` are further kinds
    that the program declares, ``sheet`` names the sheet of a workbook.

    Raises:
        Refused: the file or the mapping cannot be used, or the retraction is not confirmed. The store is as before.
    """
    learned = (recorded_at or datetime.now(UTC)).astimezone(UTC)
    period = parse_period(complete_for) if isinstance(complete_for, str) else complete_for
    with workshop() as shop, locked(store.folder), in_background(lambda: sha256(file)) as hashed:
        table, chosen = open_with_mapping(shop, file, mapping, time_zone, part(progress, 0.0, 0.1), sheet=sheet)
        staged = stage(shop, table, chosen, kinds, part(progress, 0.1, 0.5))
        work = _Work(shop, store, staged, learned, period, hashed)
        return work.run(confirm, progress)


def preview_retraction(
    store: Store,
    file: Path,
    mapping: Mapping | str | Path | None,
    complete_for: str | Period,
    *,
    time_zone: str | None = None,
    kinds: Collection[str] = (),
    sheet: str | None = None,
    progress: Progress = silent,
) -> RetractionPreview:
    """Return what an import that is complete for a period would retract.

    Raises:
        Refused: as :func:`import_facts`.
    """
    period = parse_period(complete_for) if isinstance(complete_for, str) else complete_for
    with workshop() as shop:
        table, chosen = open_with_mapping(shop, file, mapping, time_zone, part(progress, 0.0, 0.1), sheet=sheet)
        staged = stage(shop, table, chosen, kinds, part(progress, 0.1, 0.9))
        known = known_of(shop, store, read_manifest(store.folder), staged)
        judge(shop, staged, known)
        collect(shop, staged, judged=True, doubles=staged.mapping.has_lines)
        find_missing(shop, staged, known, period)
        return preview(shop, period)


def known_of(shop: Workshop, store: Store, manifest: Manifest, staged: Staged) -> Known:
    """Return which files of the log may hold lines of the sources of a staged file."""
    if "source" not in staged.columns:
        sources: tuple[str, ...] = ("",)
    elif staged.mapping.source.value is not None:
        sources = (staged.mapping.source.value,)
    else:
        rows = shop.rows("select distinct coalesce(source, '') from staged where \"check\" is null order by 1")
        sources = tuple(row[0] for row in rows)
    batches = {batch.number for batch in manifest.batches if set(batch.sources) & set(sources)}
    files = [file for file in manifest.files if file.holds == "log" and file.batch in batches]
    return Known(log_rows([str(store.folder / file.path) for file in files]), sources, nothing=not files)


@dataclass(slots=True)
class _Work:
    """One import under way."""

    shop: Workshop
    store: Store
    staged: Staged
    learned: datetime
    period: Period | None
    hashed: Future[str]
    """The hash of the file, which takes a while."""

    def run(self, confirm: RetractionPreview | None, progress: Progress) -> Receipt:
        manifest = read_manifest(self.store.folder)
        known = known_of(self.shop, self.store, manifest, self.staged)
        writer = Writer(self.shop, self.store.folder, manifest.next_batch, self.store.durable)
        fresh = judge_unknown(self.shop, self.staged) if known.nothing else None
        progress(0.5, "comparing")
        if fresh is None:
            judge(self.shop, self.staged, known)
        collect(self.shop, self.staged, judged=fresh is None, doubles=self.staged.mapping.has_lines)
        self._settle_retraction(known, confirm, judged=fresh is None)
        before = mark_known(self.shop, self.store.folder, manifest, known.sources)
        outcome = Outcome(self.staged, writer.batch, self.learned, before, judged=fresh is None)
        progress(0.6, "writing")
        writer.clear()
        try:
            self._write(writer, known, fresh, outcome)
            done = receipt(self.shop, outcome)
            if done.changed:
                writer.put_in_place(manifest, self._batch(done, known, writer), part(progress, 0.9, 1.0))
        finally:
            writer.leave()
        return done

    def _settle_retraction(self, known: Known, confirm: RetractionPreview | None, *, judged: bool) -> None:
        if self.period is None or not judged:
            nothing_missing(self.shop)
            return
        find_missing(self.shop, self.staged, known, self.period)
        wanted = preview(self.shop, self.period)
        if not wanted.lines or (confirm is not None and confirm.digest == wanted.digest):
            return
        place = Place(self.staged.table.shown)
        told = (
            f"{len(wanted.lines)} lines of {wanted.documents} documents in {self.period} are not in the file any more"
        )
        if confirm is None:
            remedy = "Look at the preview and confirm it."
            raise Refused([Problem("intake.unconfirmed_retraction", f"{told} and would be retracted.", remedy, place)])
        remedy = "Look at the new preview and confirm that."
        raise Refused([Problem("intake.other_retraction", f"{told}; that is not what was confirmed.", remedy, place)])

    def _write(self, writer: Writer, known: Known, fresh: str | None, outcome: Outcome) -> None:
        at = f"timestamp '{self.learned:%Y-%m-%d %H:%M:%S.%f}'" if self.store.dated else "cast(null as timestamp)"
        if fresh is not None and self.staged.good:
            writer.log(self._stamped(fresh, at), "new")
        elif fresh is None:
            for label, select in (("new", log_sql(at)), ("gone", retraction_sql(TAKEN_BACK, at))):
                if self.shop.row(f"select count(*) from ({select})")[0]:
                    writer.log(select, label)
        if outcome.before.fresh:
            shown = text(str(self.staged.table.path))
            writer.table(
                f"select key, occurrence, {shown} as file, {writer.batch} as batch, row, code, header, reason, remedy, "
                f"raw, source, document, line, amount from {ASIDE} where not known",
                "quarantine",
            )
        if outcome.before.resolved:
            writer.table(resolved_sql(writer.batch), "resolved")

    def _stamped(self, fresh: str, at: str) -> str:
        """The SQL of new lines with the time at which we learned of them.

        A text that all lines share is written as an enumeration of one: nothing has to be looked up row by row.
        """
        constants = self.staged.staging.constants.items()
        replaced = [f"cast({sql} as enum({sql})) as {name}" for name, sql in constants]
        own = "recorded_at" in self.staged.columns
        if own:
            replaced.append(f"coalesce(recorded_at, {at}) as recorded_at")
        replace = f" replace ({', '.join(replaced)})" if replaced else ""
        more = "" if own or not self.store.dated else f", {at} as recorded_at"
        return f"select * exclude (row){replace}{more} from ({fresh})"

    def _batch(self, done: Receipt, known: Known, writer: Writer) -> Batch:
        return Batch(
            number=writer.batch,
            file=str(self.staged.table.path),
            sha256=self.hashed.result(),
            mapping=self.staged.mapping.mapping,
            sources=known.sources,
            recorded_at=self.learned.isoformat() if self.store.dated else None,
            counts={name: getattr(done, name) for name in ("rows", *STATUSES)},
        )


__all__ = ["DOUBLES", "GONE", "import_facts", "known_of", "preview_retraction"]
