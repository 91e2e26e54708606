"""Path-traced product photos: rendered by `__main__.py`, kept in `photos`."""
