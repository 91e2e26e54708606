"""YAML text to domain objects; nobody else opens those files."""
