"""Python names for what an author calls things: always an identifier, never one that hides another."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Hashable, Iterable

from mkdocs_matcalc.algebra.nodes import Family, Variable

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "ϱ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell",
}  # fmt: skip

# What a printed file calls its own.
FUNCTIONS = ("gradient", "gradients", "derivatives")
RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np", "math", *FUNCTIONS})


def identifier(name: str) -> str:
    """A name in letters that any editor types: λ is lambda, W_{1} is W_1, δ_z is delta_z."""
    spelled = "".join(_GREEK.get(letter, letter) for letter in name)
    spelled = unicodedata.normalize("NFKC", spelled)
    spelled = re.sub(r"\W+", "_", re.sub(r"[{}\\$]", "", spelled))
    return spelled if spelled.isidentifier() else f"_{spelled}"


class Identifiers:
    """One Python name for each thing; a name that is taken gets a trailing underscore.

    Args:
        reserved: Names that nothing may take, beside Python's own.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {*RESERVED, *reserved}
        self._names: dict[Hashable, str] = {}

    def inner(self) -> Identifiers:
        """The same names, to which others can be added that are not seen outside."""
        names = Identifiers(self._taken)
        names._names = dict(self._names)
        return names

    def name(self, thing: Hashable, preferred: str) -> str:
        """The name of a thing, chosen when it is first asked for."""
        if thing not in self._names:
            chosen = identifier(preferred)
            while chosen in self._taken:
                chosen += "_"
            self._taken.add(chosen)
            self._names[thing] = chosen
        return self._names[thing]

    def of(self, leaf: Variable | Family) -> str:
        """The name of what an author named."""
        return self._names.get(leaf) or self.name(leaf, leaf.name)
