"""The import: a file becomes a batch of the store, whole or not at all, and a receipt counts every row."""

from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ristorno.intake.aside import ASIDE
from ristorno.intake.background import in_background
from ristorno.intake.choosing import open_with_mapping
from ristorno.intake.counting import Outcome, receipt
from ristorno.intake.deciding import TAKEN_BACK, Decided, decide, previewed, sources_of
from ristorno.intake.duck import Workshop, text, workshop
from ristorno.intake.judging import Known
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.receipt import STATUSES, Receipt
from ristorno.intake.retraction import RetractionPreview, parse_period
from ristorno.intake.staged import Staged, stage
from ristorno.intake.store.log import log_rows
from ristorno.intake.store.manifest import Batch, Manifest, locked, read_manifest
from ristorno.intake.store.quarantine import kept_rows, resolved_sql
from ristorno.intake.store.store import Store
from ristorno.intake.store.write import Writer, sha256
from ristorno.intake.verdict import log_sql, retraction_sql
from ristorno.kernel.period import Period
from ristorno.kernel.problem import Place, Problem, Refused


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
        return previewed(shop, staged, known, period)


def known_of(shop: Workshop, store: Store, manifest: Manifest, staged: Staged) -> Known:
    """Return which files of the log may hold lines of the sources of a staged file."""
    sources = sources_of(shop, staged)
    batches = {batch.number for batch in manifest.batches if set(batch.sources) & set(sources)}
    files = [file for file in manifest.files if file.holds == "log" and file.batch in batches]
    return Known(log_rows([str(store.folder / file.path) for file in files]), sources, nothing=not files)


def _refuse_picture(manifest: Manifest, store: Store) -> None:
    if any(batch.high_water is not None for batch in manifest.batches):
        reason = "This store is a picture of the facts in the database."
        place = Place(str(store.folder))
        raise Refused([Problem("intake.picture", reason, "Import with --database, or name another folder.", place)])


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
        _refuse_picture(manifest, self.store)
        known = known_of(self.shop, self.store, manifest, self.staged)
        writer = Writer(self.shop, self.store.folder, manifest.next_batch, self.store.durable)
        progress(0.5, "comparing")
        kept = kept_rows(self.store.folder, manifest)
        decided = decide(self.shop, self.staged, known, kept, self.period, confirm)
        outcome = Outcome(self.staged, writer.batch, self.learned, decided.before, judged=decided.judged)
        progress(0.6, "writing")
        writer.clear()
        try:
            self._write(writer, decided)
            done = receipt(self.shop, outcome)
            if done.changed:
                writer.put_in_place(manifest, self._batch(done, known, writer), part(progress, 0.9, 1.0))
        finally:
            writer.leave()
        return done

    def _write(self, writer: Writer, decided: Decided) -> None:
        at = f"timestamp '{self.learned:%Y-%m-%d %H:%M:%S.%f}'" if self.store.dated else "cast(null as timestamp)"
        if decided.fresh is not None and self.staged.good:
            writer.log(self._stamped(decided.fresh, at), "new")
        elif decided.judged:
            for label, select in (("new", log_sql(at)), ("gone", retraction_sql(TAKEN_BACK, at))):
                if self.shop.row(f"select count(*) from ({select})")[0]:
                    writer.log(select, label)
        if decided.before.fresh:
            shown = text(str(self.staged.table.path))
            writer.table(
                f"select key, occurrence, {shown} as file, {writer.batch} as batch, row, code, header, reason, remedy, "
                f"raw, source, document, line, amount from {ASIDE} where not known",
                "quarantine",
            )
        if decided.before.resolved:
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
