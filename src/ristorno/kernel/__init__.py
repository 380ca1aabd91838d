"""The words that every room shares: numbers, periods, problems, registries."""
