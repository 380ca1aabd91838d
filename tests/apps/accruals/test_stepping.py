"""What came is counted on top of sums wherever the terms add up; why not, where they do not, is told."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accruals.world import AT, LATER, PROGRAM, all_is_well, balances, begin, fact, run, tell
from apps.agreements.writing import enacted
from ristorno.apps.accruals import operations, proving, queries
from ristorno.apps.accruals.models import Booked, Running
from ristorno.apps.accruals.values import Outcome, Way
from ristorno.apps.accruals.verification import all_complaints
from ristorno.apps.facts.queries import told
from ristorno.apps.members import operations as members
from ristorno.engine.fact import Fact, Reference

pytestmark = pytest.mark.django_db
LEVELS = (
    PROGRAM
    + """\
  gold:
    for: {levels: {status: [gold]}}
    window: document
    mechanic: {percent: 1 %}
    reward: {unit: RUB}
ladders:
  status:
    measure: amount
    window: year
    tiers: {basic: 0, gold: 500_000}
"""
)


def test_a_new_fact_is_counted_on_top_of_what_was() -> None:
    begin()
    tell(fact("D1", 400_000))
    assert run().whole == {"dealers": "new"}
    tell(fact("D2", 200_000))
    assert run().whole == {}
    assert balances() == {"PTS": (0, 600), "RUB": (12_000, 0)}
    assert all_is_well()


def test_what_changes_a_document_is_counted_without_the_others() -> None:
    begin()
    tell(fact("D0", 0, "2026-01-10"), fact("D1", 400_000, line="1", version=1), fact("D2", 300_000))
    run()
    tell(fact("R1", -100_000, "2026-03-01", kind="return", reverses=Reference("D2")))
    tell(fact("D1", 500_000, line="1", version=2), fact("D3", 7_000, "2026-03-02"))
    assert run() == Outcome("M", 4, 4, 1)
    assert balances() == {"PTS": (0, 707), "RUB": (14_140, 0)}
    tell(fact("D1", 500_000, line="1", version=3, retracted=True))
    assert run().whole == {}
    assert balances() == {"PTS": (0, 207)}
    assert all_is_well()


def test_a_return_that_came_first_is_found_by_what_it_takes_back() -> None:
    begin()
    tell(fact("D0", 1_000, "2026-01-05"), fact("R1", -4_000, "2026-03-01", kind="return", reverses=Reference("D1")))
    run()
    assert balances() == {"PTS": (0, 1)}
    tell(fact("D1", 10_000))
    assert run().whole == {}
    assert balances() == {"PTS": (0, 7)}
    assert all_is_well()


def test_a_day_closes_windows_from_sums() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    assert run(at=LATER).whole == {}
    assert balances() == {"PTS": (0, 600), "RUB": (0, 12_000)}
    assert all_is_well()


def test_facts_that_lie_ahead_count_when_their_day_has_come() -> None:
    begin()
    tell(fact("D1", 1_000), fact("D2", 5_000, "2026-04-10"))
    run()
    assert balances() == {"PTS": (0, 1)}
    assert run(at=LATER).whole == {"dealers": "future_facts"}
    assert balances() == {"PTS": (0, 6)}
    assert all_is_well()


def test_other_terms_codes_and_words_let_everything_be_counted_again() -> None:
    begin()
    tell(fact("D1", 600_000), fact("N1", 1_000, member="N"))
    run()
    enacted("{agreement: A-1, program: dealers, member: M, versions: [{effective_from: 2026-03-01}]}")
    assert run().whole == {"dealers": "terms"}
    members.assign_segment(key="M", segment="big", on=date(2026, 3, 1), origin="form", at=AT, actor="user:1")
    assert run().whole == {"dealers": "standing"}
    members.merge(key="N", into="M", at=AT, actor="user:1")
    assert run("N").whole == {"dealers": "new"}
    assert run().whole == {}
    assert run(at=datetime(2026, 2, 1, tzinfo=UTC)).whole == {"dealers": "earlier_day"}
    assert all_is_well()


def test_levels_let_everything_be_counted_and_say_so() -> None:
    begin(LEVELS)
    tell(fact("D1", 600_000))
    run()
    tell(fact("D2", 1_000))
    assert run().whole == {"dealers": "levels"}
    assert queries.ways("M") == [Way("M", "dealers", "levels", "levels")]
    assert all_is_well()


def test_a_reason_is_told_as_it_was_when_the_amount_was_booked() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    tell(fact("D2", 400_000, "2026-03-02"))
    run()
    tell(fact("D3", 5_000, "2026-03-05"))
    (booked,) = queries.booked_of("M", unit="RUB")
    assert booked.record is not None
    assert booked.record["amount"] == "20000"
    assert [each["fact"] for each in booked.record["explanation"]["counted"]] == ["D1/1", "D2/1"]
    assert queries.booked_of("M", unit="RUB", explained=False)[0].record is None


def test_a_wrong_sum_is_found() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    Running.objects.update(sums={"paid": {"0": ["700000", 1]}, "gates": []})
    assert [each.code for each in all_complaints()] == ["accruals.unproven"]
    operations.recount(member="M", at=AT, actor="user:1")
    assert all_is_well()


def _proved_from_facts(whole: bool = False) -> list[str]:
    """Prove all; return of whom facts were read for it."""
    read: list[str] = []

    def reading(member: str, **asked: int) -> list[Fact]:
        read.append(member)
        return told(member, **asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "told", reading)
        if whole:
            operations.forget_proofs()
        assert all_is_well()
    return read


def test_what_cannot_have_changed_is_not_proved_again() -> None:
    begin()
    tell(fact("D1", 600_000), fact("D2", 5_000, member="N"))
    run()
    run("N")
    assert _proved_from_facts() == ["M", "N"]
    assert _proved_from_facts() == []
    tell(fact("D3", 1_000, member="N"))
    run("N")
    assert _proved_from_facts() == ["N"]
    assert _proved_from_facts(whole=True) == ["M", "N"]
    assert [*proving.unproven(night=1), *proving.unproven(night=2)] == []


def test_what_is_wrong_counts_never_as_proved() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    assert all_is_well()
    Running.objects.update(sums={"paid": {"0": ["700000", 1]}, "gates": []})
    for _ in range(2):
        assert [each.code for each in all_complaints()] == ["accruals.unproven"]


def test_a_proof_that_was_interrupted_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(keys="MNO")
    monkeypatch.setattr(proving, "_TOGETHER", 1)
    for member in "MNO":
        tell(fact(f"D{member}", 1_000, member=member))
        run(member)

    def stop(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(proving.unproven(heard=stop))
    assert _proved_from_facts() == ["O"]


def test_how_often_the_database_is_asked_does_not_depend_on_what_is_known() -> None:
    begin()
    counts = []
    for number in (1, 40):
        tell(*(fact(f"{number}-{line}", 1_000) for line in range(number)))
        run()
        tell(fact(f"new-{number}", 5_000))
        with CaptureQueriesContext(connection) as asked:
            run()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Booked.objects.filter(member="M").count() == 43


def test_who_becomes_known_has_what_came_before() -> None:
    begin()
    tell(fact("D1", 10_000, member="X"))
    assert run("X").booked == 0
    members.add(key="X", name="Company X", actor="user:1")
    assert run("X").whole == {"dealers": "standing"}
    assert balances("X") == {"PTS": (0, 10)}
    assert all_is_well()
