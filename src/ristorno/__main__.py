"""``python -m ristorno`` is the command ``ristorno``, for machines whose PATH does not know it."""

from ristorno.cli.main import run

run()
