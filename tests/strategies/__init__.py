"""Random programs and random facts: one generator for every engine that claims to count the same terms.

:func:`~strategies.situations.situations` is the door. Everything is small, so that a failure shrinks to something
that a person can read, and sits on borders: amounts around thresholds, instants around local midnights, days around
the ends of windows and versions.
"""
