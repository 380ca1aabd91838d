"""The companies that earn: who they are, who belongs to whom, what they agreed to, and who was merged into whom.

A **member** has a key, which is what facts and agreements call it, and further codes under which other systems know it.
A code stands for one member of the installation. Where two members turn out to be one, the one is *merged* into the
other: its codes lead there, and what happened to it counts there, until it is *split* off again, which leaves both as
they were.

What holds from a day on is a **word**: that the member takes part or has left, which buying group it is in, who
supplies it and whose subsidiary it is, its segment, what its employer consents to. Words are added, never changed: a
word that was wrong gets another version, or is taken back by one. Most of them are facts for the engine
(:func:`ristorno.apps.members.queries.standing`), with the days on which they hold and the moments at which they were
recorded, so that a consent that comes late is told from one that was there.

    add(key="7707083893", name="АО «Шина»", country="RU", actor="user:7")
    enrol(key="7707083893", on=date(2026, 1, 1), at=now, actor="user:7")
    merge(key="CRM-15", into="7707083893", at=now, actor="user:7")
"""
