"""The first step of the schema, frozen: whose workspace it is, offices, projects, filings, evidence, imports, packages, the log."""

STEP_1 = """
CREATE TABLE meta (
  id TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
);
CREATE TABLE setting (
  id TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
);
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT ''
);
CREATE TABLE office (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  parent_id TEXT REFERENCES office (id),
  region_code TEXT NOT NULL DEFAULT '',
  credit_code TEXT NOT NULL DEFAULT '',
  department_code TEXT NOT NULL DEFAULT '',
  unit_code TEXT NOT NULL DEFAULT '',
  is_department BOOLEAN NOT NULL DEFAULT 0,
  is_exempt BOOLEAN NOT NULL DEFAULT 0,
  valid_from TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT ''
);
CREATE INDEX office_parent ON office (parent_id);
CREATE TABLE project (
  id TEXT NOT NULL PRIMARY KEY,
  office_id TEXT NOT NULL REFERENCES office (id),
  fiscal_year INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  code TEXT NOT NULL DEFAULT '',
  project_class TEXT NOT NULL DEFAULT '',
  sector TEXT NOT NULL DEFAULT '',
  tier TEXT NOT NULL DEFAULT '',
  continuity TEXT NOT NULL DEFAULT '',
  recurrence TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  implementing_unit TEXT NOT NULL DEFAULT '',
  leader TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  is_classified BOOLEAN NOT NULL DEFAULT 0,
  CONSTRAINT classified_is_a_count CHECK (is_classified = 0 OR name || code || sector || department || implementing_unit || leader || phone = '')
);
CREATE INDEX project_year ON project (fiscal_year, office_id);
CREATE INDEX project_office ON project (office_id);
CREATE INDEX project_name ON project (name);
CREATE UNIQUE INDEX project_code ON project (code, fiscal_year, office_id) WHERE code <> '';
CREATE TABLE budget_version (
  id TEXT NOT NULL PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  stage TEXT NOT NULL DEFAULT '',
  amount_fen INTEGER NOT NULL CHECK (typeof(amount_fen) = 'integer'),
  dated TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX budget_version_project ON budget_version (project_id);
CREATE TABLE funding_line (
  id TEXT NOT NULL PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '',
  book TEXT NOT NULL DEFAULT '',
  amount_fen INTEGER NOT NULL CHECK (typeof(amount_fen) = 'integer'),
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX funding_line_project ON funding_line (project_id);
CREATE TABLE filing (
  id TEXT NOT NULL PRIMARY KEY,
  office_id TEXT NOT NULL REFERENCES office (id),
  project_id TEXT REFERENCES project (id),
  form TEXT NOT NULL DEFAULT '',
  template_id TEXT NOT NULL DEFAULT '',
  rule_pack_id TEXT NOT NULL DEFAULT '',
  filled_with TEXT NOT NULL DEFAULT '',
  year INTEGER,
  period INTEGER,
  title TEXT NOT NULL DEFAULT '',
  project_name TEXT NOT NULL DEFAULT '',
  project_code TEXT NOT NULL DEFAULT '',
  office_name TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  implementing_unit TEXT NOT NULL DEFAULT '',
  money_unit TEXT NOT NULL DEFAULT '',
  execution_weight TEXT,
  answers TEXT NOT NULL DEFAULT '{}',
  printed_weights_total TEXT NOT NULL DEFAULT '',
  printed_total TEXT NOT NULL DEFAULT '',
  printed_grade TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 0,
  vector TEXT NOT NULL DEFAULT '{}',
  imported_from TEXT NOT NULL DEFAULT '',
  reading TEXT NOT NULL DEFAULT '{}',
  saved_at TEXT NOT NULL DEFAULT '',
  computed_hundredths INTEGER,
  computed_grade TEXT NOT NULL DEFAULT '',
  error_count INTEGER,
  warning_count INTEGER,
  advice_count INTEGER
);
CREATE INDEX filing_project ON filing (project_id, form, year);
CREATE INDEX filing_office ON filing (office_id);
CREATE INDEX filing_year ON filing (year, form);
CREATE TABLE money_line (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  money_key TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  original_budget_fen INTEGER CHECK (typeof(original_budget_fen) IN ('integer', 'null')),
  revised_budget_fen INTEGER CHECK (typeof(revised_budget_fen) IN ('integer', 'null')),
  executed_fen INTEGER CHECK (typeof(executed_fen) IN ('integer', 'null')),
  original_budget_text TEXT NOT NULL DEFAULT '',
  revised_budget_text TEXT NOT NULL DEFAULT '',
  executed_text TEXT NOT NULL DEFAULT '',
  printed_weight TEXT NOT NULL DEFAULT '',
  printed_rate TEXT NOT NULL DEFAULT '',
  printed_score TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  sheet_row INTEGER
);
CREATE INDEX money_line_filing ON money_line (filing_id, position);
CREATE TABLE indicator_line (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  level1 TEXT NOT NULL DEFAULT '',
  level2 TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  clean_name TEXT NOT NULL DEFAULT '',
  comparator TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT '',
  target_text TEXT NOT NULL DEFAULT '',
  target TEXT,
  target_high TEXT,
  unit TEXT NOT NULL DEFAULT '',
  actual_text TEXT NOT NULL DEFAULT '',
  actual TEXT,
  actual_unit TEXT NOT NULL DEFAULT '',
  weight TEXT,
  printed_weight TEXT NOT NULL DEFAULT '',
  printed_score TEXT NOT NULL DEFAULT '',
  value_mode TEXT NOT NULL DEFAULT '',
  judged_percent TEXT,
  manual_hundredths INTEGER,
  manual_reason TEXT NOT NULL DEFAULT '',
  deviation_reason TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  is_core BOOLEAN NOT NULL DEFAULT 0,
  is_part BOOLEAN NOT NULL DEFAULT 0,
  marked_exact BOOLEAN NOT NULL DEFAULT 0,
  not_applicable BOOLEAN NOT NULL DEFAULT 0,
  answers_line_id TEXT NOT NULL DEFAULT '',
  direction_chosen BOOLEAN NOT NULL DEFAULT 0,
  merged_into TEXT NOT NULL DEFAULT '',
  sheet_row INTEGER,
  computed_hundredths INTEGER,
  effective_hundredths INTEGER
);
CREATE INDEX indicator_line_filing ON indicator_line (filing_id, position);
CREATE TABLE attachment (
  id TEXT NOT NULL PRIMARY KEY,
  size_bytes INTEGER NOT NULL DEFAULT 0,
  media_type TEXT NOT NULL DEFAULT '',
  added_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE attachment_link (
  id TEXT NOT NULL PRIMARY KEY,
  attachment_id TEXT NOT NULL REFERENCES attachment (id),
  record_id TEXT NOT NULL,
  slot TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  original_name TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX attachment_link_slot ON attachment_link (record_id, slot, attachment_id);
CREATE TABLE restore_point (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  backup_name TEXT NOT NULL DEFAULT '',
  change_number INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE import_batch (
  id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL DEFAULT '',
  sources TEXT NOT NULL DEFAULT '[]',
  counts TEXT NOT NULL DEFAULT '{}',
  errand_id TEXT NOT NULL DEFAULT '',
  restore_point_id TEXT REFERENCES restore_point (id),
  undone_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE package_sent (
  id TEXT NOT NULL PRIMARY KEY,
  device TEXT NOT NULL DEFAULT '',
  epoch INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  previous_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT '',
  year INTEGER,
  period INTEGER,
  sender_path TEXT NOT NULL DEFAULT '',
  file_name TEXT NOT NULL DEFAULT '',
  size_bytes INTEGER NOT NULL DEFAULT 0,
  sealed_at TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  facts TEXT NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX package_sent_chain ON package_sent (device, epoch, seq);
CREATE TABLE change_log (
  n INTEGER NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  device TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  errand_id TEXT NOT NULL,
  errand TEXT NOT NULL,
  table_name TEXT NOT NULL,
  record_id TEXT NOT NULL,
  field TEXT NOT NULL,
  old TEXT,
  new TEXT,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX change_log_record ON change_log (record_id, table_name);
CREATE INDEX change_log_errand ON change_log (errand_id);
CREATE TRIGGER change_log_is_never_edited BEFORE UPDATE ON change_log
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_log_is_never_cut BEFORE DELETE ON change_log
BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
"""
