"""The ``ristorno`` command.

Exit codes: 0 done; 2 refused, nothing was done and the reason was told; 3 done, but rows were set aside and
``--strict`` was given; 130 interrupted; 70 a fault of Ristorno itself.
"""

import os
import sys
import traceback
from typing import Annotated

import typer

from ristorno import __version__
from ristorno.cli import (
    accruals,
    agreements,
    backup,
    catalog,
    database,
    demo,
    diff,
    documents,
    evaluate,
    explain,
    explain_plan,
    facts,
    keys,
    ledger,
    members,
    read,
    replay,
    serve,
    settle,
    simulate,
    statement,
    templates,
    wallets,
    webhooks,
)
from ristorno.cli.screen import complain, errors
from ristorno.kernel.problem import Refused

REFUSED, INTERRUPTED, FAULT = 2, 130, 70

app = typer.Typer(
    name="ristorno",
    help="Counts what a supplier owes its business customers for their loyalty, and explains every cent.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps: ristorno demo; ristorno new; ristorno templates; ristorno facts check FILE",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ristorno {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


app.command("evaluate")(evaluate.evaluate)
app.command("explain")(explain.explain)
app.command("statement")(statement.statement)
app.command("diff")(diff.diff)
app.command("settle")(settle.settle_command)
app.command("replay")(replay.replay_command)
app.command("simulate")(simulate.simulate_command)
app.command("explain-plan")(explain_plan.explain_plan)
app.command("check")(documents.check)
app.command("read")(read.read)
app.command("schema")(documents.schema)
app.command("new")(documents.new)
app.add_typer(templates.app, name="templates")
app.add_typer(facts.app, name="facts")
app.add_typer(agreements.programs, name="programs")
app.add_typer(agreements.agreements, name="agreements")
app.add_typer(database.app, name="database")
app.add_typer(members.app, name="members")
app.add_typer(catalog.app, name="catalog")
app.add_typer(ledger.app, name="ledger")
app.add_typer(wallets.app, name="wallets")
app.add_typer(accruals.app, name="accruals")
app.add_typer(keys.app, name="keys")
app.add_typer(webhooks.app, name="webhooks")
app.command("serve")(serve.serve)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("demo")(demo.demo)


def run() -> None:
    """Run the command line; whatever happens, the user gets a sentence and an exit code."""
    try:
        app()
    except Refused as refused:
        complain(refused.problems)
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        errors.print("Interrupted; nothing was left half done.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:  # noqa: BLE001 - the last resort before a traceback would reach a user
        _admit(fault)
        sys.exit(FAULT)


def _admit(fault: Exception) -> None:
    if os.environ.get("RISTORNO_DEBUG"):
        traceback.print_exc()
    spot = traceback.extract_tb(fault.__traceback__)[-1]
    errors.print(
        f"This is a fault of Ristorno {__version__}, not of your input: {type(fault).__name__}: {fault} "
        f"(at {spot.name}, line {spot.lineno}). Nothing was changed. Please report it; with RISTORNO_DEBUG=1 set, "
        "the same command shows the details.",
        markup=False,
        highlight=False,
    )
