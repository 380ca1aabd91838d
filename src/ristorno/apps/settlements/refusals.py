"""Why something about statements was refused, in sentences."""

from datetime import date

from ristorno.kernel.problem import Problem, Refused


def not_over(program: str, through: date, today: date) -> Refused:
    """Return the refusal to close what is not over."""
    reason = f"It is {today} for {program!r}, so windows cannot be closed through {through}."
    return Refused([Problem("settlements.not_over", reason, "Name an earlier day, or wait until this one is over.")])


def closed_later(program: str, through: date, latest: date) -> Refused:
    """Return the refusal to close what lies before what was closed."""
    reason = f"The windows of {program!r} were closed through {latest}; {through} lies before that."
    remedy = "Close through a later day: what has changed since stands there as true-ups."
    return Refused([Problem("settlements.closed", reason, remedy)])


def still_freezing(program: str, through: date, number: int) -> Refused:
    """Return the refusal to begin another closing while one is not done."""
    reason = f"Closing {number} of {program!r} through {through} was begun for other members and is not done."
    return Refused([Problem("settlements.begun", reason, "Go on with that one first, for the same members.")])


def unknown(what: str, name: str) -> Refused:
    """Return the refusal of something that is not there."""
    reason = f"There is no {what} {name!r}."
    return Refused([Problem("settlements.unknown", reason, "See `ristorno settlements list`.")])


def state(number: str, now: str, wanted: str) -> Refused:
    """Return the refusal of a step that a statement cannot take where it stands."""
    reason = f"Statement {number} is {now}, so it cannot be {wanted}."
    return Refused([Problem("settlements.state", reason, "See `ristorno settlements show` for what comes next.")])
