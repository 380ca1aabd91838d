"""What a few documents change, without the history before them: from running sums, and from the documents alone.

Under clauses that add up, a window is known by sums that every document adds to, and a document that is a window of
its own is known by itself. So what a document changes follows from it, as it was known before and as it is known now,
and from the sums; how much else the member has bought means nothing. :mod:`reasons` says why a clause is not so; then
everything is counted again.
"""
