"""Whether clauses can share a cap: they pay the same thing to the same recipient in the same window."""

from collections.abc import Iterator

from ristorno.engine.checks.pieces import tiles
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.reward import Split
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def known_caps(terms: Terms) -> Iterator[Finding]:
    """Yield shared caps that the program does not have."""
    for name, clause in terms.clauses.items():
        shared = clause.limits.shared
        if shared is not None and shared not in terms.caps:
            yield unknown(("clauses", name, "limits", "shared"), "cap", shared, terms.caps)


def check_shared(terms: Terms) -> Iterator[Finding]:
    """Yield caps that cannot be shared."""
    for cap, shared in terms.caps.items():
        names = terms.sharing(cap)
        if shared.amount <= 0:
            yield Finding(("caps", cap), "terms.negative", "Nothing could be given.", "Write a number above 0.")
        for name in names:
            path: Path = ("clauses", name, "limits", "shared")
            yield from _alike(terms, path, names[0], name)
            yield from _alone(path, terms.clauses[name])
            step = terms.step(terms.unit_of(terms.clauses[name]))
            if shared.amount % step:
                reason = f"{shared.amount} is not a multiple of {step}, the smallest step of the unit."
                yield Finding(("caps", cap), "terms.step", reason, "Round the cap.")
            guarantee = terms.clauses[name].limits.guarantee
            if guarantee is not None and guarantee.amount > shared.amount:
                yield Finding(path, "terms.bounds", "The guarantee lies above the cap.", "Raise the cap, or lower it.")


def _alike(terms: Terms, path: Path, first: str, name: str) -> Iterator[Finding]:
    one, other = terms.clauses[first], terms.clauses[name]
    pairs = (
        ("unit", terms.unit_of(one), terms.unit_of(other)),
        ("window", (one.window, one.pay_every), (other.window, other.pay_every)),
        ("recipient", _recipient(one), _recipient(other)),
    )
    for what, mine, theirs in pairs:
        if mine != theirs:
            reason = f"{first!r} and {name!r} share a cap and have not the same {what}."
            yield Finding(path, "terms.shared", reason, "Make them alike, or give each a cap of its own.")


def _recipient(clause: Clause) -> tuple[str, str]:
    to = "company" if isinstance(clause.reward.to, Split) else clause.reward.to
    return clause.whose, to


def _alone(path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield what makes an amount depend on what earlier windows were given, or on what comes after this one."""
    limits = clause.limits
    for_good = limits.cap is not None and limits.cap.per == "member"
    if for_good or (limits.guarantee is not None and limits.guarantee.surplus == "carry"):
        reason = "What is bound for good, or carried over, rests on what the cap has cut before."
        yield Finding(path, "terms.shared", reason, "Use bounds for the window, and surplus: lose.")
    for gate in clause.gates:
        wide = gate.window is not None and gate.window != clause.judged and gate.window.shape != "rolling"
        if gate.at is not None or (wide and gate.window is not None and not tiles(clause.judged, gate.window)):
            reason = "A condition that is known later would leave the parts of all others open."
            yield Finding(path, "terms.shared", reason, "Let conditions look no further than the window.")
