"""Word lists and tables; each file says its source and licence in its first lines."""
