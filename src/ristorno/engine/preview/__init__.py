"""What an order earns while the buyer waits."""
