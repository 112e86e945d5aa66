"""LaTeX as notes have it: macros put in, and what KaTeX does not take in words that it does."""
