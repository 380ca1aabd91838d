"""A mapping as SQL: every field of a fact as an expression over somebody's columns, every mistake as a check."""
