"""``ristorno database``: where what is kept lies, and how it moves to a newer PostgreSQL."""

import os
import re
from typing import Annotated

import typer

from ristorno.cli.clock import moment
from ristorno.cli.keeping import kept, now
from ristorno.cli.screen import screen
from ristorno.postgres.address import URL, own_cluster
from ristorno.postgres.programs import all_programs
from ristorno.postgres.upgrade import upgrade

app = typer.Typer(help="The database in which everything is kept.", no_args_is_help=True)


@app.command("status")
def status() -> None:
    """Tell which database is used, where it lies, and whether its tables are up to date."""
    named = os.environ.get(URL)
    cluster = own_cluster()
    if named:
        screen.print(f"The server of {URL}: {_without_password(named)}", markup=False, soft_wrap=True)
    else:
        made = f"PostgreSQL {cluster.major}" if cluster.major else "not made yet"
        screen.print(f"Our own, {made}, in {cluster.data}", markup=False, soft_wrap=True)
    here = ", ".join(f"{each.major} in {each.folder}" for each in all_programs()) or "none"
    screen.print(f"PostgreSQL on this machine: {here}", markup=False, soft_wrap=True)


@app.command("migrate")
def migrate() -> None:
    """Make the tables, or change them to those of this version; a second run changes nothing."""
    with kept():
        screen.print("The tables are up to date.")


@app.command("sandbox")
def make_sandbox(
    at: Annotated[
        str | None,
        typer.Option("--at", help="Where its clock stands: 2026-01-01, 2026-01-01T09:00+01:00; now if left out."),
    ] = None,
) -> None:
    """Mark an empty database, for good, as a sandbox, in which time is moved by `ristorno clock`."""
    with kept():
        from ristorno.apps.clock.operations import make_sandbox as make

        made = make(at=moment(at) if at else now(), actor="command:database")
    screen.print(f"This database is a sandbox; its clock stands at {made.stands_at:%Y-%m-%d %H:%M} UTC.")


@app.command("upgrade")
def move() -> None:
    """Move the data of our own server to the newest PostgreSQL on this machine; the old ones stay beside them."""
    cluster = own_cluster()
    before, after = upgrade(cluster)
    screen.print(f"The data have moved from PostgreSQL {before} to {after}.")
    old = cluster.folder / f"data-{before}"
    screen.print(f"The old ones are in {old}; remove them when you are content.", markup=False, soft_wrap=True)


def _without_password(address: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", address)
