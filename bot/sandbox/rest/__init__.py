"""The HTTP API: the routes of `/api/v10` that the bot uses."""
