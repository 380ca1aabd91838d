"""Programs of many clauses over the sales of :mod:`benchmarks.tpch`: other sets, windows and mechanics in turn."""

from itertools import pairwise

MANUFACTURERS = tuple(f"Manufacturer#{number}" for number in range(1, 6))
BRANDS = tuple(f"Brand#{manufacturer}{number}" for manufacturer in range(1, 6) for number in range(1, 6))
TYPES = tuple(
    f"{size} {finish} {metal}"
    for size in ("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO")
    for finish in ("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED")
    for metal in ("TIN", "NICKEL", "BRASS", "STEEL", "COPPER")
)

_HEAD = """
program: many
time_zone: Etc/UTC
units: {USD: {kind: money}, PTS: {kind: points}}
clauses:
"""
_SHAPES = (
    # a retro-bonus by quarter
    (
        "window: quarter, mechanic: {brackets: {mode: retroactive, rates: {5_000: 1 %, 20_000: 2 %, 50_000: 3 %}}}, "
        "reward: {unit: USD}"
    ),
    # points for full steps of a document
    "window: document, mechanic: {per_step: {step: 1_000, gives: 1}}, limits: {cap: 50}, reward: {unit: PTS}",
    # growth over the year before
    (
        "window: year, baseline: {window: previous_year, new_members: none, if_not_positive: nothing}, "
        "mechanic: {growth: {pays: on_excess, rates: {10 %: 1 %, 25 %: 2 %}}}, limits: {minimum: 10}, "
        "reward: {unit: USD}"
    ),
    # a premium for every piece, from so many pieces on
    (
        "window: month, measure: quantity, qualify: [{measure: quantity, at_least: 10}], mechanic: {per_unit: 0.50}, "
        "reward: {unit: USD}"
    ),
    # slices of half a year
    (
        "window: half, mechanic: {brackets: {mode: marginal, rates: {0: 0.5 %, 25_000: 1 %, 100_000: 1.5 %}}}, "
        "reward: {unit: USD}"
    ),
    # a share of the month, behind a number of orders
    (
        "window: month, qualify: [{measure: {count: documents}, at_least: 2}], mechanic: {percent: 0.8 %}, "
        "limits: {cap: 800}, reward: {unit: USD}"
    ),
    # a package for every hundred pieces begun in a year
    "window: year, measure: quantity, mechanic: {package: {size: 100, gives: 5}}, reward: {unit: USD}",
)


def many(count: int) -> str:
    """Return a program of so many clauses: each shape in turn, over each set in turn."""
    sets = (
        *(f"groups: ['{manufacturer}']" for manufacturer in MANUFACTURERS),
        *(f"brands: ['{brand}']" for brand in BRANDS),
        *(f"groups: ['{first}', '{second}']" for first, second in pairwise(TYPES)),
    )
    clauses = (
        f"  clause-{number:02d}: {{earn_on: {{{sets[number % len(sets)]}}}, {_SHAPES[number % len(_SHAPES)]}}}\n"
        for number in range(count)
    )
    return _HEAD + "".join(clauses)
