"""The templates: complete programs that pass the check, found by name."""

import re

import pytest

from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.kernel.problem import Refused
from ristorno.templates import Template, all_templates, find, starter_text

TEMPLATES = (*all_templates(), Template("starter", "", "", starter_text()))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_it_passes_the_check(template: Template) -> None:
    program = read_program(template.text, template.id)
    agreements = read_agreements(template.agreements, template.id, program) if template.agreements else ()
    calculation = Calculation(program, agreements)
    assert calculation.program.terms.clauses or calculation.program.terms.offers
    assert bool(calculation.members()) == (template.agreements is not None)


@pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.id)
def test_its_head_says_what_it_is(template: Template) -> None:
    assert 5 < len(template.title) < 60
    assert template.summary.endswith(".")
    assert "#" not in template.title + template.summary
    assert read_program(template.text).id == template.id
    assert "Worked example:" in template.text
    assert "What to change:" in template.text


@pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.id)
def test_its_titles_are_in_every_language(template: Template) -> None:
    titles = re.findall(r"\{en: [^}]*\}", template.text)
    assert titles
    assert [title for title in titles if not all(f"{language}: " in title for language in LANGUAGES)] == []


def test_every_template_is_offered() -> None:
    assert [template.id for template in all_templates()] == [
        "agents-miles",
        "best-dealers",
        "bring-a-friend",
        "buying-group",
        "closed-club",
        "club-evening",
        "co-op-advertising",
        "coalition",
        "contract-bonus",
        "contract-terms",
        "coupon-codes",
        "coupon-draw",
        "coupons",
        "discount-card",
        "early-payment",
        "free-product",
        "goodwill",
        "house-of-brands",
        "joint-marketing",
        "large-clients",
        "level-perks",
        "next-purchase",
        "option",
        "paid-club",
        "partner-club",
        "pass-through",
        "pay-with-points",
        "points-voucher",
        "price-table",
        "range-bonus",
        "referral",
        "retro-groups",
        "retro-plan",
        "retro-share",
        "sell-through",
        "sellers-bonus",
        "shared-status",
        "shop-points",
        "shop-wallet",
        "small-partners",
        "staff-rewards",
        "staff-roles",
        "stamp-card",
        "stamps",
        "status-discount",
        "status-multiplier",
        "status-tiers",
        "store-account",
        "thanks",
        "training",
        "trial",
        "volume-points",
        "welcome-bonus",
    ]


def test_one_is_found_by_its_id() -> None:
    assert find("retro-share").title == "Retro-bonus: a share of what was bought"
    assert find("retro-share").agreements is None
    assert "A-2026-017" in (find("contract-terms").agreements or "")


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(Refused, match=r"no template 'retro-shares'. Did you mean 'retro-share'\?"):
        find("retro-shares")
