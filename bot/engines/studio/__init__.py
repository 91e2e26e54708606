"""The studio engine: CPU, no weights."""
