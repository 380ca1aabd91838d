"""``ristorno settlements``: closing windows, and bringing statements from frozen to issued and paid."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.keeping import kept, now
from ristorno.cli.reconcile import reconcile
from ristorno.cli.screen import errors, money, screen, show_table
from ristorno.cli.statements import document
from ristorno.engine.terms.scalars import read_day
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.settlements.values import LineState, StatementState

app = typer.Typer(help="Statements of closed windows, and what becomes of them.", no_args_is_help=True)
app.command("document")(document)
app.command("reconcile")(reconcile)

ProgramArgument = Annotated[str, typer.Argument(metavar="PROGRAM", help="The id of a program.")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of a statement.")]
LineArgument = Annotated[int, typer.Argument(metavar="LINE", help="The place of a line on it, from 1.")]
_PART = "settlements"


@app.command("close")
def close(
    program: ProgramArgument,
    through: Annotated[str, typer.Option("--through", help="The last day of the windows, such as 2026-03-31.")],
    member: Annotated[list[str] | None, typer.Option("--member", help="Only of this member; may be repeated.")] = None,
    by: ByOption = None,
) -> None:
    """Close windows and freeze a statement for everybody to whom they owe anything; again, nothing changes."""
    day = _day(through)
    with kept():
        from ristorno.apps.settlements import operations, queries

        done = operations.close(program=program, through=day, members=member, at=now(), actor=acting(by, _PART))
        found = list(queries.statements(closing=done.number))
    _list(f"Closing {done.number}: {program} through {day}", found)


@app.command("list")
def statements(
    program: Annotated[str | None, typer.Option("--program", help="Of one program.")] = None,
    member: Annotated[str | None, typer.Option("--member", help="Of one member.")] = None,
    closing: Annotated[int | None, typer.Option("--closing", help="Of one closing, by its number.")] = None,
    state: Annotated[
        str | None,
        typer.Option("--state", help="frozen, approved, disputed, agreed, issued or withdrawn."),
    ] = None,
) -> None:
    """Tell statements with what they come to and where they stand."""
    with kept():
        from ristorno.apps.settlements import queries

        asked = {"program": program, "member": member, "closing": closing, "state": state}
        found: list[StatementState] = []
        after = ""
        while page := queries.statements(**asked, after=after):  # type: ignore[arg-type]
            found += page
            after = page[-1].number
    _list("Statements", found)


@app.command("show")
def show(number: NumberArgument) -> None:
    """Tell a statement line by line, with disputes, totals, and what its channel made of it."""
    with kept():
        from ristorno.apps.settlements import queries

        state, lines = queries.statement(number), list(queries.all_lines(number))
    screen.print(
        f"{number} of {state.holder}, {state.program} through {state.through}: {_standing(state)}", markup=False
    )
    columns = ("line", "what", "clause", "window", "of", "now", "before", "amount", "unit", "")
    show_table("Lines", columns, [_line(each) for each in lines], numbers=("line", "now", "before", "amount"))
    for each in lines:
        if each.dispute is not None:
            _tell_dispute(each)
    totals = [
        (each.unit, each.channel, money(each.lines), money(each.carried), money(each.carried_on), money(each.due))
        for each in state.totals
    ]
    sums = ("unit", "channel", "lines", "carried here", "carried on", "due")
    show_table("Totals", sums, totals, numbers=sums[2:])
    if state.papers:
        rows = [
            (each.number, each.kind, money(each.amount), each.unit, "came back" if each.returned else "")
            for each in state.papers
        ]
        show_table("What became of it", ("number", "what", "amount", "unit", ""), rows, numbers=("amount",))


@app.command("approve")
def approve(number: NumberArgument, by: ByOption = None) -> None:
    """Approve a statement that somebody else froze, so that the member gets it."""
    with kept():
        from ristorno.apps.settlements.operations import approve

        done = approve(number=number, at=now(), actor=acting(by, _PART))
    _told(done)


@app.command("dispute")
def dispute(
    number: NumberArgument,
    line: LineArgument,
    reason: Annotated[str, typer.Option("--reason", help="What is not right.")],
    by: ByOption = None,
) -> None:
    """Say for the member that a line is not right."""
    with kept():
        from ristorno.apps.settlements.operations import dispute

        done = dispute(number=number, line=line, reason=reason, at=now(), actor=acting(by, _PART))
    _told(done)


@app.command("answer")
def answer(
    number: NumberArgument,
    line: LineArgument,
    words: Annotated[str, typer.Option("--words", help="What the member reads.")],
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="Whether the member is right.")],
    by: ByOption = None,
) -> None:
    """Answer a dispute; what is accepted is put right by facts, and stands on the next statement."""
    with kept():
        from ristorno.apps.settlements.operations import answer

        done = answer(number=number, line=line, accepted=accept, words=words, at=now(), actor=acting(by, _PART))
    _told(done)


@app.command("agree")
def agree(number: NumberArgument, by: ByOption = None) -> None:
    """Say for the member that a statement is right."""
    with kept():
        from ristorno.apps.settlements.operations import agree

        done = agree(number=number, at=now(), actor=acting(by, _PART))
    _told(done)


@app.command("withdraw")
def withdraw(
    number: NumberArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    by: ByOption = None,
) -> None:
    """Take a statement back, to be frozen anew: before it is approved, or where a dispute was accepted."""
    with kept():
        from ristorno.apps.settlements.operations import withdraw

        done = withdraw(number=number, reason=reason, at=now(), actor=acting(by, _PART))
    _told(done)


@app.command("issue")
def issue(
    number: Annotated[str | None, typer.Argument(metavar="NUMBER", help="One statement.")] = None,
    closing: Annotated[int | None, typer.Option("--closing", help="All of a closing that can be.")] = None,
    by: ByOption = None,
) -> None:
    """Issue statements: what they settle can be spent, and what is due goes its channel."""
    if (number is None) == (closing is None):
        _usage("Issue one statement by its number, or all of a closing.", "Write NUMBER, or --closing N.")
    with kept():
        from ristorno.apps.settlements.operations import issue, issue_all

        if number is not None:
            _told(issue(number=number, at=now(), actor=acting(by, _PART)))
            return
        assert closing is not None
        done = issue_all(closing=closing, at=now(), actor=acting(by, _PART))
    screen.print(f"{len(done.numbers):,} statements are issued, {len(done.waiting):,} wait.")
    for each, reason in done.waiting.items():
        errors.print(f"{each}: {reason}", markup=False, soft_wrap=True)


@app.command("files")
def files(
    program: ProgramArgument,
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")] = Path("settlements"),
    by: ByOption = None,
) -> None:
    """Put what was issued into files for banks and accounting, and write all files of a program."""
    with kept():
        from ristorno.apps.settlements import operations, queries

        new = {each.number for each in operations.collect(program=program, at=now(), actor=acting(by, _PART))}
        output.mkdir(parents=True, exist_ok=True)
        rows, after = [], ""
        while page := queries.batches(program=program, after=after):
            for each in page:
                for file in queries.files(each.number):
                    (output / file.name).write_bytes(file.content)
                state = "new" if each.number in new else ""
                rows.append((each.number, each.kind, f"{each.papers:,}", money(each.amount), each.unit, state))
            after = page[-1].number
    show_table(
        f"Files in {output}", ("file", "what", "papers", "amount", "unit", ""), rows, numbers=("papers", "amount")
    )


@app.command("returned")
def returned(
    number: Annotated[str, typer.Argument(metavar="PAYMENT", help="The number of a payment.")],
    reason: Annotated[str | None, typer.Option("--reason", help="What the bank says.")] = None,
    again: Annotated[bool, typer.Option("--again", help="It came back before: pay it again.")] = False,
    by: ByOption = None,
) -> None:
    """Take a payment back that did not arrive, or pay again what came back."""
    if again == (reason is not None):
        _usage("A payment came back for a reason, or is made again.", "Write --reason TEXT, or --again.")
    with kept():
        from ristorno.apps.settlements.operations import pay_again, payment_failed

        done = (
            pay_again(number=number, at=now(), actor=acting(by, _PART))
            if again
            else payment_failed(number=number, reason=reason or "", at=now(), actor=acting(by, _PART))
        )
    state = "is on the wallet again" if done.returned else "is paid"
    screen.print(f"{done.number}: {money(done.amount)} {done.unit} for {done.holder} {state}.", markup=False)


@app.command("account")
def account(
    member: Annotated[str | None, typer.Argument(metavar="MEMBER", help="A member; the sponsor if left out.")] = None,
    contact: Annotated[str, typer.Option("--contact", help="A person there.")] = "",
    name: Annotated[str, typer.Option("--name", help="Whose it is, as the bank knows it.")] = "",
    iban: Annotated[str, typer.Option("--iban", help="Its IBAN.")] = "",
    account: Annotated[str, typer.Option("--account", help="Its number, where there is no IBAN.")] = "",
    bic: Annotated[str, typer.Option("--bic", help="The BIC of the bank.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="For this money alone.")] = "",
    confirm: Annotated[int | None, typer.Option("--confirm", help="Confirm what another one told.")] = None,
    by: ByOption = None,
) -> None:
    """Tell or confirm a bank account; without --name and --confirm: those that are known."""
    with kept():
        from ristorno.apps.settlements import operations, queries
        from ristorno.apps.settlements.values import Account
        from ristorno.apps.wallets.values import Holder

        holder = Holder(member, contact) if member is not None else None
        if confirm is not None:
            operations.confirm_account(number=confirm, at=now(), actor=acting(by, _PART))
        elif name:
            told = Account(name=name, iban=iban, account=account, bic=bic)
            operations.tell_account(holder=holder, account=told, unit=unit, at=now(), actor=acting(by, _PART))
        found = queries.accounts(holder)
    rows = [
        (str(each.number), each.account.name, each.account.iban or each.account.account, each.account.bic, each.unit,
         each.told_by, each.confirmed_by)
        for each in found
    ]  # fmt: skip
    columns = ("number", "name", "account", "bic", "unit", "told by", "confirmed by")
    show_table(f"Bank accounts of {holder or 'the sponsor'}", columns, rows)


def _list(title: str, found: "list[StatementState]") -> None:
    rows = [
        (each.number, str(each.holder), ", ".join(f"{money(total.due)} {total.unit}" for total in each.totals),
         _standing(each))
        for each in found
    ]  # fmt: skip
    show_table(title, ("statement", "of", "due", "state"), rows)


def _standing(state: "StatementState") -> str:
    until = f", may be disputed through {state.disputes_until}" if state.disputes_until else ""
    return f"{state.state}{until if state.state == 'approved' else ''}"


def _line(each: "LineState") -> tuple[str, ...]:
    what = {"due": "true-up" if each.true_up else "", "passed_on": "passed on", "out_of_time": "out of time"}[each.kind]
    disputed = each.dispute and ("disputed" if each.dispute.answer is None else "answered")
    amounts = (money(each.entitlement), money(each.before), money(each.amount))
    whose = each.party or each.contact or each.member
    return str(each.place), what, each.clause, each.label, whose, *amounts, each.unit, disputed or ""


def _tell_dispute(each: "LineState") -> None:
    assert each.dispute is not None
    told = f"Line {each.place} is disputed by {each.dispute.actor}: {each.dispute.reason}"
    answer = each.dispute.answer
    said = f" {'Accepted' if answer.accepted else 'Refused'} by {answer.actor}: {answer.words}" if answer else ""
    screen.print(f"{told}{said}", markup=False, soft_wrap=True)


def _told(state: "StatementState") -> None:
    screen.print(f"{state.number} of {state.holder} is {_standing(state)}.", markup=False, soft_wrap=True)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        _usage(f"--through: {error}.", "Write a day such as 2026-03-31.")


def _usage(reason: str, remedy: str) -> NoReturn:
    raise Refused([Problem("usage.value", reason, remedy)])
