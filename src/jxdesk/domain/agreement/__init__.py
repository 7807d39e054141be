"""Agreement: where two forms of one year say different things, with both places."""
