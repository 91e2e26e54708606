"""The bot under kills and faults, for as long as one likes: see `python -m benchmarks.soak -h`."""
