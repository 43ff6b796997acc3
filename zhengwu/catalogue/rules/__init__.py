"""Pure rules of the catalogue: the document of an edition, its completeness, its differences,
codes of items, and the reading of import files."""
