"""Legal numbers: form, check digit, and whose they can be; a wrong one is refused with a sentence."""

import pytest

from ristorno.apps.members.legal import checked, tax_scheme
from ristorno.apps.members.operations import add, change
from ristorno.apps.members.queries import member
from ristorno.kernel.problem import Refused


@pytest.mark.parametrize(
    ("scheme", "written", "kind", "number"),
    [
        ("ru.inn", "7707083893", "company", "7707083893"),
        ("ru.inn", " 500100732259", "sole_trader", "500100732259"),
        ("ru.ogrn", "1027700132195", "company", "1027700132195"),
        ("ru.kpp", "7736 01 001", "company", "773601001"),
        ("ru.kpp", "7701AB001", "company", "7701AB001"),
        ("eu.vat", "DE 136 695 976", "company", "DE136695976"),
        ("de.vat", "DE136695976", "company", "136695976"),
        ("at.vat", "U13585627", "company", "U13585627"),
        ("th.tin", "1-2345-45678-78-1", "sole_trader", "1234545678781"),
        ("th.tin", "0994000617721", "company", "0994000617721"),
        ("by.vat", "200988541", "company", "200988541"),
        ("us.ein", "91-1144442", "company", "911144442"),
        ("in.gstin", "27AAPFU0939F1ZV", "company", "27AAPFU0939F1ZV"),
        ("gb.vat", "GB 980 7806 84", "company", "980780684"),
    ],
)
def test_a_right_number_is_kept_without_signs(scheme: str, written: str, kind: str, number: str) -> None:
    assert checked(scheme, written, kind) == number


@pytest.mark.parametrize(
    ("scheme", "written", "kind", "code", "told"),
    [
        ("ru.inn", "7707083894", "company", "legal_number", "its check digit does not fit the others"),
        ("ru.inn", "770708389", "company", "legal_number", "too few or too many digits"),
        ("ru.inn", "77070838AB", "company", "legal_number", "signs that do not belong there"),
        ("ru.inn", "500100732259", "company", "legal_kind", "has 12 digits; as ru.inn a company has 10"),
        ("ru.inn", "7707083893", "sole_trader", "legal_kind", "a sole trader has 12 digits"),
        ("ru.ogrn", "1027700132196", "company", "legal_number", "check digit"),
        ("ru.kpp", "77A601001", "company", "legal_number", "four digits, two digits or letters"),
        ("eu.vat", "DE136695977", "company", "legal_number", "check digit"),
        ("eu.vat", "XX136695977", "company", "legal_number", "cannot be a number of the kind eu.vat"),
        ("th.tin", "1234545678780", "company", "legal_number", "check digit"),
        ("ru.snils", "1", "company", "legal_scheme", "no kind of legal number 'ru.snils'"),
        ("zz.vat", "1", "company", "legal_scheme", "such as ru.inn"),
        ("inn", "1", "company", "legal_scheme", "such as ru.inn"),
        ("eu.banknote", "", "company", "legal_number", "cannot be"),
        ("ru.inn", " ", "company", "legal_number", "it is empty"),
        ("th.tin", "0994000617722", "company", "legal_number", "check digit"),
    ],
)
def test_a_number_that_cannot_be_is_refused(scheme: str, written: str, kind: str, code: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        checked(scheme, written, kind)
    assert [problem.code for problem in refused.value.problems] == [f"members.{code}"]


def test_a_country_has_its_own_tax_number() -> None:
    assert [tax_scheme(each) for each in ("RU", "th", "DE", "US")] == ["ru.inn", "th.tin", "de.vat", "us.ein"]


@pytest.mark.django_db
def test_a_member_with_a_wrong_number_is_not_there() -> None:
    with pytest.raises(Refused) as refused:
        add(key="A", name="A", actor="user:7", legal_ids={"ru.inn": "7707083894", "ru.kpp": "1"})
    assert len(refused.value.problems) == 2
    assert member("A") is None


@pytest.mark.django_db
def test_numbers_are_changed_one_by_one() -> None:
    add(key="A", name="A", actor="user:7", legal_ids={"ru.inn": "7707083893"})
    assert change(key="A", actor="user:7", legal_ids={"ru.kpp": "773601001"})
    assert not change(key="A", actor="user:7", legal_ids={"ru.kpp": "7736-01-001"})
    found = member("A")
    assert found is not None
    assert dict(found.legal_ids) == {"ru.inn": "7707083893", "ru.kpp": "773601001"}
    assert change(key="A", actor="user:7", legal_ids={"ru.inn": ""})
    with pytest.raises(Refused, match="check digit"):
        change(key="A", actor="user:7", legal_ids={"ru.inn": "7707083894"})
    with pytest.raises(Refused, match="has no name"):
        change(key="A", actor="user:7", name=" ")
