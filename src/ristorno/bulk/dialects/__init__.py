"""How each database spells the plan: one file per dialect."""
