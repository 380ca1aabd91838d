"""The ``ristorno`` command.

Exit codes: 0 done; 2 refused, nothing was done and the reason was told; 3 done, but rows were set aside and
``--strict`` was given; 130 interrupted; 70 a fault of Ristorno itself.
"""

import os
import sys
import traceback
from collections.abc import Collection
from importlib import import_module
from typing import Annotated

import typer

from ristorno import __version__
from ristorno.cli.screen import complain, errors
from ristorno.kernel.problem import Refused

REFUSED, INTERRUPTED, FAULT = 2, 130, 70

_COMMANDS = {
    "evaluate": ("evaluate", "evaluate"),
    "explain": ("explain", "explain"),
    "statement": ("statement", "statement"),
    "quote": ("quote", "quote"),
    "diff": ("diff", "diff"),
    "settle": ("settle", "settle_command"),
    "replay": ("replay", "replay_command"),
    "simulate": ("simulate", "simulate_command"),
    "explain-plan": ("explain_plan", "explain_plan"),
    "check": ("documents", "check"),
    "policy": ("policy", "app"),
    "read": ("read", "read"),
    "schema": ("documents", "schema"),
    "new": ("documents", "new"),
    "templates": ("templates", "app"),
    "facts": ("facts", "app"),
    "programs": ("agreements", "programs"),
    "agreements": ("agreements", "agreements"),
    "database": ("database", "app"),
    "members": ("members", "app"),
    "catalog": ("catalog", "app"),
    "ledger": ("ledger", "app"),
    "wallets": ("wallets", "app"),
    "accruals": ("accruals", "app"),
    "settlements": ("settlements", "app"),
    "orders": ("orders", "app"),
    "rewards": ("rewards", "app"),
    "vouchers": ("vouchers", "app"),
    "keys": ("keys", "app"),
    "operators": ("operators", "app"),
    "providers": ("providers", "app"),
    "users": ("users", "app"),
    "webhooks": ("webhooks", "app"),
    "serve": ("serve", "serve"),
    "clock": ("clock", "app"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "demo": ("demo", "demo"),
}
"""Every command by its name: the module that has it, and what it is called there; in the order of the help."""


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ristorno {__version__}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def command_line(names: Collection[str] = tuple(_COMMANDS)) -> typer.Typer:
    """Return the command line with some commands, or all; only what they need is loaded."""
    app = typer.Typer(
        name="ristorno",
        help="Counts what a supplier owes its business customers for their loyalty, and explains every cent.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="First steps: ristorno demo; ristorno new; ristorno templates; ristorno facts check FILE",
    )
    app.callback()(_main)
    for name in names:
        module, attribute = _COMMANDS[name]
        found = getattr(import_module(f"ristorno.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _asked() -> Collection[str]:
    """Return the command that was asked for, so that no other one is loaded; all of them for the help."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    return (word,) if word in _COMMANDS else tuple(_COMMANDS)


def run() -> None:
    """Run the command line; whatever happens, the user gets a sentence and an exit code."""
    try:
        command_line(_asked())()
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
