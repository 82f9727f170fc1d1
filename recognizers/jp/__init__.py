"""Recognizers of what is Japanese: one small file per entity."""
