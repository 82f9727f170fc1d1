"""The database of a car-leasing company that does not exist, with the truth of every column. See `__main__.py`."""
