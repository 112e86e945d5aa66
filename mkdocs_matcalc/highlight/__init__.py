"""Colours for blocks that are shown as code: one table of patterns, for Pygments and for TextMate.

The words come from `words.json`, which `scripts/generate.py` writes from the parser's own tables, so
that to colour a page costs no import of the parser.
"""
