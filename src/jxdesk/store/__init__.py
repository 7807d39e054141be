"""The cupboard: the database and its data folder; the only room that knows SQL."""
