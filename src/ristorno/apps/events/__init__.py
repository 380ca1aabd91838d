"""What happened inside: the audit trail and the outbox in one, written by the operation that did it.

An event is recorded in the transaction of what it tells of, so it is there exactly if that has happened.
"""
