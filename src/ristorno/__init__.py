"""Counts what a supplier owes its business customers for their loyalty, and explains every cent."""

__version__ = "0.1.0"
