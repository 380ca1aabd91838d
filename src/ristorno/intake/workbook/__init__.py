"""Workbooks as files of facts: the sheet that holds the table, its header, its cells as exact text, its flaws.

A spreadsheet stores binary fractions and shows 15 digits of them; those 15 digits are the number that people mean, so
they are the number that is read: ``0.1 + 0.2`` is 0.3. What a cell cannot say for certain (an error, a formula that
was never computed) sets its row aside, with the cell's place.

A workbook is opened (``books``), the sheet is chosen (``choosing``) by its header (``headers``), and its rows are
written out as text (``reading``) with what their cells are marked with (``marks``), so that from there on a sheet is
read like any other file.
"""
