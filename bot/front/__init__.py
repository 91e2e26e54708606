"""Everything Discord: commands, the messages around a job, buttons and forms."""
