"""The page of commands, from the command line itself."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from ristorno.cli import main

Command: TypeAlias = TyperCommand | TyperGroup
Parameter: TypeAlias = TyperArgument | TyperOption


def command_sections() -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Commands"
    yield ""
    yield "Every command tells its options with `--help`."
    yield ""
    yield " ".join((main.__doc__ or "").split("\n\n", 1)[1].split()).replace("``", "`")
    yield ""
    for name, command in commands():
        yield from _section(name, command)


def commands() -> Iterator[tuple[str, Command]]:
    """Yield every command that does something, with its whole name."""
    root = typer.main.get_command(main.command_line())
    assert isinstance(root, TyperGroup)
    yield from _below("ristorno", root)


def _below(prefix: str, group: TyperGroup) -> Iterator[tuple[str, Command]]:
    if prefix != "ristorno" and group.invoke_without_command:
        yield prefix, group
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _below(f"{prefix} {name}", command)
        elif isinstance(command, TyperCommand):
            yield f"{prefix} {name}", command


def _section(name: str, command: Command) -> Iterator[str]:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.params if isinstance(each, TyperOption) and "--help" not in each.opts]
    yield f"## {name}"
    yield ""
    yield " ".join((command.help or "").split())
    yield ""
    yield from ("```text", " ".join([name, *(_shown(each) for each in arguments)]), "```", "")
    if arguments or options:
        yield from ("| | meaning | if left out |", "|---|---|---|")
        yield from (_row(each) for each in arguments)
        yield from (_row(each) for each in options)
        yield ""


def _shown(argument: TyperArgument) -> str:
    name = (argument.metavar or argument.name or "").strip("[]")
    return name if argument.required else f"[{name}]"


def _row(parameter: Parameter) -> str:
    help_text = " ".join((parameter.help or "").split()).replace("|", "\\|")
    name = f"`{_shown(parameter)}`" if isinstance(parameter, TyperArgument) else _option(parameter)
    return f"| {name} | {help_text} | {'**must be said**' if parameter.required else _default(parameter)} |"


def _option(option: TyperOption) -> str:
    names = ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"{names} ({', '.join(str(each.value) for each in kind)})"
    return names


def _default(parameter: Parameter) -> str:
    value = getattr(parameter.default, "value", parameter.default)
    if value is None or callable(value) or value is False or re.search("unset", repr(value), re.IGNORECASE):
        return "-"
    return "yes" if value is True else f"`{value}`"
