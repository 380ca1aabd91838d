"""What a person or a party reads: its own lines and sums of others, whatever is promised."""

from decimal import Decimal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.veil import COLLEAGUES
from ristorno.engine.documented import accrual_record
from ristorno.engine.recompute import recompute
from strategies.effort import Effort
from strategies.situations import Situation, situations


def _named(accrual: Accrual) -> set[str]:
    """Return the facts that an explanation names."""
    told = accrual.explanation
    counted = {fact.fact for fact in told.counted if fact.kind != COLLEAGUES}
    return counted.union(*(left.facts for left in told.left_out))


def test_a_person_reads_no_lines_of_colleagues(effort: Effort) -> None:
    """Neither among what counted nor among what did not, and the amount can be redone nevertheless."""

    def law(situation: Situation) -> None:
        contacts = {(fact.member, fact.id): fact.contact for fact in situation.facts}
        for answer in situation.answers():
            for accrual in answer.accruals:
                if accrual.contact is not None:
                    brought = {contacts.get((accrual.member, fact), accrual.contact) for fact in _named(accrual)}
                    assert brought <= {accrual.contact, None}, accrual
                    assert recompute(accrual_record(accrual)) == accrual.amount

    effort.prove(law, situations().filter(lambda found: "contact" in repr(found.program)), examples=60)


def test_what_others_brought_has_no_day_and_no_document(effort: Effort) -> None:
    """What stands for the lines of colleagues tells numbers only, and all of it together what was measured."""

    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                told = accrual.explanation
                for fact in told.counted:
                    if fact.kind == COLLEAGUES:
                        assert not fact.returns
                        assert fact.day == min(each.day for each in told.counted if each.kind == COLLEAGUES)
                measured = sum((step.result for step in told.steps if step.kind == "measure"), Decimal(0))
                carried = sum(Decimal(str(step.details["carried"])) for step in told.steps if step.kind == "measure")
                assert measured == carried + sum((fact.value for fact in told.counted), Decimal(0))

    effort.prove(law, situations(), examples=40)
