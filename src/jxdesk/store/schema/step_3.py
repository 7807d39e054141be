"""The third step of the schema: what the road between offices needs, beginning with who was given a certificate here."""

STEP_3 = """
CREATE TABLE enrolment (
  id TEXT NOT NULL PRIMARY KEY,
  org TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  fingerprint TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '',
  not_after TEXT NOT NULL DEFAULT '',
  statement TEXT NOT NULL DEFAULT '',
  revoked_on TEXT NOT NULL DEFAULT '',
  revoked_after_seq INTEGER NOT NULL DEFAULT 0,
  revoked_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX enrolment_org ON enrolment (org);
"""
