"""The coach: how a target is said better, with an example from the book."""
