"""What needs MkDocs: its plugin, the vault as its files, the ends of pages, the graph."""
