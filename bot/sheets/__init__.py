"""Sheets: several pictures with their figures in one, for Discord and the command line alike."""
