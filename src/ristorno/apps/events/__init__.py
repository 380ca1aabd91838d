"""What happened inside: the audit trail and the outbox in one, written by the operation that did it.

An event is recorded in the transaction of what it tells of, so it is there exactly if that has happened.

Whoever must learn of all events reads them on from where it stopped (:func:`operations.take`). Their numbers would not
do for that: they are given out before a transaction ends, so a lower one may appear after a higher one was read. Events
are read by the number of their transaction instead (``moment``), up to the oldest transaction that still runs:
below it nothing can appear any more. A transaction that takes long holds up whoever reads on, and loses nothing.

Numbers of transactions belong to a server. When the data move to another one, by a backup or an upgrade, its numbers go
on from the highest moment there is, which ``sql/moments.sql`` sees to by itself.
"""
