"""Random problems whose truth shares nothing with the product.

`generate` makes typed problems, `spell` prints them as blocks, `truth` evaluates and differentiates them
with arithmetic of its own (`jets`), and `judge` holds the product's code against that.
"""
