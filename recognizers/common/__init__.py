"""Recognizers of what is the same everywhere: one small file per entity."""
