"""The engine: the one connection, its thread and transactions, the log of changes, and how values stand in columns."""
