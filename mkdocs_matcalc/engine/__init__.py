"""From a block's text to its document or its error; it knows no site generator."""
