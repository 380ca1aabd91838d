"""``ristorno programs`` and ``ristorno agreements``: what is promised, drafted by one person and signed by another."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.answering import AsOfOption
from ristorno.cli.diff import show_differences
from ristorno.cli.evaluate import Format, FormatOption
from ristorno.cli.keeping import kept, now
from ristorno.cli.loading import as_of_day, read_text
from ristorno.cli.screen import progress, screen, show_table

if TYPE_CHECKING:
    from ristorno.apps.agreements.kept import KeptAgreement, KeptDraft, KeptProgram, KeptVersion
    from ristorno.apps.agreements.preview import Proposal
    from ristorno.engine.difference import Difference

programs = typer.Typer(help="Programs that are kept, in versions.", no_args_is_help=True)
agreements = typer.Typer(help="Agreements that are kept, in versions.", no_args_is_help=True)

_PART = "programs"
DraftsArgument = Annotated[list[int], typer.Argument(metavar="DRAFT...", help="Numbers of drafts.")]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The name of the program or agreement.")]


def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What is new, or what changes; documents apart by ---.")],
    by: ByOption = None,
    note: Annotated[str, typer.Option("--note", help="Why, for whoever signs it.")] = "",
) -> None:
    """Keep a program, an agreement or a change of one as a draft, and propose it to a second person."""
    text = read_text(file)
    with kept():
        from django.db import transaction

        from ristorno.apps.agreements import operations, queries

        with transaction.atomic():
            actor = acting(by, _PART)
            numbers = operations.draft(text=text, actor=actor, note=note, file=str(file))
            for number in numbers:
                operations.propose(draft=number, actor=actor)
        for number in numbers:
            _say(f"Draft {number}: {_about(queries.draft(number))}.")
            if unknown := queries.strangers(number):
                _say(f"  Nobody is known as {', '.join(unknown)} yet: not a member so far, or typed wrong.")
    _say("Nothing changes until another person approves it: preview, then approve.")


def approve(
    drafts: DraftsArgument,
    by: ByOption = None,
    despite_policy: Annotated[
        str, typer.Option("--despite-policy", help="Why it is signed though the policy is not proved to be kept.")
    ] = "",
) -> None:
    """Sign drafts of another person, all or none; they rule from their days on, and are known from now on."""
    with kept():
        from ristorno.apps.agreements import operations, queries

        actor = acting(by, _PART)
        versions = operations.approve_all(drafts=drafts, actor=actor, at=now(), despite_policy=despite_policy)
        for number, version in zip(dict.fromkeys(drafts), versions, strict=True):
            _say(f"{queries.draft(number).key}: version {version}.")


def reject(
    number: Annotated[int, typer.Argument(metavar="DRAFT", help="The number of the draft.")],
    reason: Annotated[str, typer.Option("--reason", help="What is wrong with it.")],
    by: ByOption = None,
) -> None:
    """Refuse to sign a draft of another person."""
    with kept():
        from ristorno.apps.agreements import operations

        operations.reject(draft=number, actor=acting(by, _PART), reason=reason)
    _say(f"Draft {number} is rejected.")


def withdraw(
    number: Annotated[int, typer.Argument(metavar="DRAFT", help="The number of the draft.")], by: ByOption = None
) -> None:
    """Take back a draft of your own that nobody decided yet."""
    with kept():
        from ristorno.apps.agreements import operations

        operations.withdraw(draft=number, actor=acting(by, _PART))
    _say(f"Draft {number} is withdrawn.")


def text(
    key: KeyArgument,
    version: Annotated[int | None, typer.Option("--version", help="This version as it was written; else all.")] = None,
) -> None:
    """Print what is kept: all of it as one document that `ristorno evaluate` reads, or one version as written."""
    with kept():
        from ristorno.apps.agreements import queries

        typer.echo(queries.text(key, version), nl=False)


def read_draft(number: Annotated[int, typer.Argument(metavar="DRAFT", help="The number of the draft.")]) -> None:
    """Print a draft as it was written, for whoever is to sign it."""
    with kept():
        from ristorno.apps.agreements import queries

        found = queries.draft(number)
    typer.echo(found.text, nl=False)


def preview(drafts: DraftsArgument, as_of: AsOfOption = None, output: FormatOption = Format.TABLE) -> None:
    """Show who would get more and who less if drafts were approved now, by all facts that are kept."""
    with kept():
        from ristorno.apps.agreements import queries

        for proposal in queries.proposals(*drafts, at=now()):
            show_differences(_differences(proposal, as_of), output)


def _differences(proposal: "Proposal", as_of: str | None) -> Iterator["Difference"]:
    from ristorno.apps.agreements.preview import money_differences
    from ristorno.apps.facts.queries import by_member
    from ristorno.engine.accrual import Moment

    moment = Moment(as_of_day(as_of, None))
    with progress("Counting") as show:

        def told(done: int) -> None:
            show(0.0, f"Counting: {done:,} members")

        for each in money_differences(proposal, lambda: by_member(proposal.members), moment, told):
            yield from each.differences


def list_programs() -> None:
    """List the programs, and what waits for a signature."""
    with kept():
        from ristorno.apps.agreements import queries

        _programs([queries.program(key) for key in queries.programs()])
        _waiting(each for each in queries.drafts() if each.kind == "program")


def list_agreements(
    program: Annotated[str | None, typer.Option("--program", help="Only those under this program.")] = None,
) -> None:
    """List the agreements, and what waits for a signature."""
    with kept():
        from ristorno.apps.agreements import queries

        _agreements([queries.agreement(key) for key in queries.agreements(program)])
        waiting = (each for each in queries.drafts() if each.kind == "agreement")
        _waiting(each for each in waiting if program in {None, each.program})


def show(key: KeyArgument) -> None:
    """Show the versions of a program or an agreement: who wrote and who signed them, and when."""
    with kept():
        from ristorno.apps.agreements import queries

        _versions(queries.versions(key))
        _waiting(queries.drafts(key=key))


def _programs(found: Iterable["KeptProgram"]) -> None:
    rows = [
        (each.key, str(each.number), _moment(each.recorded_at), "open" if each.open else "by agreement",
         ", ".join(each.units), str(len(each.agreements)))
        for each in found
    ]  # fmt: skip
    columns = ("program", "version", "recorded", "members", "units", "agreements")
    show_table("Programs", columns, rows, numbers=("version", "agreements"))


def _agreements(found: Iterable["KeptAgreement"]) -> None:
    rows = [
        (each.key, each.program, str(each.number), ", ".join(each.members), str(each.starts or "never"),
         str(each.ends or ""))
        for each in found
    ]  # fmt: skip
    show_table("Agreements", ("agreement", "program", "version", "members", "from", "ends"), rows, numbers=("version",))


def _versions(found: Iterable["KeptVersion"]) -> None:
    rows = [
        (str(each.number), ", ".join(map(str, each.effective_from)), _moment(each.recorded_at), each.drafted_by,
         each.approved_by, each.note)
        for each in found
    ]  # fmt: skip
    columns = ("version", "effective from", "recorded", "drafted by", "approved by", "note")
    show_table("Versions", columns, rows, numbers=("version",))


def _waiting(found: Iterable["KeptDraft"]) -> None:
    rows = [
        (
            str(each.number),
            _about(each),
            "overtaken" if each.overtaken else each.state,
            each.drafted_by,
            _moment(each.drafted_at),
            each.note,
        )
        for each in found
    ]
    if rows:
        columns = ("draft", "of", "state", "drafted by", "drafted", "note")
        show_table("Waiting for a signature", columns, rows, numbers=("draft",))


def _about(found: "KeptDraft") -> str:
    what = f"a change after version {found.follows}" if found.follows else "new"
    return f"{found.kind} {found.key}, {what}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M UTC}"


def _say(told: str) -> None:
    screen.print(told, markup=False, soft_wrap=True)


for _app in (programs, agreements):
    _app.command("draft")(draft)
    _app.command("read")(read_draft)
    _app.command("preview")(preview)
    _app.command("approve")(approve)
    _app.command("reject")(reject)
    _app.command("withdraw")(withdraw)
    _app.command("list")(list_programs if _app is programs else list_agreements)
    _app.command("show")(show)
    _app.command("text")(text)
