"""What an answer rests on, as hashes: the same inputs give the same answer, byte for byte."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from ristorno import __version__
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.intake.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Inputs:
    """Terms, facts and the two times of a question."""

    program: str
    program_sha256: str
    agreements: tuple[tuple[str, str], ...]
    """Id and hash of every agreement."""
    facts_sha256: str
    batches: int
    as_of: str
    known_at: str | None
    made_by: str = f"ristorno {__version__}"

    @property
    def record(self) -> dict[str, Any]:
        """Return everything as it stands in a manifest, with a hash over all of it."""
        body = {
            "made_by": self.made_by,
            "program": self.program,
            "program_sha256": self.program_sha256,
            "agreements": [{"id": name, "sha256": sha256} for name, sha256 in self.agreements],
            "facts_sha256": self.facts_sha256,
            "batches": self.batches,
            "as_of": self.as_of,
            "known_at": self.known_at,
        }
        return {**body, "sha256": _sha256(body)}


def inputs_of(calculation: Calculation, store: Store, moment: Moment) -> Inputs:
    """Return what the answer to a question rests on."""
    manifest = store.manifest
    return Inputs(
        program=calculation.program.id,
        program_sha256=_sha256(calculation.program.document.tree),
        agreements=tuple((each.id, _sha256(each.document.tree)) for each in calculation.agreements),
        facts_sha256=_sha256(_facts(manifest)),
        batches=len(manifest.batches),
        as_of=moment.as_of.isoformat(),
        known_at=moment.known_at.isoformat() if moment.known_at else None,
    )


def _facts(manifest: Manifest) -> list[tuple[str, str]]:
    """Return the files of the log that count, by the hashes of what is in them."""
    return [(file.path, file.sha256) for file in manifest.files if file.holds == "log"]


def _sha256(body: object) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
