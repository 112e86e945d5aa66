"""`python -m mkdocs_matcalc` is `matcalc`."""

from mkdocs_matcalc.commands.main import main

main()
