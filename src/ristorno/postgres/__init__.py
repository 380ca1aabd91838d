"""The database: a server that somebody runs, by its address, or one of our own in a folder of the user.

Programs of PostgreSQL are found (:mod:`ristorno.postgres.programs`), run over a data folder
(:mod:`ristorno.postgres.cluster`), moved to a newer major version (:mod:`ristorno.postgres.upgrade`);
:func:`ristorno.postgres.address.database` chooses.
"""
