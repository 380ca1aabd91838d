"""``ristorno users``: people who sign in."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import screen
from ristorno.kernel.problem import Problem, Refused

app = typer.Typer(help="People who sign in to the portal.", no_args_is_help=True)


@app.command("code")
def code(email: Annotated[str, typer.Argument(help="The address that was typed on the page.")]) -> None:
    """Tell the code that a sandbox has sent to an address; elsewhere nobody but its owner learns it."""
    with kept():
        from ristorno.apps.clock.queries import sandbox
        from ristorno.apps.identity.queries import newest_code

        if sandbox() is None:
            reason = "This is no sandbox, so a code goes by mail and nowhere else."
            raise Refused([Problem("identity.real", reason, "Read the letter, or set RISTORNO_MAIL for it to arrive.")])
        found = newest_code(email, datetime.now(tz=UTC))
    if found is None:
        reason = f"No code waits for {email!r}."
        raise Refused([Problem("identity.no_code", reason, "Type the address on the page first, then ask again.")])
    screen.print(found.digits, highlight=False)


@app.command("take-second-factor")
def take_second_factor(
    email: Annotated[str, typer.Argument(help="The address of who lost app and recovery codes.")],
) -> None:
    """Ask somebody for no second factor any more, after you have made sure that it is he who asks for it."""
    with kept():
        from ristorno.apps.identity.second_factor import take_away

        take_away(email=email, actor="command:users")
    screen.print("Noted: a code by mail is enough again, until a new app is set up under sign-in and devices.")
