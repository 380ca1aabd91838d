"""All members at once: the same terms as a relational plan over columnar facts.

The terms are compiled to a plan of relations (``plan``), which a dialect prints as SQL (``dialects``). What counts,
over which windows and by which version, is asked of the engine while the plan is made; facts are only ever touched by
the database. Whatever the plan cannot say is counted member by member by the engine itself, and named.
"""
