"""Child processes for work on bytes from outside, with limits on time and memory."""
