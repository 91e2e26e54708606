"""Edits to pictures; runs in the worker process."""
