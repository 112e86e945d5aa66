"""The rules by family; importing this fills the catalogue.

Of the rules on one node type the first entered is tried first, so a special form stands above the
general one. To add a rule: one decorated function in the module of its family, with its `match` where
the type of a node does not say enough. Identities are added to `algebra.identity_table`.
"""

from mkdocs_matcalc.calculus.catalogue import CATALOGUE
from mkdocs_matcalc.calculus.rules import (
    chain,
    determinants,
    elementwise,
    equations,
    expectations,
    functions_of_matrices,
    identification,
    identities,
    indexed,
    indices,
    inner_products,
    inverses,
    kronecker,
    linear_maps,
    linear_systems,
    norms,
    products,
    restatements,
    softmax,
    stationary,
    statistics,
    structure,
)

__all__ = [
    "CATALOGUE",
    "chain",
    "determinants",
    "elementwise",
    "equations",
    "expectations",
    "functions_of_matrices",
    "identification",
    "identities",
    "indexed",
    "indices",
    "inner_products",
    "inverses",
    "kronecker",
    "linear_maps",
    "linear_systems",
    "norms",
    "products",
    "restatements",
    "softmax",
    "stationary",
    "statistics",
    "structure",
]
