"""What is refused before anything runs: terms that contradict themselves, refer to nothing, or can never pay."""
