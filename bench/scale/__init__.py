"""How time and memory grow with pages, columns, counties and nights."""
