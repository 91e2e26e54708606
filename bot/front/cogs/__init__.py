"""Commands: each reads, asks and answers, and decides nothing."""
