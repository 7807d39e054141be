"""The road on the screen: what came and how it is taken in, what was sent and what was said of it, and who is late."""
