"""`python -m mkdocs_matcalc` is `matcalc`."""

from mkdocs_matcalc.cli import main

main()
