"""Operations: what those who run the bot see of it, and do to it while it runs."""
