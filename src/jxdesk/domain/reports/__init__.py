"""Reports and charts: the figures of a narrative or a picture, each with the place it comes from."""
