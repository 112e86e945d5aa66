"""The pages on what derivations name: for each rule its statement, condition and an example, and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

from mkdocs_matcalc.engine.deriver import Outcome
from mkdocs_matcalc.render.document import Document, RuleRef, ShownStep
from mkdocs_matcalc.site.markdown.blocks import derive_ahead
from mkdocs_matcalc.site.mkdocs.messagepage import message_pages
from mkdocs_matcalc.site.mkdocs.mkdocssite import MkDocsSite
from mkdocs_matcalc.site.mkdocs.ruleuris import rule_uri
from mkdocs_matcalc.vault.using import finder


def pages_on(site: MkDocsSite, config: MkDocsConfig) -> list[File]:
    """A page for each rule that some derivation of the site uses, and one on messages where there are any.

    All blocks begin to be derived.

    Raises:
        PluginError: results can't be kept.
    """
    try:
        notes = site.vault.index.notes.values()
        begun = [each for note in notes for each in _derive_ahead(note.text, note.path, site)]
        outcomes = [outcome() for outcome in begun]
        used = {rule.slug for outcome in outcomes for rule in _rules_used(outcome)}
        rules = [rule for rule in site.deriver.rules() if rule["slug"] in used] if used else []
        files = [*_rule_files(rules, config), *message_pages(outcomes, config)]
        for file in files:
            _derive_ahead(file.content_string, file.src_uri, site)
            site.vault.place(file)
    except OSError as error:
        raise PluginError(f"matcalc: {error}") from error
    return files


def _derive_ahead(text: str, path: str, site: MkDocsSite) -> list[Callable[[], Outcome]]:
    return derive_ahead(text, site.deriver, site.options(path), finder(site.vault.index, path, text))


def _rules_used(outcome: Outcome) -> Iterator[RuleRef]:
    """The rules of the catalogue that a derivation names; none for an error."""
    if isinstance(outcome, Document):
        for document in (outcome, *outcome.others):
            yield from _rules_of(document.steps)


def _rules_of(steps: Sequence[ShownStep]) -> Iterator[RuleRef]:
    for step in steps:
        yield from (rule for rule in step.rules if not rule.address)
        yield from _rules_of(step.substeps)


def _rule_files(rules: Sequence[dict[str, str]], config: MkDocsConfig) -> list[File]:
    """The pages on `rules` and a list of them; found by search and by links, but not in the navigation."""
    if not rules:
        return []
    texts = {rule_uri(rule["slug"]): _page(rule) for rule in rules}
    texts[rule_uri("index")] = _index(rules)
    return [
        File.generated(config, uri, content=text, inclusion=InclusionLevel.NOT_IN_NAV)
        for uri, text in texts.items()
    ]


def _page(rule: dict[str, str]) -> str:
    parts = [f"# {rule['name']}", f"$$\n{rule['statement']}\n$$"]
    if rule.get("condition"):
        parts.append(f"Holds where: {rule['condition']}.")
    if rule.get("example"):
        parts += ["## Example", f"```matcalc\n{rule['example'].strip()}\n```"]
    parts.append("[All rules of this site](index.md)")
    return "\n\n".join(parts) + "\n"


def _index(rules: Sequence[dict[str, str]]) -> str:
    rows = [
        f"- [{rule['name']}]({rule['slug']}.md)\n\n    $$\n    {rule['statement']}\n    $$\n"
        for rule in sorted(rules, key=lambda rule: rule["name"].lower())
    ]
    return "# Rules used in the derivations\n\n" + "\n".join(rows)
