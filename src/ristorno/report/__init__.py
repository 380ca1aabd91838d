"""The report: what a program costs, who earns it and why, as one HTML file that needs nothing else.

Figures (sums, one member at a time) -> ReportData (frozen values) -> one page in English, Russian or Thai.
"""

from ristorno.report.data import Profile, ReportData
from ristorno.report.figures import Figures
from ristorno.report.render import render, write_report
from ristorno.report.words import LANGUAGES, Language

__all__ = ["LANGUAGES", "Figures", "Language", "Profile", "ReportData", "render", "write_report"]
