"""Whether promises that run together keep within the commercial policy, whatever is ordered.

1. what an order line and its buyer can be, as far as any promise asks     (lines, buyers, patterns)
2. the most that each promise gives for one of what is bought              (most)
3. what can really meet, and the worst of it                               (worst)
4. a word for it: proved, broken with an example, or undecided             (verdict, example)

The bounds are never too low: what is proved holds. They may be too high: then an example is sought that is counted by
the engine itself, and where none is found it is said what blocks the proof.
"""
