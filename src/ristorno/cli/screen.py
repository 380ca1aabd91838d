"""What people see in a terminal: tables, problems, progress."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from ristorno.kernel.number import Exact
from ristorno.kernel.problem import Problem

screen = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

_SHOWN = 50


def complain(problems: Sequence[Problem]) -> None:
    """Tell what is wrong on standard error, each problem in a sentence of its own."""
    for problem in problems[:_SHOWN]:
        errors.print(str(problem), markup=False, soft_wrap=True)
    if len(problems) > _SHOWN:
        errors.print(f"... and {len(problems) - _SHOWN:,} more problems.", markup=False)


@contextmanager
def progress(label: str) -> Iterator[Callable[[float, str], None]]:
    """Show a bar with the time left while a long work goes on; yields a function (share done, what is being done)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=1.0)

        def show(share: float, text: str = "") -> None:
            bar.update(task, completed=share, description=text or label)

        yield show


def show_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[str] = ()
) -> None:
    """Print a table; columns named in ``numbers`` are aligned to the right."""
    right = set(numbers)
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", no_wrap=column in right)
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    screen.print(table)
    screen.print()


def _plain(cell: str) -> str:
    """Text from files must not be read as markup."""
    return cell.replace("[", "\\[")


def money(amount: Decimal) -> str:
    """Return an amount with thousands separators; idle zeros behind the second decimal are left out."""
    text = f"{amount:,f}"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}" if len(decimals) > 2 else text


def in_books(amount: Decimal, unit: str) -> str:
    """Return an amount of a wallet with thousands separators, of a currency with all its cents."""
    from babel.core import get_global
    from babel.numbers import get_currency_precision

    least = get_currency_precision(unit) if unit in get_global("all_currencies") else 0
    whole, _, decimals = f"{amount:,f}".partition(".")
    told = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{told}" if told else whole


def number(value: Exact) -> str:
    """Return a number with thousands separators; one without an end of decimals with a sign that it was cut."""
    # Not every command counts, and the words of explanations are slow to load.
    from ristorno.engine.sentences.numbers import numbers

    return numbers("en").number(value)
