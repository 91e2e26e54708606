"""What happened to every job: SQLite for the facts, files for the bytes."""
