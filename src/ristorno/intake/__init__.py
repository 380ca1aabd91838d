"""Intake: somebody's files become facts in a store, every row counted, nothing lost and nothing guessed.

The doors: :func:`open_facts` (read facts from a store or plain files), :class:`Store`, :func:`import_facts`,
:func:`preview_retraction`, :func:`check` (look through a file, propose a mapping), :func:`find_mapping`.
"""

from ristorno.intake.importing import import_facts, preview_retraction
from ristorno.intake.mapping import Mapping
from ristorno.intake.mapping_file import find_mapping, read_mapping, shipped_mappings
from ristorno.intake.opening import FactSource, OpenedFiles, open_facts
from ristorno.intake.profile import ColumnProfile, Profile, check
from ristorno.intake.receipt import Reason, Receipt, Restatement
from ristorno.intake.retraction import RetractedLine, RetractionPreview, parse_period
from ristorno.intake.store.quarantine import SetAside
from ristorno.intake.store.store import Store, Summary

__all__ = [
    "ColumnProfile",
    "FactSource",
    "Mapping",
    "OpenedFiles",
    "Profile",
    "Reason",
    "Receipt",
    "Restatement",
    "RetractedLine",
    "RetractionPreview",
    "SetAside",
    "Store",
    "Summary",
    "check",
    "find_mapping",
    "import_facts",
    "open_facts",
    "parse_period",
    "preview_retraction",
    "read_mapping",
    "shipped_mappings",
]
