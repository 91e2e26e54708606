"""Bytes from outside to an upright sRGB picture, or one clear sentence."""
