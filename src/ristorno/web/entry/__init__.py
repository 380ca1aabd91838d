"""The ways in: codes by mail, passkeys, the second factor, and the page on which somebody looks after them."""
