"""By hand in SQL, told as a settlement is: the same rows and columns that ours writes."""

from benchmarks.byhand.with_sql import settle_in_full as settle

__all__ = ["settle"]
