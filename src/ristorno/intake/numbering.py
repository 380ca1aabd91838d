"""Numbers for lines without ids: their places in their document, in the order of content.

One window over each document does all of it while the lines are written: neither the order of rows nor that of files
matters, and nothing is kept beside the staged rows.
"""

from collections.abc import Mapping, Sequence

from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import CONTENT

NUMBER = "cast(row_number() over inside as integer)"
"""The SQL of the number of a line, from 1."""


def earliest(moments: Sequence[str]) -> Mapping[str, str]:
    """Return the SQL of each column of a moment: the earliest one of the document, whichever line tells it.

    A document that has an instant begins with its earliest one, whatever days its other lines say.
    """
    first = {name: f"case when {name} is not null then min({name}) over alike end" for name in moments}
    if "instant" in first and "day" in first:
        timed = "min(instant) over alike is not null"
        first["day"] = f"case when {timed} then day else {first['day']} end"
    return first


def windows(staged: Staged, moments: Sequence[str]) -> str:
    """Return the SQL of the windows over a document: ``alike`` has all of its lines, ``inside`` has them in order."""
    constants = staged.staging.constants
    several = "source" in staged.columns and "source" not in constants
    document = "source, document" if several else "document"
    varying = [name for name in CONTENT if name in staged.columns and name not in (*constants, *moments)]
    order = ", ".join(f"{name} nulls last" for name in (*moments, *varying))
    return f"window alike as (partition by {document}), inside as (partition by {document} order by {order})"
