"""Programs and agreements: drafts, second signatures, versions that are never changed again."""
