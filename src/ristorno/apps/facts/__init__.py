"""What happened outside and counts: through one door, in versions, nothing lost, nothing guessed."""
