"""What goes out of channels: files for banks and accounting systems, and payments that come back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.settlements import refusals
from ristorno.apps.settlements.accounts import account_of, account_record
from ristorno.apps.settlements.channels import BY_KIND
from ristorno.apps.settlements.freezing import lock
from ristorno.apps.settlements.issuing import numbered
from ristorno.apps.settlements.models import Batch, Batched, Paper, Returned
from ristorno.apps.settlements.queries import batch_state, paper, paper_row
from ristorno.apps.settlements.values import BatchState, PaperState
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Holder


@transaction.atomic
def collect(*, program: str, at: datetime, actor: str) -> Sequence[BatchState]:
    """Put what channels have made and no file has yet into files, one for each kind and unit; return what is new.

    Raises:
        Refused: the sponsor has no confirmed bank account to pay from.
    """
    lock(program)
    loose = Paper.objects.filter(statement__program=program, batched=None, kind__in=BY_KIND, returned=None)
    pairs = sorted(set(loose.values_list("kind", "unit")))
    return [_collect(program, kind, unit, list(loose.filter(kind=kind, unit=unit)), at, actor) for kind, unit in pairs]


@transaction.atomic
def payment_failed(*, number: str, reason: str, at: datetime, actor: str) -> PaperState:
    """Take a payment back that did not arrive: the money is on the wallet again, with the days that it had.

    Raises:
        Refused: there is no payment of this number, it came back before, or nobody says why.
    """
    row = _payment(number)
    if not reason.strip():
        raise refusals.no_reason("return of a payment")
    key = f"returned:{row.movement}"
    posting = wallets.pay_out_failed(key=key, of=row.movement, at=at, actor=actor, reason=reason)
    Returned.objects.create(paper=row, reason=reason, posting=posting, at=at, actor=actor)
    _tell("settlement.payment.returned", row, actor, reason)
    return paper(number)


@transaction.atomic
def pay_again(*, number: str, at: datetime, actor: str) -> PaperState:
    """Pay once more what came back, to the account that is confirmed now; return the new payment.

    Raises:
        Refused: the payment did not come back, or was made again before.
    """
    row = Paper.objects.select_for_update(of=("self",)).select_related("statement").get(pk=paper_row(number).pk)
    again = f"{row.movement.partition('#')[0]}#{row.pk}"
    if not hasattr(row, "returned") or Paper.objects.filter(movement=again).exists():
        raise refusals.returned(number)
    holder = Holder(row.statement.member, row.statement.contact)
    account = account_of(holder, row.unit)
    moved = wallets.settle(
        key=again, holder=holder, unit=row.unit, way="pay_out", amount=row.amount, at=at, actor=actor
    )
    if not moved.amount:
        raise refusals.nothing_left(number)
    made = Paper.objects.create(
        statement=row.statement, unit=row.unit, kind=row.kind, number=numbered("PAY", row.statement.program),
        amount=moved.amount, movement=again, posting=moved.postings[-1], data={"account": account_record(account)},
        at=at, actor=actor,
    )  # fmt: skip
    _tell("settlement.payment.repeated", made, actor, number)
    return paper(made.number)


def _collect(program: str, kind: str, unit: str, papers: Sequence[Paper], at: datetime, actor: str) -> BatchState:
    batch = Batch.objects.create(
        number=numbered("FILE", program), program=program, kind=kind, unit=unit,
        data=dict(BY_KIND[kind].common(unit)), at=at, actor=actor,
    )  # fmt: skip
    Batched.objects.bulk_create(Batched(paper=each, batch=batch) for each in papers)
    data = {"batch": batch.number, "kind": kind, "unit": unit, "papers": len(papers)}
    record(name="settlement.collected", actor=actor, subject=f"program:{program}", data=data)
    return batch_state(batch)


def _payment(number: str) -> Paper:
    row = paper_row(number)
    locked = Paper.objects.select_for_update(of=("self",), no_key=True).select_related("statement").get(pk=row.pk)
    if locked.kind != "payment" or Returned.objects.filter(paper=locked).exists():
        raise refusals.returned(number)
    return locked


def _tell(event: str, row: Paper, actor: str, why: str) -> None:
    data = {"paper": row.number, "members": [row.statement.member], "reason": why}
    record(name=event, actor=actor, subject=f"statement:{row.statement.number}", data=data)
