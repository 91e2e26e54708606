"""Use cases: what a front asks for, from photo to answer."""
