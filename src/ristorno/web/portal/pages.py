"""All pages of the portal, in one table: address, view, right."""

from typing import Final

from ristorno.web.ground.door import Page
from ristorno.web.portal import (
    claims,
    company,
    history,
    home,
    joining,
    more,
    offers,
    ordering,
    rewards,
    rules,
    statements,
    wallets,
)

PAGES: Final = (
    Page("", "home", home.home, ("own",)),
    Page("wallet", "wallets", wallets.wallets, ("own",)),
    Page("history", "history", history.history, ("own",)),
    Page("history/<int:number>", "reason", history.reason, ("own",)),
    Page("statements", "statements", statements.statements, ("statements",)),
    Page("statements/<str:number>", "statement", statements.statement, ("statements",)),
    Page("statements/<str:number>/pdf", "statement_pdf", statements.as_pdf, ("statements",)),
    Page("statements/<str:number>/agree", "agree", statements.agree, ("statements.answer",), ("POST",)),
    Page(
        "statements/<str:number>/lines/<int:place>/dispute", "dispute", statements.dispute, ("statements.answer",),
        ("GET", "POST"),
    ),
    Page("rules", "rules", rules.rules, ("rules",)),
    Page("rewards", "rewards", rewards.rewards, ("rewards",)),
    Page("rewards/<str:reward>", "reward", rewards.reward, ("rewards",), ("GET", "POST")),
    Page("rewards/asked/<int:number>/approve", "approve_reward", rewards.approve, ("rewards.company",), ("POST",)),
    Page("rewards/asked/<int:number>/cancel", "cancel_reward", rewards.cancel, ("rewards",), ("POST",)),
    Page("claims", "claims", claims.claims, ("claims", "claims.file")),
    Page("claims/new", "file_claim", claims.file, ("claims.file",), ("GET", "POST")),
    Page("claims/<int:number>/evidence/<int:evidence>", "evidence", claims.evidence, ("claims", "claims.file")),
    Page("company", "company", company.company, ("company",)),
    Page("company/consent", "consent", company.consent, ("company",), ("POST",)),
    Page("company/invite", "invite", company.invite, ("company",), ("GET", "POST")),
    Page("company/people/<path:contact>", "person", company.person, ("company",), ("GET", "POST")),
    Page("offers", "offers", offers.offers, ("own",)),
    Page("order", "order", ordering.order, ("order",), ("GET", "POST")),
    Page("order/draft", "hand_over", ordering.hand_over, ("order",), ("POST",)),
    Page("order/<int:number>/cancel", "cancel_order", ordering.take_back, ("order",), ("POST",)),
    Page("programs", "programs", joining.programs, ("rules",)),
    Page("programs/<str:program>/apply", "apply", joining.apply, ("company",), ("POST",)),
    Page("programs/<str:program>/accept", "accept", joining.accept, ("company",), ("POST",)),
    Page("leave", "leave", joining.leave, ("company",), ("GET", "POST")),
    Page("more", "more", more.more, ("own",)),
    Page("more/company", "choose_company", more.choose_company, ("own",), ("POST",)),
)  # fmt: skip
