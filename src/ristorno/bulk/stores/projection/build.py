"""Making the projection of a log: all of it, or what new files of the log add to it and change in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ristorno.bulk.stores.projection.codes import CODE, FIRST, TEXTS, Dictionary, give_codes
from ristorno.bulk.stores.projection.documents import (
    DOCUMENTS,
    describe_documents,
    earliest,
    name_originals,
)
from ristorno.bulk.stores.projection.files import FlatWriter
from ristorno.bulk.stores.projection.in_force import (
    IN_FORCE,
    LOG_ROWS,
    RETURNS,
    Traits,
    any_of,
    known_by,
    show_in_force,
    traits,
)
from ristorno.bulk.stores.projection.involved import gather_involved, write_involved
from ristorno.bulk.stores.projection.manifest import REPLACED, DictionaryName, FlatManifest, Held, Holds
from ristorno.bulk.stores.projection.schema import read_files
from ristorno.bulk.stores.tables import NUMBERS, SCALE
from ristorno.engine.history.book import STATE_KINDS
from ristorno.intake.duck import Workshop
from ristorno.intake.store.columns import LINE_KEY, LOG
from ristorno.intake.store.log import log_rows

_DETAILS = "nullif(nullif({0}, ''), '{{}}')"
_AFFECTED = "affected"
_EARLIER = "earlier"


@dataclass(slots=True)
class Build:
    """One generation under way. ``before`` is what the projection has so far, nothing where it is made anew."""

    shop: Workshop
    folder: Path
    log: Sequence[str]
    """The full paths of the files of the log that are new to it."""
    held: Sequence[str]
    """Those that it holds already."""
    before: FlatManifest
    live: FlatManifest
    """What readers follow until this generation counts; the same unless it is made anew."""
    durable: bool
    known_at: datetime | None = None
    dictionaries: dict[DictionaryName, Dictionary] = field(default_factory=dict)

    def run(self, listed: Sequence[Held]) -> FlatManifest:
        """Write the generation and make it count; ``listed`` are all files of the log that it then holds."""
        self.shop.run("set preserve_insertion_order = false")
        dead = self._gather()
        found = traits(self.shop)
        show_in_force(self.shop, found)
        writer = FlatWriter(self.shop, self.folder, self.live.generation + 1, self.durable)
        writer.clear(self.live)
        try:
            self._encode(found)
            self._write(writer, found)
            manifest = self._manifest(writer, found, listed, dead)
            writer.put_in_place(manifest)
        finally:
            writer.leave()
        return manifest

    def _gather(self) -> int:
        """Show the rows of the log to look at; return how many lines that were written before are dead at most.

        Of the files that were held before these are the rows of documents that the new files touch: those of which
        they tell, those that they take back, and those that what they restate took back until now.
        """
        known = known_by(self.known_at)
        self.shop.run(f"create or replace temp view fresh_rows as from {log_rows(list(self.log))} where {known}")
        if not self.before.files:
            self.shop.run(f"create or replace temp view {LOG_ROWS} as from fresh_rows")
            return 0
        self.shop.run(
            f"create or replace temp table {_AFFECTED} as select distinct source, number from "
            "(select source, document as number from fresh_rows "
            "union all select source, reverses_document from fresh_rows where reverses_document is not null)"
        )
        involved = self._files("involved")
        if involved:
            self.shop.run(
                f"insert into {_AFFECTED} select distinct source, reverses_document from {involved} as kept "
                f"where reverses_document is not null and exists (from {_AFFECTED} as told "
                "where told.source = kept.source and told.number = kept.document)"
            )
        self.shop.run(
            f"create or replace temp table {_EARLIER} as select distinct documents.* from {self._files('documents')} "
            f"as documents semi join {_AFFECTED} using (source, number)"
        )
        (known_before,) = self.shop.row(f"select count(*) from {_EARLIER}")
        if not known_before:
            self.shop.run(f"create or replace temp view {LOG_ROWS} as from fresh_rows")
            return 0
        told = "told.source = earlier.source and told.number = earlier.document"
        self.shop.run(
            f"create or replace temp table held_rows as select earlier.* from {log_rows(list(self.held))} as earlier "
            f"semi join {_EARLIER} as told on {told}"
        )
        self.shop.run(f"create or replace temp view {LOG_ROWS} as from fresh_rows union all by name from held_rows")
        return int(self.shop.row("select count(*) from held_rows")[0])

    def _files(self, holds: Holds) -> str:
        """The SQL of what was written before; empty where there is nothing."""
        paths = self.before.paths(self.folder, holds)
        return read_files(paths, holds) if paths else ""

    def _encode(self, found: Traits) -> None:
        """Give codes to all texts of the lines in force and describe their documents."""
        self._give("members", f"select member as id from {IN_FORCE}")
        self._give("contacts", f"select contact as id from {IN_FORCE} where contact is not null")
        self._give("items", f"select {', '.join(TEXTS['items'])} from {IN_FORCE}")
        listed = ", ".join(f"{_DETAILS.format(name)} as {name}" for name in TEXTS["details"])
        self._give("details", f"select {listed} from {IN_FORCE} union all select null, null")
        kept = self._kept_involved()
        named = f"select source, reverses_document as number from {kept} where {RETURNS}"
        name_originals(self.shop, found, named if kept else None)
        self.dictionaries["documents"] = describe_documents(
            self.shop, found, self.before.zone, self.dictionaries["members"],
            self.before.paths(self.folder, "documents"), self._next("documents"),
        )  # fmt: skip

    def _give(self, name: DictionaryName, texts: str) -> None:
        known = self.before.paths(self.folder, name)
        self.dictionaries[name] = give_codes(self.shop, name, texts, known, self._next(name))

    def _next(self, name: DictionaryName) -> int:
        return self.before.codes.get(name, FIRST[name])

    def _kept_involved(self) -> str:
        """The SQL of the facts of involved documents that nothing new touches; empty where there are none."""
        involved = self._files("involved")
        if not involved:
            return ""
        told = "told.source = kept.source and told.number = kept.document"
        return f"(select kept.* from {involved} as kept anti join {_AFFECTED} as told on {told})"

    def _write(self, writer: FlatWriter, found: Traits) -> None:
        for name, code in CODE.items():
            if self.dictionaries[name].fresh:
                listed = ", ".join((code, *TEXTS[name]))
                writer.table(name, f"select {listed} from {name}_codes where fresh order by {code}")
        states = f"items_codes.kind in {any_of(STATE_KINDS)}"
        has_states = bool(self.shop.row(f"select count(*) from items_codes where {states}")[0])
        lines = self._lines(writer.generation)
        writer.by_month("lines", f"{lines} and not ({states})" if has_states else lines)
        if has_states:
            writer.table("states", f"{self._states(writer.generation)} and {states}")
        if self._files("involved") or self.shop.row(f"select bool_or(involved) from {DOCUMENTS}")[0]:
            self._write_involved(writer, found)
        self._write_gone(writer)

    def _write_involved(self, writer: FlatWriter, found: Traits) -> None:
        coded = (
            f"select {_LOG_COLUMNS}, members_codes.member as member_code, items_codes.item, details_codes.detail, "
            f"contacts_codes.contact as contact_code, documents.document as document_code from {self._coded()} "
            "join members_codes on members_codes.id = rows.member where documents.involved"
        )
        zone = self.before.zone
        gather_involved(self.shop, coded, self._kept_involved(), earliest(found, zone))
        told = f"exists (from {_AFFECTED} as told where told.source = {{0}}source and told.number = {{0}}key)"
        kept: dict[Holds, list[str]] = {"settled": [], "aside": []}
        for holds, selects in kept.items():
            if self._files(holds):
                selects.append(f"select kept.* from {self._files(holds)} as kept where not {told.format('kept.')}")
        write_involved(self.shop, writer, zone, kept, told.format("") if self.before.files else "true")

    def _write_gone(self, writer: FlatWriter) -> None:
        """List the documents of older files that this generation tells anew."""
        before = self._files("gone")
        listed = [f"from {before}"] if before else []
        if self.before.files:
            listed.append(f"select document, {writer.generation} as generation from {_EARLIER}")
        if listed:
            writer.table(
                "gone",
                f"select document, cast(max(generation) as integer) as generation "
                f"from ({' union all '.join(listed)}) group by document",
            )

    def _coded(self) -> str:
        """The lines in force joined with their documents and codes."""
        details = ", ".join(f"{_DETAILS.format(name)} as {name}" for name in TEXTS["details"])
        rows = f"(select * replace ({details}) from {IN_FORCE})"
        contacts = "left join contacts_codes on contacts_codes.id = rows.contact"
        return (
            f"{rows} as rows join {DOCUMENTS} as documents on rows.source = documents.source "
            f"and rows.document = documents.number {self.dictionaries['items'].join('rows')} "
            f"{self.dictionaries['details'].join('rows')} {contacts}"
        )

    def _lines(self, generation: int) -> str:
        numbers = ", ".join(f"{_SCALED.format(f'rows.{name}')} as {name}" for name in NUMBERS)
        return (
            f"select documents.member, {', '.join(_CODES)}, documents.document, {_NAME}, "
            f'documents."at", documents.day, {numbers}, due_on, invoiced_on, pays, {generation} as generation '
            f"from {self._coded()} where not documents.involved"
        )

    def _states(self, generation: int) -> str:
        segment = "json_extract_string(rows.attributes, '$.segment') as segment"
        return (
            f"select documents.member, {', '.join(_CODES)}, documents.document, {LINE_KEY} as line, "
            f'documents."at", documents.day, rows.kind, {segment}, {generation} as generation '
            f"from {self._coded()} where not documents.involved"
        )

    def _manifest(self, writer: FlatWriter, found: Traits, listed: Sequence[Held], dead: int) -> FlatManifest:
        recorded = [at for at in (self.before.last_recorded, found.last_recorded) if at is not None]
        kept = [file for file in self.before.files if file.holds not in REPLACED]
        return FlatManifest(
            zone=self.before.zone,
            log=tuple(listed),
            generation=writer.generation,
            codes={name: dictionary.next_code for name, dictionary in self.dictionaries.items()},
            dead=self.before.dead + dead,
            last_recorded=max(recorded, default=None),
            tendered=self.before.tendered or found.tenders,
            files=(*kept, *writer.files),
        )


_CODES = ("items_codes.item", "details_codes.detail", "contacts_codes.contact")


_SCALED = (
    f"case when {{0}} between -9999999999 and 9999999999 then cast({{0}} * {SCALE} as bigint) "
    f"else cast(cast({{0}} as decimal(38,4)) * {SCALE} as bigint) end"
)
"""Wide decimals take forty times as long, so only numbers that need them take that way."""
_NUMBER = (
    "coalesce(line_number, case when strlen(line) < 10 and cast(try_cast(line as integer) as varchar) = line "
    "then try_cast(line as integer) end)"
)
_NAME = f"case when {_NUMBER} is null then line end as line, {_NUMBER} as line_number"
"""A line is mostly named by a number, and numbers are written in half the time that texts take."""
_LOG_COLUMNS = ", ".join(f'rows."{name}"' for name in LOG)
