"""What an order costs: offers judged while the buyer waits."""
