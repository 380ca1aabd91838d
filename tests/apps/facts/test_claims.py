"""Claims: filed with evidence, decided by somebody else, facts once they are approved, and corrected by a decision."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from pytest_django import DjangoAssertNumQueries

from ristorno.apps.events.queries import history
from ristorno.apps.facts.claims import MOST_BYTES, MOST_FILES
from ristorno.apps.facts.operations import Claimed, File, add_evidence, approve_claim, decline_claim, file_claim
from ristorno.apps.facts.proofs import KINDS
from ristorno.apps.facts.queries import claim, claims, evidence, log
from ristorno.apps.members import operations as members
from ristorno.engine.accrual import Moment
from ristorno.engine.history.known import known_facts
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
AD = File("ad.pdf", b"%PDF-1.7 our goods alone")
CLAIMED = Claimed(
    member="M", what="advertising", occurred_on=date(2026, 3, 1), amount=Decimal(100), currency="EUR",
    attributes={"makers": "4"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def known() -> None:
    members.add(key="M", name="Company", actor="user:1")


@pytest.fixture
def number() -> int:
    return file_claim(claimed=CLAIMED, files=[AD], at=AT, actor="user:1")


def codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        work()
    return [problem.code for problem in refused.value.problems]


def worth() -> list[Decimal | None]:
    return [fact.amount for fact in known_facts(log("M"), Moment(as_of=date(2027, 1, 1)))]


def test_a_claim_counts_once_somebody_else_approves_it(number: int) -> None:
    assert worth() == []
    assert [each.number for each in claims(undecided=True)] == [number]

    approve_claim(number=number, at=AT, actor="user:2")

    (fact,) = log("M")
    assert (fact.id, fact.kind, fact.amount, fact.currency) == (
        f"claims/{number}/1",
        "claim_approved",
        Decimal(100),
        "EUR",
    )
    assert fact.attributes == {"claim": "advertising", "makers": "4"}
    assert claims(undecided=True) == []
    assert [each.name for each in history(f"claim:{number}")] == ["claim.filed", "claim.approved"]


def test_the_evidence_of_many_claims_is_asked_for_at_once(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    files = [AD, replace(AD, name="b.pdf", content=b"%PDF-1.7 b")]
    other = file_claim(claimed=replace(CLAIMED, what="fair"), files=files, at=AT, actor="user:1")
    with django_assert_num_queries(3):
        found = claims()
    shown = {(each.number, file.name): file.also_in for each in found for file in each.evidence}
    assert shown == {(number, "ad.pdf"): (other,), (other, "ad.pdf"): (number,), (other, "b.pdf"): ()}


def test_less_may_be_approved_and_approval_taken_back(number: int) -> None:
    approve_claim(number=number, amount=Decimal("12.5"), at=AT, actor="user:2")
    assert worth() == [Decimal("12.5")]

    decline_claim(number=number, reason="another maker's goods", at=AT, actor="user:3")
    assert worth() == []

    approve_claim(number=number, at=AT, actor="user:2")
    assert worth() == [Decimal(100)]
    filed = claim(number)
    assert filed is not None
    assert (filed.approved, filed.worth, filed.decided_by) == (True, Decimal(100), "user:2")


def test_who_filed_does_not_decide_and_nobody_approves_more_than_is_claimed(number: int) -> None:
    assert codes(lambda: approve_claim(number=number, at=AT, actor="user:1")) == ["facts.same_person"]
    above = Decimal(101)
    assert codes(lambda: approve_claim(number=number, amount=above, at=AT, actor="user:2")) == ["facts.above_claim"]
    assert codes(lambda: decline_claim(number=number, reason="", at=AT, actor="user:2")) == ["facts.no_reason"]
    assert codes(lambda: approve_claim(number=-1, at=AT, actor="user:2")) == ["facts.no_claim"]
    approve_claim(number=number, at=AT, actor="user:2")
    assert codes(lambda: approve_claim(number=number, at=AT, actor="user:3")) == ["facts.decided"]


def test_evidence_is_kept_as_it_is_and_once(number: int) -> None:
    add_evidence(number=number, files=[AD, File("photo.jpg", b"\xff\xd8\xfflight")], at=AT, actor="user:1")
    other = file_claim(claimed=CLAIMED, files=[AD], at=AT, actor="user:1")

    filed = claim(number)

    assert filed is not None
    assert [(each.name, each.size, each.also_in) for each in filed.evidence] == [
        ("ad.pdf", 24, (other,)),
        ("photo.jpg", 8, ()),
    ]
    assert evidence(filed.evidence[0].number) == replace(AD, media_type="application/pdf")
    approve_claim(number=number, at=AT, actor="user:2")
    assert codes(lambda: add_evidence(number=number, files=[AD], at=AT, actor="user:1")) == ["facts.decided"]


@pytest.mark.parametrize(
    "files", [[File("no", b"")], [File("big", b"a" * (MOST_BYTES + 1))],
              [File(f"{number}", f"{number}".encode()) for number in range(MOST_FILES + 1)]],
    ids=["empty", "large", "many"],
)  # fmt: skip
def test_evidence_has_bounds(files: list[File]) -> None:
    assert codes(lambda: file_claim(claimed=CLAIMED, files=files, at=AT, actor="user:1")) == ["facts.evidence"]
    assert claims() == []


def packed(*names: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name in names:
            package.writestr(name, "")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ad.pdf", b"MZ\x90\0 a program"),
        ("ad.pdf", b"<html><script>alert(1)</script>"),
        ("page.html", b"<html>"),
        ("picture.png", b"%PDF-1.7"),
        ("book.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
        ("book.xlsx", packed("anything")),
        ("book.xlsx", b"PK\x03\x04 torn"),
        ("bytes", bytes(range(256))),
    ],
)
def test_evidence_is_what_its_name_says_and_of_a_kind_that_is_taken(name: str, content: bytes) -> None:
    assert codes(lambda: file_claim(claimed=CLAIMED, files=[File(name, content)], at=AT, actor="user:1")) == [
        "facts.evidence_kind"
    ]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("photo.HEIC", b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        ("scan.tif", b"II*\0rest", "image/tiff"),
        ("picture.webp", b"RIFF\x04\0\0\0WEBP", "image/webp"),
        ("book.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), KINDS[6].media_type),
        ("letter.docx", packed("[Content_Types].xml", "word/document.xml"), KINDS[7].media_type),
        ("отчёт.csv", "дата;сумма\r\n1;2".encode(), "text/plain"),
        ("noname", b"%PDF-1.4", "application/pdf"),
    ],
)
def test_what_evidence_is_follows_from_its_content(name: str, content: bytes, media_type: str) -> None:
    filed = claim(file_claim(claimed=CLAIMED, files=[File(name, content)], at=AT, actor="user:1"))

    assert filed is not None
    assert [each.media_type for each in filed.evidence] == [media_type]


def test_claims_of_a_member_are_those_of_all_its_codes(number: int) -> None:
    members.add(key="N", name="Company, earlier", actor="user:1")
    earlier = file_claim(claimed=replace(CLAIMED, member="N"), at=AT, actor="user:1")
    members.merge(key="N", into="M", at=AT, actor="user:1")

    assert [each.number for each in claims(member="M")] == [number, earlier]


def test_a_claim_must_make_sense() -> None:
    for wrong, code in [
        (replace(CLAIMED, member="nobody"), "facts.no_member"),
        (replace(CLAIMED, what=" "), "facts.claim"),
        (replace(CLAIMED, amount=Decimal("0.00001")), "intake.too_many_decimals"),
        (replace(CLAIMED, occurred_on=date(1000, 1, 1)), "intake.impossible_date"),
    ]:
        assert codes(lambda wrong=wrong: file_claim(claimed=wrong, at=AT, actor="user:1")) == [code]  # type: ignore[misc]
