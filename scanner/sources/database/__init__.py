"""Databases that speak SQL: an item for each table, its columns read as columns. Begin with `source.py`."""
