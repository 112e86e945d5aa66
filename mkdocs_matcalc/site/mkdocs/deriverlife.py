"""The deriver's lifetime: it and its processes live through a server's builds while its options stay."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.siteroot import site_root


def deriver_of_build(
    old: Deriver | None,
    settings: MatcalcConfig,
    config: MkDocsConfig,
    new_worker: Callable[[float, float], Worker],
    tell: Callable[[str], None],
) -> Deriver:
    """The deriver of the build that begins: the one before if it does, else one in its place.

    Args:
        old: The deriver of the build before.
        settings: The plugin's options.
        config: MkDocs'.
        new_worker: Makes a worker from the limits of time and memory for one block.
        tell: Is told what is wrong with the cache, which takes time and makes no page wrong.

    Raises:
        PluginError: the option `timeout` or `memory` is below zero.
    """
    timeout, memory = float(settings.timeout), float(settings.memory)
    for name, limit, unit in (("timeout", timeout, "seconds"), ("memory", memory, "megabytes")):
        if limit < 0:
            raise PluginError(f"matcalc: the option `{name}` is a number of {unit}, or 0 for no limit")
    cache_dir = site_root(config) / settings.cache_dir
    if old and (old.cache.directory, old.worker.timeout, old.worker.memory) == (
        cache_dir,
        timeout,
        memory,
    ):
        old.new_build()
        return old
    if old:
        old.close()
    return Deriver(Cache(cache_dir, tell), new_worker(timeout, memory))
