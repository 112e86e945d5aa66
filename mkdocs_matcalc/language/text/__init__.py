"""What is done to the text of a block before the grammar reads it."""
