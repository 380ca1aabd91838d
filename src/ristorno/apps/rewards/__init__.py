"""Rewards: what points can be had for, and what became of everything that was asked for.

The catalog is a document; whatever is changed in it is a new version, and what was asked for goes on under the one that
it was asked under. Asking holds the points and takes the piece from stock; then it is approved, where somebody has to,
and handed over, which uses the points. What is refused or canceled gives back points, with their days, and piece.
"""
