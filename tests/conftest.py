"""What every test runs under."""

from __future__ import annotations

import os

from mkdocs_matcalc.executed import STRICT

# Code that does not compute what its formula says fails the test that derives it, in a worker's process, too.
os.environ[STRICT] = "1"
