"""The wire in the window: what goes up and comes down by itself, the network's changes, and how they are said."""
