"""Records in the database: one module per kind of value, written and read by its own functions."""
