"""The store: a local folder with an append-only log of facts and a manifest that says which files count."""
