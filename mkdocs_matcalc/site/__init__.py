"""Publishing: what a page loads, and in three layers what makes it."""
