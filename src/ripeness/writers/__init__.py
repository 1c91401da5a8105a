"""Ways out of a telling: terminal, page, Word file, notebook."""
