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


def four_eyes(number: str, actor: str) -> Refused:
    """Return the refusal to approve what one has frozen oneself."""
    reason = f"{actor} has frozen statement {number} and cannot approve it."
    return Refused([Problem("settlements.four_eyes", reason, "Let another person look at it.")])


def no_reason(what: str) -> Refused:
    """Return the refusal of something that has to be explained."""
    reason = f"The {what} says nothing."
    return Refused([Problem("settlements.reason", reason, "Say why, in the words that the other side will read.")])


def disputed(number: str, place: int) -> Refused:
    """Return the refusal to dispute a line twice."""
    reason = f"Line {place} of {number} was disputed before."
    return Refused([Problem("settlements.disputed", reason, "Read the answer with `ristorno settlements show`.")])


def not_open(number: str, place: int) -> Refused:
    """Return the refusal to answer what nobody asks."""
    reason = f"No dispute of line {place} of {number} waits for an answer."
    return Refused([Problem("settlements.disputed", reason, "See `ristorno settlements show` for those that do.")])


def too_late(number: str, until: date) -> Refused:
    """Return the refusal of a dispute that comes too late."""
    reason = f"Lines of {number} could be disputed through {until}."
    remedy = "Tell what is wrong all the same: what is corrected stands on the next statement."
    return Refused([Problem("settlements.too_late", reason, remedy)])


def built_upon(number: str, later: str) -> Refused:
    """Return the refusal to withdraw what a later statement builds on."""
    reason = f"Statement {later} builds on {number}."
    return Refused([Problem("settlements.order", reason, f"Withdraw {later} first.")])


def before(number: str, earlier: str) -> Refused:
    """Return the refusal to issue a statement before an earlier one."""
    reason = f"Statement {earlier} of the same holder comes before {number} and is not issued."
    return Refused([Problem("settlements.order", reason, f"Issue or withdraw {earlier} first.")])


def no_account(whose: str, unit: str) -> Refused:
    """Return the refusal to pay where a bank account is missing."""
    reason = f"No bank account of {whose} for {unit} was confirmed."
    remedy = "Tell it with `ristorno settlements account`, and let another person confirm it."
    return Refused([Problem("settlements.account", reason, remedy)])


def bad_account(reason: str, remedy: str) -> Refused:
    """Return the refusal of a bank account that cannot be one."""
    return Refused([Problem("settlements.account", reason, remedy)])


def returned(number: str) -> Refused:
    """Return the refusal to take back what is no payment, or came back before."""
    reason = f"{number} is no payment that could come back, or it came back before."
    return Refused([Problem("settlements.returned", reason, "See `ristorno settlements show` for its payments.")])


def four_eyes_of_an_account(number: int, actor: str) -> Refused:
    """Return the refusal to confirm a bank account that one has told oneself."""
    reason = f"{actor} has told bank account {number} and cannot confirm it."
    return Refused([Problem("settlements.four_eyes", reason, "Let another person compare it.")])


def may_be_disputed(number: str, until: date | None) -> Refused:
    """Return the refusal to issue what the member may still dispute."""
    reason = f"Lines of {number} may be disputed through {until}."
    remedy = "Wait until the member agrees, or until these days are over."
    return Refused([Problem("settlements.not_agreed", reason, remedy)])


def nothing_left(number: str) -> Refused:
    """Return the refusal to pay again what was spent otherwise since."""
    reason = f"What came back of {number} is not on the wallet any more."
    return Refused([Problem("settlements.returned", reason, "See `ristorno wallets show` for what became of it.")])
