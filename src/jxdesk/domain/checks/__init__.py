"""Checks: what does not fit in a form, each with its place and the way to mend it."""
