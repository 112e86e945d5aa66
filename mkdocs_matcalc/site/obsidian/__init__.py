"""What Obsidian's Markdown has and Python-Markdown has not, each thing in a module of its own."""
