"""All pages of the console, in one table: address, view, right."""

from typing import Final

from ristorno.web.console import (
    accruals,
    agreements,
    claims,
    correcting,
    designer,
    drafts,
    finding,
    intake,
    joining,
    members,
    more,
    product_groups,
    products,
    programs,
    rewards,
    statements,
    today,
    trail,
    users,
    viewing,
)
from ristorno.web.ground.door import Page

PAGES: Final = (
    Page("console", "console", today.today, ("console.today",)),
    Page("console/find", "console_find", finding.find, ("console.today",)),
    Page("console/more", "console_more", more.more, ("console.today",)),
    Page("console/programs", "console_programs", programs.programs, ("console.drafts",)),
    Page("console/programs/<path:key>", "console_program", programs.program, ("console.drafts",)),
    Page("console/agreements", "console_agreements", agreements.agreements, ("console.drafts",)),
    Page("console/agreements/<path:key>", "console_agreement", agreements.agreement, ("console.drafts",)),
    Page("console/accruals", "console_accruals", accruals.accruals, ("console.accruals",)),
    Page("console/accruals/<int:number>", "console_accrual", accruals.accrual, ("console.accruals",)),
    Page("console/trail", "console_trail", trail.trail, ("console.trail",)),
    Page("console/trail/file", "console_trail_file", trail.as_file, ("console.trail",)),
    Page("console/rewards", "console_rewards", rewards.rewards, ("console.rewards",)),
    Page("console/rewards/gifts", "console_gifts", rewards.gifts, ("console.rewards",)),
    Page("console/rewards/<int:number>/step", "console_wish", rewards.step, ("console.rewards.decide",), ("POST",)),
    Page("console/members/<path:key>/view", "console_view_as", viewing.view_as, ("console.view_as",), ("POST",)),
    Page("console/users", "console_users", users.users, ("console.users",), ("GET", "POST")),
    Page("console/design", "console_design", designer.new, ("console.drafts.write",), ("GET", "POST")),
    Page("console/design/<path:key>", "console_change", designer.change, ("console.drafts.write",), ("GET", "POST")),
    Page("console/drafts/<int:number>", "console_draft", drafts.draft, ("console.drafts",)),
    Page(
        "console/drafts/<int:number>/step", "console_draft_step", drafts.step,
        ("console.drafts.write", "console.drafts.sign"), ("POST",),
    ),
    Page("console/members", "console_members", members.list_members, ("console.members",)),
    Page("console/members/<path:key>", "console_member", members.member, ("console.members",)),
    Page("console/products", "console_products", products.products, ("console.products",)),
    Page("console/products/put", "console_put_product", products.put, ("console.products.write",), ("POST",)),
    Page("console/product-groups", "console_product_groups", product_groups.groups, ("console.products",)),
    Page(
        "console/product-groups/put", "console_put_product_group", product_groups.put, ("console.products.write",),
        ("POST",),
    ),
    Page("console/statements", "console_statements", statements.statements, ("console.statements",)),
    Page("console/statements/<str:number>", "console_statement", statements.statement, ("console.statements",)),
    Page("console/statements/<str:number>/pdf", "console_pdf", statements.as_pdf, ("console.statements",)),
    Page(
        "console/statements/<str:number>/step", "console_step", statements.step,
        ("console.statements.approve", "console.statements.issue"), ("POST",),
    ),
    Page("console/claims", "console_claims", claims.claims, ("console.claims",)),
    Page("console/claims/<int:number>", "console_decide", claims.decide, ("console.claims.decide",), ("POST",)),
    Page(
        "console/claims/<int:number>/evidence/<int:evidence>", "console_evidence", claims.evidence, ("console.claims",)
    ),
    Page("console/applications", "console_applications", joining.applications, ("console.applications",)),
    Page(
        "console/applications/answer", "console_answer", joining.answer, ("console.applications.decide",), ("POST",)
    ),
    Page("console/intake", "console_intake", intake.intake, ("console.intake",)),
    Page("console/intake/<int:number>/row", "console_row", correcting.row, ("console.intake",)),
    Page(
        "console/intake/<int:number>/correct", "console_correct", correcting.correct, ("console.intake.settle",),
        ("POST",),
    ),
    Page("console/intake/<int:number>", "console_settle", intake.settle, ("console.intake.settle",), ("POST",)),
)  # fmt: skip
