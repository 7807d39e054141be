"""Reviewing: what came is judged filing by filing, remarked on cell by cell, and the decisions go down in a signed package."""
