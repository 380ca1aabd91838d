"""Issuing: what a statement settles can be spent, what is due goes its channel, what is lacking is seen to."""

from datetime import UTC, datetime
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from apps.accruals.world import all_is_well, balances
from apps.agreements.writing import codes
from apps.settlements.test_course import refusal
from apps.settlements.world import (
    ANNA,
    APRIL,
    JULY,
    OCTOBER,
    PROGRAM,
    Q1,
    Q2,
    Q3,
    accounts,
    amounts,
    approved,
    begin,
    close,
    due,
    fact,
    issued,
    papers,
    run,
    tell,
)
from ristorno.apps.ledger.queries import extent
from ristorno.apps.settlements import operations
from ristorno.apps.settlements.queries import files, statement
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
WALLET = PROGRAM.replace("channel: payout, minimum: 1_000, ", "")
CREDIT = PROGRAM.replace("channel: payout", "channel: credit_note")
NETTING = PROGRAM.replace("channel: payout, minimum: 1_000", "channel: netting")


def test_money_on_the_wallet_can_be_spent_from_the_issue_on() -> None:
    begin(WALLET)
    tell(fact("D1", 600_000))
    number = approved(close()).number
    assert balances() == {"PTS": (0, 600), "RUB": (12_000, 0)}
    operations.issue(number=number, at=APRIL, actor=ANNA)
    assert balances() == {"PTS": (0, 600), "RUB": (0, 12_000)}
    assert papers(number) == []
    run(at=JULY)
    assert balances() == {"PTS": (0, 600), "RUB": (0, 12_000)}
    assert all_is_well()


def test_a_closed_window_stays_as_it_was_issued_until_the_next_statement() -> None:
    begin(WALLET)
    tell(fact("D1", 600_000))
    issued()
    tell(fact("R1", -50_000, "2026-03-30", kind="return"), at=APRIL)
    run(at=APRIL)
    assert balances()["RUB"] == (-1_000, 12_000)
    assert amounts(issued(Q2, JULY).number) == [("due", "2026-Q1", -1_000)]
    assert balances()["RUB"] == (0, 11_000)
    assert all_is_well()


def test_a_payment_goes_to_the_bank() -> None:
    begin()
    accounts("M")
    tell(fact("D1", 600_000))
    said = issued()
    assert papers(said.number) == [("payment", "PAY-dealers-000001", 12_000)]
    assert balances() == {"PTS": (0, 600)}
    (batch,) = operations.collect(program="dealers", at=APRIL, actor=ANNA)
    assert operations.collect(program="dealers", at=JULY, actor=ANNA) == []
    (table,) = [file for file in files(batch.number) if file.name.endswith(".csv")]
    assert b"PAY-dealers-000001,M,,Firm M,DE89370400440532013000,,COBADEFFXXX,12000,RUB," in table.content
    (transfer,) = [file for file in files(batch.number) if file.name.endswith(".xml")]
    tree = fromstring(transfer.content)  # noqa: S314 - it is our own
    told = {element.tag.rpartition("}")[2]: element.text for element in tree.iter()}
    assert (told["MsgId"], told["NbOfTxs"], told["CtrlSum"]) == ("FILE-dealers-000001", "1", "12000")
    assert (told["EndToEndId"], told["InstdAmt"], told["Ustrd"]) == ("PAY-dealers-000001", "12000", said.number)
    assert all_is_well()


def test_issuing_again_changes_nothing() -> None:
    begin()
    accounts("M")
    tell(fact("D1", 600_000))
    said = issued()
    before = extent()
    assert operations.issue(number=said.number, at=JULY, actor="user:5") == said
    assert extent() == before


def test_without_a_confirmed_account_nothing_is_issued() -> None:
    begin()
    tell(fact("D1", 600_000))
    number = approved(close()).number
    assert refusal(operations.issue, number=number, at=APRIL, actor=ANNA) == ["settlements.account"]
    assert (statement(number).state, balances()["RUB"]) == ("approved", (12_000, 0))
    done = operations.issue_all(closing=statement(number).closing, at=APRIL, actor=ANNA)
    assert (done.numbers, list(done.waiting)) == ([], [number])


def test_a_payment_that_came_back_is_on_the_wallet_and_paid_again() -> None:
    begin()
    accounts("M")
    tell(fact("D1", 600_000))
    number = issued().number
    operations.payment_failed(number="PAY-dealers-000001", reason="AC04", at=APRIL, actor=ANNA)
    assert balances()["RUB"] == (0, 12_000)
    assert refusal(operations.payment_failed, number="PAY-dealers-000001", reason="AC04", at=APRIL, actor=ANNA) == [
        "settlements.returned"
    ]
    operations.pay_again(number="PAY-dealers-000001", at=APRIL, actor=ANNA)
    assert refusal(operations.pay_again, number="PAY-dealers-000001", at=APRIL, actor=ANNA) == ["settlements.returned"]
    assert papers(number) == [("payment", f"PAY-dealers-00000{place}", 12_000) for place in (1, 2)]
    assert "RUB" not in balances()
    assert all_is_well()


def test_credit_notes_have_numbers_of_their_own() -> None:
    begin(CREDIT)
    tell(fact("D1", 600_000))
    assert papers(issued().number) == [("credit_note", "CN-dealers-000001", 12_000)]
    (batch,) = operations.collect(program="dealers", at=APRIL, actor=ANNA)
    (file,) = files(batch.number)
    assert file.content.endswith(b"CN-dealers-000001,2026-04-10,M,,12000,RUB,dealers-2026Q1-000001\r\n")
    assert all_is_well()


def test_open_invoices_are_set_off_and_the_rest_stays() -> None:
    begin(NETTING)
    tell(fact("D1", 590_000), fact("D2", 4_000, "2026-03-01"), fact("D3", 6_000, "2026-03-20"))
    tell(fact("Z1", 593_000, "2026-03-25", kind="payment"))
    number = issued().number
    (paper,) = statement(number).papers
    assert paper.amount == 7_000
    assert [(part["document"], part["amount"]) for part in paper.data["documents"]] == [("D2", "1000"), ("D3", "6000")]
    assert balances()["RUB"] == (0, 5_000)
    tell(fact("D4", 500_000, "2026-05-05"), at=JULY)
    tell(fact(paper.number, 7_000, "2026-04-12", kind="payment"), at=JULY)
    (second,) = statement(issued(Q2, JULY).number).papers
    assert [part["document"] for part in second.data["documents"]] == ["D4"]
    assert second.amount == 10_000
    assert all_is_well()


def test_what_was_set_off_and_not_told_yet_is_not_set_off_twice() -> None:
    begin(NETTING)
    tell(fact("D1", 599_000), fact("D2", 1_000, "2026-03-01"), fact("Z1", 599_000, "2026-03-25", kind="payment"))
    (paper,) = statement(issued().number).papers
    tell(fact("D4", 500_000, "2026-05-05"), fact("Z2", 500_000, "2026-05-06", kind="payment", pays="D4"), at=JULY)
    assert paper.amount == 1_000
    assert statement(issued(Q2, JULY).number).papers == ()


def test_little_money_is_carried_until_it_is_enough() -> None:
    begin(PROGRAM.replace("minimum: 1_000", "minimum: 15_000"))
    accounts("M")
    tell(fact("D1", 600_000))
    first = issued()
    assert [(int(total.due), int(total.carried_on)) for total in first.totals if total.unit == "RUB"] == [(0, 12_000)]
    assert (papers(first.number), balances()["RUB"]) == ([], (0, 12_000))
    tell(fact("D2", 500_000, "2026-05-05"), at=JULY)
    second = issued(Q2, JULY)
    assert due(second.number) == 22_000
    assert papers(second.number) == [("payment", "PAY-dealers-000001", 22_000)]
    assert "RUB" not in balances()
    assert all_is_well()


@pytest.mark.parametrize(
    ("rule", "told", "left"),
    [("carry", [], -2_000), ("invoice", [("invoice", "INV-dealers-000001", 2_000)], 0),
     ("write_off", [("write_off", "WO-dealers-000001", 2_000)], 0)],
)  # fmt: skip
def test_a_statement_below_zero(rule: str, told: list[tuple[str, str, int]], left: int) -> None:
    begin(PROGRAM.replace("minimum: 1_000", f"negative: {rule}"))
    accounts("M")
    tell(fact("D1", 600_000))
    issued()
    tell(fact("R1", -100_000, "2026-03-30", kind="return", reverses=Reference("D1")), at=APRIL)
    second = issued(Q2, JULY)
    assert amounts(second.number) == [("due", "2026-Q1", -2_000)]
    assert papers(second.number) == told
    assert wallet(Holder("M"), "RUB").free == left  # type: ignore[union-attr]
    tell(fact("D3", 500_000, "2026-08-05"), at=OCTOBER)
    third = issued(Q3, OCTOBER)
    assert due(third.number) == 10_000 + left
    assert papers(third.number)[-1][2] == 10_000 + left
    assert "RUB" not in balances()
    assert all_is_well()


def test_what_was_spent_in_between_is_not_paid_out_twice() -> None:
    begin(PROGRAM.replace("    accept_until: +5 days\n", "    accept_until: +5 days\n").replace(
        "reward: {unit: RUB}", "reward: {unit: RUB, available: at_once}"
    ))  # fmt: skip
    accounts("M")
    tell(fact("D1", 600_000))
    number = approved(close()).number
    wallets.spend(key="spent", holder=Holder("M"), unit="RUB", amount=Decimal(4_000), at=APRIL, actor="key:3")
    operations.issue(number=number, at=APRIL, actor=ANNA)
    assert papers(number) == [("payment", "PAY-dealers-000001", 8_000)]
    assert all_is_well()


def test_statements_are_issued_in_their_order_and_when_they_are_agreed() -> None:
    begin(WALLET.replace("correct_within", "disputes: 14 days, correct_within"))
    tell(fact("D1", 600_000), fact("D2", 700_000, "2026-05-05"))
    first = approved(close(Q1)).number
    assert refusal(operations.issue, number=first, at=APRIL, actor=ANNA) == ["settlements.not_agreed"]
    second = approved(close(Q2, JULY), JULY).number
    late = datetime(2026, 8, 1, tzinfo=UTC)
    assert refusal(operations.issue, number=second, at=late, actor=ANNA) == ["settlements.order"]
    assert operations.issue(number=first, at=late, actor=ANNA).agreed_by == "system:silence"
    assert operations.issue(number=second, at=late, actor=ANNA).state == "issued"
    assert balances()["RUB"] == (0, 26_000)


def test_accounts_are_checked_and_confirmed_by_another_one() -> None:
    from ristorno.apps.settlements.values import Account

    begin()
    for told in (Account(name="X", iban="DE00370400440532013000"), Account(name="", account="123"), Account(name="X")):
        assert refusal(operations.tell_account, holder=Holder("M"), account=told, at=APRIL, actor=ANNA) == [
            "settlements.account"
        ]
    right = Account(name="X", account="40702810900000000001", bic="SABRRUMM")
    told_by = operations.tell_account(holder=Holder("M"), account=right, at=APRIL, actor=ANNA)
    with pytest.raises(Refused) as refused:
        operations.confirm_account(number=told_by.number, at=APRIL, actor=ANNA)
    assert codes(refused.value) == ["settlements.four_eyes"]
