"""Who gives a command: the option that all commands share which change what several people answer for."""

from typing import Annotated

import typer

ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="WHO",
        envvar="RISTORNO_BY",
        help="Who you are: the address of an operator, or what stands before its @. Any word while there are none.",
    ),
]


def acting(by: str | None, part: str) -> str:
    """Return how whoever gives a command is recorded; ``part`` is the first word of the command.

    Raises:
        Refused: there are operators, and ``by`` names none of them.
    """
    from ristorno.apps.identity.naming import actor_named

    return actor_named(by, part)
