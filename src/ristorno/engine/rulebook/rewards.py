"""What comes of a clause: in which unit, for whom, with whose consent."""

from collections.abc import Iterator

from ristorno.engine.rulebook.book import Sentence, Table
from ristorno.engine.rulebook.facts import told_set
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.rulebook.times import told_window
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward, Split


def told_split(reader: Reader, split: Split) -> Iterator[Sentence]:
    """Yield how an amount is divided."""
    yield reader.sentence("recipient.split")
    if "contact" in split.rates:
        yield reader.sentence("recipient.persons")
    if any(share.at_most is not None for share in split.shares.values()):
        yield reader.sentence("split.cut")
    yield reader.sentence(f"remainder.{split.remainder}")


def shares(kinds: KindReader, split: Split) -> Table:
    """Return the shares by recipient, ``rest`` last."""
    reader, writer = kinds.reader, kinds.writer
    capped = any(share.at_most is not None for share in split.shares.values())
    rows = [
        (
            reader.say(f"split.{name}"),
            writer.numbers.rate(share.rate),
            "" if share.at_most is None else writer.amount(share.at_most),
        )
        for name, share in split.shares.items()
    ]
    if split.rest is not None:
        rows.append((reader.say(f"split.{split.rest}"), reader.say("split.rest"), ""))
    heads = tuple(reader.say(f"column.{name}") for name in ("recipient", "share", "at_most"))
    wide = 3 if capped else 2
    return Table(heads[:wide], tuple(row[:wide] for row in rows), frozenset(range(1, wide)))


def told_source(kinds: KindReader, clause: Clause) -> Iterator[Sentence]:
    """Yield from which budget or fund it is paid, and the fund that it goes into."""
    reader, terms, reward = kinds.reader, kinds.reader.terms, clause.reward
    if clause.budget is not None:
        budget = terms.budgets[clause.budget]
        amount, over = kinds.writer.amount(budget.amount), told_window(reader, budget.window, "over")
        yield reader.sentence(f"budget.{budget.on_exhausted}", amount=amount, over=over)
        yield reader.sentence("budget.beside")
    for key, name in (("into", reward.into), ("from", reward.fund)):
        if name is not None:
            fund = terms.funds[name]
            yield reader.sentence(f"fund.{key}", name=name)
            yield reader.sentence(f"fund.{fund.on_exhausted}")
            yield reader.sentence("fund.window", over=told_window(reader, fund.window, "over"))
            if fund.amount is not None:
                yield reader.sentence("fund.amount", amount=kinds.writer.amount(fund.amount))
            yield reader.sentence(f"fund.{fund.left_over}")


def told_handing(kinds: KindReader, reward: Reward) -> Iterator[Sentence]:
    """Yield what becomes of the company's amount: handed on to others, paid by a party."""
    reader, rate = kinds.reader, kinds.writer.numbers.rate
    passed, clearing = reward.pass_on, reward.cleared
    if passed is not None:
        name, _ = reader.words.measure(passed.by.phrase)
        yield reader.sentence("pass_on", rate=rate(passed.rate), role=passed.to, name=name)
        yield from kinds.sentences(passed.by.rules(), passed.by.RULES)
        if passed.by.of is not None:
            yield reader.sentence("pass_on.facts", set=told_set(reader, passed.by.of))
    if clearing is not None:
        yield reader.sentence("clearing", role=clearing.payer)
        if clearing.operator is None:
            yield reader.sentence("clearing.no_fee")
        else:
            yield reader.sentence("clearing.fee", rate=rate(clearing.fee), operator=clearing.operator)


def told_consent(reader: Reader, reward: Reward) -> Iterator[Sentence]:
    """Yield what becomes of a person's part without the employer's consent."""
    if reward.to == "contact" or reward.among_persons:
        yield reader.sentence("consent.person" if reader.person else f"consent.{reward.without_consent}")
