"""Charts: their geometry as plain values, and the painters and workbooks that are made of it here; the window has its own painter."""
