"""The rules of a policy, each with its proof, what it tries to break it, and its word."""
