"""The fourth step of the schema: what waits to go by wire and what was left there for other offices."""

STEP_4 = """
CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL DEFAULT '',
  hub TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  sent_bytes INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0,
  next_try_at TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '',
  advice TEXT NOT NULL DEFAULT '',
  copies INTEGER NOT NULL DEFAULT 0,
  moved_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE answer_left (
  id TEXT NOT NULL PRIMARY KEY,
  package_id TEXT NOT NULL DEFAULT '',
  hub TEXT NOT NULL DEFAULT '',
  left_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX answer_left_package ON answer_left (package_id);
"""
