"""Codes: made, brought, given, withdrawn; found however they are written, and over at their moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.agreements.writing import codes, enacted
from ristorno.apps.counters import operations as counters
from ristorno.apps.counters.values import Wanted
from ristorno.apps.members import operations as members
from ristorno.apps.vouchers import operations
from ristorno.apps.vouchers.queries import batches, code, codes_of, every
from ristorno.apps.vouchers.rules import counter_of
from ristorno.apps.vouchers.values import About, Brought
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_DEALERS = """\
program: dealers
time_zone: Etc/UTC
units: {EUR: {kind: money}}
clauses: {}
offers:
  ten_off: {trigger: code, gives: {percent: 10 %}}
  word: {trigger: {code: SPRING}, gives: {percent: 5 %}}
"""
SPRING = About(name="spring", program="dealers", offer="ten_off", begins_at=AT, ends_at=AT + 30 * DAY)


@pytest.fixture(autouse=True)
def dealers() -> None:
    enacted(_DEALERS)


def state(text: str, at: datetime = AT) -> str:
    found = code(text, at)
    return found.state if found is not None else "unknown"


def bring(*brought: Brought, about: About = SPRING) -> int:
    return operations.bring(about=about, brought=brought, at=AT, actor="user:1")


def use(text: str, holder: str, times: int = 1) -> None:
    wanted = Wanted(counter=counter_of(text), amount=Decimal(1), at_most=Decimal(times), code="orders.code", what=text)
    counters.hold(holder=holder, wanted=[wanted], at=AT, lapses_at=AT + DAY)


def test_made_codes_are_many_and_each_is_another_one() -> None:
    operations.make(about=SPRING, count=250, at=AT, actor="user:1")
    found = list(every("spring", AT))
    assert len({each.code for each in found}) == 250
    assert {each.state for each in found} == {"valid"}
    assert [(each.about.name, each.codes) for each in batches()] == [("spring", 250)]


def test_a_code_is_found_however_it_is_written() -> None:
    bring(Brought("Ab-12 cd"))
    for text in ("AB12CD", "ab12cd", " a-b-1-2-c-d "):
        assert state(text) == "valid"
    assert state("AB12CE") == "unknown"


def test_a_code_is_valid_between_its_moments() -> None:
    bring(Brought("AB12CD"))
    moments = (AT - DAY, AT, AT + 30 * DAY - timedelta(microseconds=1), AT + 30 * DAY)
    assert [state("AB12CD", at) for at in moments] == ["not_yet", "valid", "valid", "expired"]


def test_a_code_is_held_and_used_as_often_as_its_batch_says() -> None:
    bring(Brought("AB12CD"), about=About(name="twice", program="dealers", offer="ten_off", times=2))
    use("AB12CD", "one", 2)
    assert state("AB12CD") == "valid"
    use("ab-12-cd", "two", 2)
    assert (state("AB12CD"), state("AB12CD", AT + DAY)) == ("held", "valid")
    counters.take(holder="one", at=AT)
    counters.take(holder="two", at=AT)
    assert state("AB12CD", AT + DAY) == "used"
    counters.release(holder="two")
    assert state("AB12CD") == "valid"


def test_what_is_brought_is_brought_whole_or_not_at_all() -> None:
    bring(Brought("AB12CD"))
    rows = [Brought("NEW1"), Brought("ab-12-cd"), Brought("x"), Brought("NEW2", "nobody"), Brought("new-1")]
    with pytest.raises(Refused) as refused:
        bring(*rows, about=About(name="more", program="dealers", offer="ten_off"))
    assert [(each.code, str(each.place)) for each in refused.value.problems] == [
        ("vouchers.twice", "codes[2]"), ("vouchers.code", "codes[3]"), ("vouchers.member", "codes[4]"),
        ("vouchers.twice", "codes[5]"),
    ]  # fmt: skip
    assert state("NEW1") == "unknown"


def test_a_code_of_one_member_is_found_with_it() -> None:
    members.add(key="M", name="M", actor="user:1", codes={"M-1": "erp"})
    bring(Brought("AB12CD", "M-1"), Brought("EF34GH"))
    assert [each.code for each in codes_of(AT, member="M")] == ["AB12CD"]


def test_a_batch_has_its_name_alone_and_makes_sense() -> None:
    bring(Brought("AB12CD"))
    wrong = (
        SPRING,
        About(name="", program="dealers", offer="ten_off"),
        About(name="a", program="dealers", offer="ten_off", times=0),
        About(name="a", program="dealers", offer="ten_off", begins_at=AT, ends_at=AT),
    )
    for about in wrong:
        with pytest.raises(Refused):
            bring(Brought("OTHER"), about=about)


@pytest.mark.parametrize("offer", ["ten_of", "word"])
def test_codes_for_an_offer_that_they_do_not_open_are_not_made(offer: str) -> None:
    about = replace(SPRING, offer=offer)
    with pytest.raises(Refused, match="ten_off") as refused:
        bring(Brought("AB12CD"), about=about)
    assert codes(refused.value) == ["vouchers.offer"]
    with pytest.raises(Refused, match="ten_off"):
        operations.make(about=about, count=1, at=AT, actor="user:1")
    assert not batches()


def test_what_is_given_is_pending_until_it_is_settled() -> None:
    about = About(name="next_purchase", program="dealers", offer="next")
    told = {"member": "M", "contact": "", "ends_at": AT + DAY, "at": AT, "actor": "key:1"}
    one = operations.give(about=about, given_for="order:1", **told)  # type: ignore[arg-type]
    other = operations.give(about=about, given_for="order:2", **told)  # type: ignore[arg-type]
    assert (state(one), state(other)) == ("pending", "pending")
    operations.let_valid(given_for="order:1")
    operations.take_back(given_for="order:2", reason="cancelled", at=AT)
    assert (state(one), state(other), state(one, AT + DAY)) == ("valid", "withdrawn", "expired")
    assert [each.code for each in codes_of(AT, given_for="order:1")] == [one]


def test_what_is_withdrawn_is_valid_no_more() -> None:
    bring(Brought("AB12CD"), Brought("EF34GH"))
    assert operations.withdraw(code="ab12cd", reason="printed twice", at=AT, actor="user:1") == 1
    assert (state("AB12CD"), state("EF34GH")) == ("withdrawn", "valid")
    assert operations.withdraw(batch="spring", reason="printed twice", at=AT, actor="user:1") == 1
    assert state("EF34GH") == "withdrawn"
    with pytest.raises(Refused, match="needs a reason"):
        operations.withdraw(batch="spring", reason=" ", at=AT, actor="user:1")
    with pytest.raises(Refused, match="no batch"):
        operations.withdraw(batch="none", reason="why", at=AT, actor="user:1")
