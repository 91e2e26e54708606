"""A decoder module that never gets ready."""

import time

time.sleep(3600)
