"""A small deterministic world: one wholesaler, two hundred business customers, two years of trade.

>>> from ristorno.demo import build_world
>>> world = build_world()
>>> world.supplier.name, len(world.members)
('Havelland Tires & Parts', 200)
"""

from ristorno.demo.world import World, WorldFiles, build_world, write_world

__all__ = ["World", "WorldFiles", "build_world", "write_world"]
