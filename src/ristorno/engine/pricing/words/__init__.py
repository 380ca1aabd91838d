"""What is said of a priced order, in every language of the product; placeholders are filled with text."""
