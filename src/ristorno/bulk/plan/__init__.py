"""The logical plan: relations over scalar expressions, without a word of any database."""
