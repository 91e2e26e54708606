"""Finishing: crisp text and the sizes of shops and feeds, after the render."""
