"""The third step of the schema: what the road between offices needs, and the indexes by which lists find the version in force.

Every list asks for each of its projects which version of a form is in force and what the budget is, and for each office as
a whole likewise. The indexes answer that without a look at other projects' or other offices' rows, and without sorting.
"""

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
CREATE TABLE package_received (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT '',
  year INTEGER,
  period INTEGER,
  sender_path TEXT NOT NULL DEFAULT '',
  sender_name TEXT NOT NULL DEFAULT '',
  signer TEXT NOT NULL DEFAULT '',
  device TEXT NOT NULL DEFAULT '',
  epoch INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  previous_id TEXT NOT NULL DEFAULT '',
  knows TEXT NOT NULL DEFAULT '[]',
  in_reply_to TEXT NOT NULL DEFAULT '',
  file_name TEXT NOT NULL DEFAULT '',
  size_bytes INTEGER NOT NULL DEFAULT 0,
  sealed_at TEXT NOT NULL DEFAULT '',
  received_at TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  import_id TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX package_received_sender ON package_received (sender_path, form, year);
CREATE INDEX package_received_chain ON package_received (device, epoch, seq);
CREATE TABLE refused_file (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL DEFAULT '',
  file_name TEXT NOT NULL DEFAULT '',
  size_bytes INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '',
  advice TEXT NOT NULL DEFAULT '',
  package_id TEXT NOT NULL DEFAULT '',
  sender_path TEXT NOT NULL DEFAULT '',
  kept_as TEXT NOT NULL DEFAULT '',
  settled_at TEXT NOT NULL DEFAULT '',
  settled_by TEXT NOT NULL DEFAULT ''
);
CREATE TABLE filing_standing (
  id TEXT NOT NULL PRIMARY KEY REFERENCES filing (id) ON DELETE CASCADE,
  desk TEXT NOT NULL DEFAULT '',
  standing TEXT NOT NULL DEFAULT '',
  held TEXT NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0,
  package_id TEXT NOT NULL DEFAULT '',
  forwarded_in TEXT NOT NULL DEFAULT '',
  office_path TEXT NOT NULL DEFAULT '',
  accepted_change INTEGER NOT NULL DEFAULT 0,
  returned_change INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  since TEXT NOT NULL DEFAULT ''
);
CREATE INDEX filing_standing_standing ON filing_standing (standing);
CREATE INDEX filing_standing_package ON filing_standing (package_id);
CREATE TABLE conflict_choice (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL DEFAULT '',
  package_id TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  line_id TEXT NOT NULL DEFAULT '',
  line_name TEXT NOT NULL DEFAULT '',
  field TEXT NOT NULL DEFAULT '',
  here TEXT NOT NULL DEFAULT '',
  came TEXT NOT NULL DEFAULT '',
  took TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  chosen_by TEXT NOT NULL DEFAULT '',
  chosen_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX conflict_choice_filing ON conflict_choice (filing_id);
CREATE TABLE review (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
  package_id TEXT NOT NULL DEFAULT '',
  round INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT '',
  opinion TEXT NOT NULL DEFAULT '',
  office_path TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  decided_on TEXT NOT NULL DEFAULT '',
  sheet TEXT NOT NULL DEFAULT '{}',
  sent_in TEXT NOT NULL DEFAULT ''
);
CREATE INDEX review_filing ON review (filing_id, round);
CREATE TABLE review_comment (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
  round INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  place TEXT NOT NULL DEFAULT '',
  line_id TEXT NOT NULL DEFAULT '',
  line_name TEXT NOT NULL DEFAULT '',
  field TEXT NOT NULL DEFAULT '',
  reason_code TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  seen TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  answer_text TEXT NOT NULL DEFAULT '',
  office_path TEXT NOT NULL DEFAULT '',
  written_by TEXT NOT NULL DEFAULT '',
  written_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX review_comment_filing ON review_comment (filing_id, round, position);
CREATE TABLE receipt (
  id TEXT NOT NULL PRIMARY KEY,
  package_id TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  receiver_path TEXT NOT NULL DEFAULT '',
  receiver_name TEXT NOT NULL DEFAULT '',
  said_at TEXT NOT NULL DEFAULT '',
  head TEXT NOT NULL DEFAULT '[]',
  missing TEXT NOT NULL DEFAULT '[]',
  came_by TEXT NOT NULL DEFAULT '',
  taken_at TEXT NOT NULL DEFAULT '',
  statement TEXT NOT NULL DEFAULT ''
);
CREATE INDEX receipt_package ON receipt (package_id);
CREATE TABLE publication (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  office_path TEXT NOT NULL DEFAULT '',
  package_id TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  taken_at TEXT NOT NULL DEFAULT '',
  replaced_at TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX publication_version ON publication (kind, name, version);
CREATE TABLE pen (
  id TEXT NOT NULL PRIMARY KEY,
  office_path TEXT NOT NULL DEFAULT '',
  turn INTEGER NOT NULL DEFAULT 0,
  device TEXT NOT NULL DEFAULT '',
  epoch INTEGER NOT NULL DEFAULT 0,
  event TEXT NOT NULL DEFAULT '',
  package_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX pen_turn ON pen (turn);
DROP INDEX filing_project;
CREATE INDEX filing_project ON filing (project_id, form, year, period, state);
DROP INDEX filing_year;
CREATE INDEX filing_year ON filing (year, form, period);
CREATE INDEX filing_whole ON filing (office_id, form, year, period) WHERE project_id IS NULL;
CREATE INDEX filing_replaces ON filing (replaces_id) WHERE replaces_id <> '';
DROP INDEX budget_version_project;
CREATE INDEX budget_version_project ON budget_version (project_id, stage, position);
CREATE INDEX indicator_line_likelihood ON indicator_line (filing_id, likelihood) WHERE likelihood <> '';
"""
