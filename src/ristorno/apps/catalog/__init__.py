"""What is sold: products, and the tree of their groups."""
