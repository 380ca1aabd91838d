"""Reading what a command is given: programs, agreements, days, moments."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ristorno.engine.calculation import Calculation
from ristorno.engine.checks.further import refused
from ristorno.engine.terms.program import Agreement, Program
from ristorno.engine.terms.reading import program_of, read_agreements, read_program
from ristorno.engine.terms.scalars import read_day, read_instant
from ristorno.kernel.document import read_document
from ristorno.kernel.problem import Place, Problem, Refused

Value = TypeVar("Value")


def read_text(path: Path) -> str:
    """Return the text of a file; raises Refused with a sentence when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"The file is not UTF-8 text (byte {error.start + 1})."
        raise Refused([Problem("file.encoding", reason, "Save it as UTF-8.", Place(str(path)))]) from None
    except OSError as error:
        remedy = "Check the path."
        if not path.exists():
            names = sorted(other.name for other in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
            remedy = f"There are: {', '.join(names[:8])}." if names else "Run `ristorno new` for a starter program."
        reason = f"The file cannot be read: {error.strerror}."
        raise Refused([Problem("file.unreadable", reason, remedy, Place(str(path)))]) from None


def load_program(path: Path) -> Program:
    """Return the program of a file."""
    return read_program(read_text(path), str(path))


def load_agreements(path: Path | None, program: Program) -> tuple[Agreement, ...]:
    """Return the agreements of a file, or of all YAML files of a folder; none for no path."""
    text = "" if path is None else agreements_text(path)
    return read_agreements(text, str(path), program) if text else ()


def agreements_text(path: Path) -> str:
    """Return the agreements of a file, or of all YAML files of a folder, as one text; empty for an empty folder."""
    files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    return "\n---\n".join(read_text(file) for file in files)


def load_calculation(program: Path, agreements: Path | None) -> Calculation:
    """Return a checked program with its agreements."""
    document = read_document(read_text(program), str(program), "program: NAME")
    try:
        loaded = program_of(document)
        return Calculation(loaded, load_agreements(agreements, loaded))
    except Refused as answer:
        more = refused(document, lambda each: Calculation(program_of(each)))
        raise Refused(dict.fromkeys((*answer.problems, *more))) from None


def as_of_day(text: str | None, last: date | None, option: str = "--as-of") -> date:
    """Return the day that was asked for; without one the last day of the facts, or today where there are none."""
    if text is not None:
        return asked_for(text, option, read_day)
    return last or datetime.now(tz=UTC).date()


def known_moment(text: str | None, zone: ZoneInfo, option: str = "--known-at") -> datetime | None:
    """Return the moment that was asked for; a day means its end in the program's zone, None all that is known."""
    if text is None:
        return None
    if "T" in text or " " in text:
        return asked_for(text, option, read_instant)
    day = asked_for(text, option, read_day)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone) - timedelta(microseconds=1)


def asked_for(text: str, option: str, read: Callable[[object], Value]) -> Value:
    """Return what was given with an option, as ``read`` understands it; raises Refused where it does not."""
    try:
        return read(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"{option}: {error}.", "")]) from None
