"""The published examples: what vendors print about their own rebate systems, counted by ours."""
