"""Levels by the course of days: over days that roll on, or kept for a time, asked at every moment that matters."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program
from strategies.least import ASKED, moments

WINDOWS: Final = ("{rolling: 20 days}", "{rolling: 1 month}", "{rolling: 2 months}")
KEPT: Final = ("{after: 10 days}", "{after: 1 month}", "{after: 25 days}")
CALENDAR: Final = ("month", "half_month", "{every: 20 days, anchor: start}", "year")
_PROGRAM: Final = """
program: courses
time_zone: Pacific/Auckland
starts: 2026-01-01
units: {{NZD: {{kind: money}}}}
sets:
  bought: {{kinds: [purchase, return]}}
  asked: {{kinds: [{asked}]}}
ladders:
  status: {{of: bought, tiers: {{base: 0, silver: 50, gold: 100, top: 160}}, {ladder}}}
clauses:
  each: {{earn_on: asked, measure: {{count: facts}}, window: document, mechanic: {{per_unit: 0.01}}, {multiply}}}}}
  after: {{earn_on: asked, measure: {{count: facts}}, window: document, mechanic: {{per_unit: 0.01}},
    for: {{levels: {{status: [gold]}}, at: window_end}}}}
  start: {{earn_on: asked, measure: {{count: facts}}, window: month, mechanic: {{per_unit: 0.01}},
    {multiply}, level_of: window_start}}}}
  end: {{earn_on: asked, measure: {{count: facts}}, window: month, mechanic: {{per_unit: 0.01}},
    {multiply}, level_of: window_end}}}}
"""
_MULTIPLY: Final = "multiply: {by: status, silver: 3, gold: 5, top: 7"


@st.composite
def courses(draw: st.DrawFn) -> Calculation:
    """Return a program with a ladder of four levels, and clauses that ask for them in every way."""
    kept = draw(st.sampled_from(("", *KEPT)))
    window = draw(st.sampled_from((*WINDOWS, *CALENDAR) if kept else WINDOWS))

    said = {
        "window": window,
        "measure": draw(st.sampled_from(("amount", "{count: documents}"))),
        "falls": draw(st.sampled_from(("full", "one_level"))) if kept else draw(st.sampled_from(("full", "none"))),
        "boundary": draw(st.sampled_from(("inclusive", "exclusive"))),
        "level_at": draw(st.sampled_from(("before", "including"))),
    }
    if kept:
        said["kept_until"] = kept
    if said["falls"] != "none":
        said["not_below"] = draw(st.sampled_from(("base", "silver")))
        said["grace"] = f"{draw(st.sampled_from((0, 1, 7)))} days"
    ladder = ", ".join(f"{name}: {value}" for name, value in said.items())
    text = _PROGRAM.format(asked=ASKED, ladder=ladder, multiply=_MULTIPLY)
    return Calculation(read_program(text, "courses.yaml"))


@st.composite
def trading(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return purchases and returns of one member, close enough together to climb and to fall."""
    found: list[Fact] = []
    for number in range(draw(st.integers(3, 12))):
        kind = draw(st.sampled_from(("purchase", "purchase", "purchase", "return")))
        amount = Decimal(draw(st.sampled_from((100, 60, 50, 40)))) * (-1 if kind == "return" else 1)
        found.append(Fact(document=f"D{number}", kind=kind, occurred_at=draw(moments()), member="North", amount=amount))
    return tuple(found)
