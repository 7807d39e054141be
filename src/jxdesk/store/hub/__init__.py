"""The post office's ledger: what the receiving service of a prefecture holds, in SQLite or PostgreSQL."""
