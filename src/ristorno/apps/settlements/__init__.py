"""Settlements: windows are closed, statements frozen, approved, agreed and issued, and what they owe goes a way.

A *closing* takes a program through a last day. It writes a *statement* for everybody to whom windows that are over owe
anything: a firm, a person there, a party to whom others hand something on. Each line belongs to one key of ``accruals``
and says what the key gives now, what statements said before, and the difference, which is what this one settles. So a
late invoice, a return or an amendment never touches a statement: what differs stands on the next one as a true-up of
its own window, and the lines of a key sum to what it gives as known at the latest closing.

What is written never changes, which the database sees to. Beside it stands how far a statement has come: *frozen* by
one person, *approved* by another, *agreed* by the member or *disputed* line by line and answered, *issued*; or
*withdrawn* before that, and frozen anew. Issuing lets the amounts be spent and hands what is due to the channel of the
terms, in one transaction; channels are files under ``channels``.
"""
