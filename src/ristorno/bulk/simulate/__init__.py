"""What a program would have cost and changed over real history: a draft, or a whole grid of values, in one pass.

variants = grid(text, "program.yaml", {"clauses.bonus.mechanic.percent": ["1 %", "2 %"]}, agreements)
simulated = simulate(variants, store, moment, question)
"""

from ristorno.bulk.simulate.outcome import Outcome, Simulated
from ristorno.bulk.simulate.question import Question
from ristorno.bulk.simulate.running import simulate
from ristorno.bulk.simulate.variants import Variant, as_written, grid

__all__ = ["Outcome", "Question", "Simulated", "Variant", "as_written", "grid", "simulate"]
