"""Where the flat facts come from: books in memory, or a store with a projection kept beside its log."""
