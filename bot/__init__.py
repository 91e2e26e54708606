"""Restage: product photos restyled from a chat, with the product still the product."""

__version__ = "0.1.0"
