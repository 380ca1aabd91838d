"""What is granted of what the terms give: from budgets of all members, and from funds of each."""
