"""Filling: what a typed or pasted cell means, and changes to a filing with their inverses."""
