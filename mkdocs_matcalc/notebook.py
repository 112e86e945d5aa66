"""A derivation as Python's users hold it: it shows itself in Jupyter and prints in every format."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from importlib.resources import files
from typing import Any
from uuid import uuid4

from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.engine.answer import answered
from mkdocs_matcalc.engine.pipeline import documented
from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT, limited
from mkdocs_matcalc.render import html, markdown, text
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.latex_document import aligned, render_latex
from mkdocs_matcalc.render.unicode import unicode_text
from mkdocs_matcalc.render.wording import answer
from mkdocs_matcalc.verify.checked import checked


@dataclass(frozen=True, repr=False)
class Derived(Derivation):
    """A derivation that was checked against finite differences.

    `steps`, `results` (expression, variables, order), `result` (the first one's expression), `problem` and
    `check` are data, and `others` the derivations by other methods; the methods print, each within `timeout`
    seconds and `memory` megabytes. A block with several derivatives has
    one NumPy source for each, and all of them in one file as `document.code`.
    """

    timeout: float | None = DEFAULT_TIMEOUT
    memory: float | None = DEFAULT_MEMORY
    others: tuple[Derived, ...] = ()

    @classmethod
    def of(
        cls,
        derivation: Derivation,
        timeout: float | None = DEFAULT_TIMEOUT,
        memory: float | None = DEFAULT_MEMORY,
    ) -> Derived:
        """The derivation, checked unless it has been.

        Raises:
            CheckFailed: A line or a result does not hold.
        """
        if isinstance(derivation, cls):
            return derivation
        known = derivation if derivation.check else checked(derivation)
        parts = {each.name: getattr(known, each.name) for each in fields(Derivation)}
        return cls(**parts, timeout=timeout, memory=memory)

    @cached_property
    def document(self) -> Document:
        """The derivation as a page shows it.

        Raises:
            MatcalcError: It is too large, or takes too long or too much memory.
        """
        with limited(self.timeout, self.memory), answered(self.problem, self.problem.options):
            return documented([self, *self.others])

    def latex(self) -> str:
        """The whole derivation in LaTeX, its lines aligned."""
        return render_latex(self.document)

    def markdown(self) -> str:
        """The whole derivation in Markdown, as GitHub and Obsidian show it."""
        return markdown.render_markdown(self.document)

    def html(self) -> str:
        """The whole derivation as one `<section>`."""
        return html.render(self.document)

    def to_dict(self) -> dict[str, Any]:
        """What `matcalc derive --format json` prints."""
        return contract(self.document)

    def numpy(self, number: int = 0) -> str | None:
        """NumPy source that defines `function` and `gradient`, for the derivative of that number.

        None where there is no code to give; so for the other libraries.
        """
        return self.document.results[number].numpy

    def torch(self, number: int = 0) -> str | None:
        """The same for PyTorch."""
        return self.document.results[number].torch

    def jax(self, number: int = 0) -> str | None:
        """The same for JAX."""
        return self.document.results[number].jax

    def __str__(self) -> str:
        return text.render_text(self.document)

    def __repr__(self) -> str:
        answers = "; ".join(unicode_text(answer(result)) for result in self.document.results)
        return f"<{type(self).__name__}: {answers}>"

    def _repr_latex_(self) -> str | None:
        formula = aligned(self.document)
        return f"$$\n{formula}\n$$" if formula else None

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        style = files("mkdocs_matcalc.site").joinpath("assets", "matcalc.css").read_text("utf-8")
        # A notebook is one page: tabs of two derivations must not share a name.
        return f"<style>{style}</style>\n{html.render(self.document, id=f'derivation-{uuid4().hex}')}"
