"""Who signs in. What a user may do is said where it is done."""
