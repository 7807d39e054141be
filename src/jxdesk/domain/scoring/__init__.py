"""Scoring: a self-evaluation scored by the rules, line by line and exactly, with each step explained."""
