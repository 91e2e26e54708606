"""A small stand-in for Discord on loopback, so that the real bot can be tried without a token."""
