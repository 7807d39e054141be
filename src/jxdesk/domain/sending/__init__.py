"""Sending: what may leave the desk, its cover sheet and the evidence that goes with it."""
