"""The cupboard: SQLModel tables, mappers and the database file; the only room that knows SQL."""
