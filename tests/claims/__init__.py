"""Random claims whose truth shares nothing with the product.

`expressions` makes typed expressions, `rewriting` others that are equal, `known` derivatives that are, and
`changes` one small mistake. `truth` works both sides out with 150 digits by arithmetic of its own, `spell`
prints the block, and `judge` holds the product's verdict against that.
"""
