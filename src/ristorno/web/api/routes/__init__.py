"""The routes, one file for each thing that is asked for: a file with a ``router`` is all that a new one needs."""
