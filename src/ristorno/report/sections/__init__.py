"""The sections of the page: one file each, from figures to ready texts, charts and tables."""
