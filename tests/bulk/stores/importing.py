"""Any facts as files that the intake takes, so that whatever was made up can lie in a store."""

import csv
from collections.abc import Sequence
from pathlib import Path

from ristorno.demo.table import as_row
from ristorno.engine.fact import Fact
from ristorno.intake import Receipt, Store, import_facts
from ristorno.kernel.number import plain


def import_all(store: Store, path: Path, facts: Sequence[Fact]) -> Receipt:
    """Write facts to a CSV file under our own headers and import it."""
    rows = [_row(fact) for fact in facts]
    columns = sorted({name for row in rows for name in row})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return import_facts(store, path, time_zone="UTC")


def _row(fact: Fact) -> dict[str, str]:
    plainly = {name: text for name, text in as_row(fact).items() if not name.startswith("attributes.")}
    return {
        **plainly,
        **{f"attributes.{name}": text for name, text in fact.attributes.items()},
        **{f"parties.{name}": text for name, text in fact.parties.items()},
        **{f"tenders.{name}": plain(amount) for name, amount in fact.tenders.items()},
    }
