"""What depends on other members: relations, sums of groups, standings, budgets; frozen, and known by its version.

Members are counted one by one, and the facts of one never reach another. What a clause needs of all of them is put
together first by a named step (:func:`ristorno.engine.populate.populate`) and then handed to every answer.
"""
