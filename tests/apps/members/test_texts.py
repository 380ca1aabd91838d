"""Whatever text somebody gives: it is kept, or refused with a sentence; and anything can be asked for."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import strategies as st

from apps.rollback import rolled_back
from ristorno.apps.catalog.operations import put_group, put_product
from ristorno.apps.members import operations as members
from ristorno.apps.members.queries import Held, access_member, codes_of, contacts, held, member, resolve
from ristorno.apps.members.queries import members as listed
from ristorno.kernel.problem import Refused
from strategies.effort import Effort

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 1, 1)
ME = "user:7"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["x" * 400, "ก" * 121, "\0"])


def test_any_text_is_kept_or_refused(effort: Effort) -> None:
    def law(key: str, name: str, other: str) -> None:
        for act in (
            lambda: members.add(key=key, name=name, language=other, codes={other: name}, actor=ME),
            lambda: members.add_contact(key="A", contact=key, name=name, phone=other, email=other, actor=ME),
            lambda: members.make_group(key=key, name=name, actor=ME),
            lambda: members.assign_segment(key="A", segment=name, on=DAY, origin=other, at=AT, actor=ME),
            lambda: members.accept(key="A", program=key, version=name, freely=True, on=DAY, at=AT, actor=ME),
            lambda: members.change(key="A", name=name, legal_ids={other: key}, actor=ME),
            lambda: put_product(key=key, name=name, brand=other, actor=ME),
            lambda: put_group(key=key, name=name, actor=ME),
        ):
            with rolled_back():
                members.add(key="A", name="Firm", actor=ME)
                with suppress(Refused):
                    act()
                assert member("A") is not None  # the transaction goes on

    effort.prove(law, texts, texts, texts, examples=30)


def test_any_text_can_be_asked_for(effort: Effort) -> None:
    def law(text: str) -> None:
        assert member(text) is None
        assert (contacts(text), codes_of(text), dict(resolve([text])), held(text, DAY)) == ((), (), {}, Held())
        assert all(each.key for each in listed(text, text))
        for act in (members.enrol, members.leave):
            with pytest.raises(Refused):
                act(key=text, on=DAY, at=AT, actor=ME)
        with pytest.raises(Refused):
            access_member(text)

    effort.prove(law, texts, examples=60)
