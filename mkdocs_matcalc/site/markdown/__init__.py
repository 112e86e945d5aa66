"""The portable layer: the Python-Markdown extension, for every host that runs it."""
