"""Monitoring: how far a year under way is, which light that gives, and the grid of all projects of a month."""
