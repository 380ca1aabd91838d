"""The task of ``programs/wholesale.yaml`` by hand, once for each tool, as somebody able would write just this task.

Each module has ``settle(sales, target)``: it reads the lines, and leaves three files that hold what the program owes,
with a row for every quarter and year in which a member bought something, and for every document:

- ``quarterly.parquet`` and ``growth.parquet``: member, first day of the window, amount in cents
- ``points.parquet``: member, document, amount in points

All of them sum lines by document first and count the rest from that; money is whole numbers, rounded once, half up.

In SQL also the task of ``programs/wholesale-by-quarter.yaml``, of which ``points.parquet`` has the first day of the
window in place of the document; nothing has to be summed by document for it.
"""

BRACKETS = ((50_000, 5), (150_000, 10), (300_000, 15), (600_000, 20))
"""Dollars from which everything in a quarter earns, and how much, in tenths of a per cent."""
GROWTH = ((10, 1), (25, 2))
"""Growth in per cent from which the excess earns, and how much, in per cent."""
STEP, CAP = 1_000, 200
"""Dollars of a document, or a quarter, that give a point, and the most points that one gives."""
UNIT = 10_000
"""Amounts of lines are in parts of a dollar of this size."""
