"""The ledger: accounts in one unit each, and postings of transfers between them, kept for good.

A posting is a list of transfers; each takes an amount from one account and gives it to another, so a posting balances
by how it is written, and no unit ever becomes another one. It has a key: the same key again is the same posting, and
with anything else in it refused. Nothing is ever changed or removed, which the database sees to; what was wrong is
reversed, by a posting that says which one it takes back.

Accounts may keep **lots**: what came in together with a day through which it may be used. What leaves such an account
leaves the lot that ends first; where it goes to an account that keeps lots too (a hold), the lots go with it, and come
back as what they were. What an account owes below zero is filled before a new lot begins. A lot keeps its day
whatever happens, so a reversal puts back what it was.

Accounts may have a **floor**, below which no posting brings them. Balances of accounts that everything passes through
(what the sponsor owes to all) are not kept in a row, for whom all would wait, but summed when they are asked for.

    post(key="order:15", movement="earn", at=now, actor="system:accruals",
         transfers=[Transfer(expense, wallet, 500, ends_on=date(2027, 12, 31))])

``ledger/sql/post.sql`` is the whole of posting, ``post_all.sql`` the same for many at once;
:mod:`ristorno.apps.ledger.verification` proves that all that is kept follows from the entries alone.
"""
