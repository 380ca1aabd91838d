"""Counts one member and explains: pure, exact, without files, databases or clocks."""
