"""Charts in the window: the painter, the view with its walk from point to point, and pictures for other programs."""
