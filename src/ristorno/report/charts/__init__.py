"""Charts as plain HTML: they print, they need no script, and their labels stay readable on a phone.

Every function takes values and ready texts and returns safe markup; texts are escaped here. Lengths are the only
place where numbers become approximate: a bar is drawn in tenths of a per cent.
"""

from ristorno.report.charts.bars import Bar, bars
from ristorno.report.charts.columns import Column, columns
from ristorno.report.charts.legend import legend
from ristorno.report.charts.sparkline import sparkline
from ristorno.report.charts.stacked import Part, Stack, stacks

__all__ = ["Bar", "Column", "Part", "Stack", "bars", "columns", "legend", "sparkline", "stacks"]
