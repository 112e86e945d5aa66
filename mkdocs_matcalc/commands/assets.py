"""The command `matcalc assets`."""

from __future__ import annotations

from pathlib import Path

import click

from mkdocs_matcalc.commands.saying import RefusedError, say
from mkdocs_matcalc.site.served import ASSETS, served

_COPIED = ("matcalc.css", "matcalc.js", "vault.css", "wide.js", "previews.js")


@click.command("assets")
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--katex",
    default="cdn",
    show_default=True,
    help="What typesets mathematics: `cdn`, the folder `dist` of a KaTeX release to copy, or `none`.",
)
def assets(docs: Path, katex: str) -> None:
    """Put style sheets and scripts into DOCS, for a site that is built with the Markdown extension alone.

    They go into the folder `assets/matcalc`; the lines that load them on every page are printed.
    """
    # The command line starts without MkDocs.
    from mkdocs.exceptions import PluginError

    from mkdocs_matcalc.site.mkdocs.maths import choose_katex

    try:
        maths = choose_katex(katex, Path())
    except PluginError as error:
        raise RefusedError(str(error)) from error
    files: dict[str, Path | str] = {name: served(name) for name in _COPIED}
    if maths:
        files |= maths.assets()
    try:
        for name, asset in files.items():
            _put(asset, docs / ASSETS / name)
    except OSError as error:
        raise RefusedError(f"{error.filename}: {error.strerror}") from error
    for setting, suffix in (("extra_css", ".css"), ("extra_javascript", ".js")):
        # What stands in a folder is loaded by the others.
        loaded = [name for name in files if name.endswith(suffix) and "/" not in name]
        say("\n".join([f"{setting}:", *(f"  - {ASSETS}/{name}" for name in loaded)]))


def _put(asset: Path | str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(asset.read_bytes() if isinstance(asset, Path) else asset.encode())
