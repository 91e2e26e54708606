"""Who runs the engine, and where."""
