"""The second step of the schema, frozen: what a whole year needs, from targets and libraries to the year's turn."""

STEP_2 = """
ALTER TABLE project ADD COLUMN basis TEXT NOT NULL DEFAULT '' CHECK (is_classified = 0 OR basis = '');
ALTER TABLE project ADD COLUMN basis_number TEXT NOT NULL DEFAULT '' CHECK (is_classified = 0 OR basis_number = '');
ALTER TABLE project ADD COLUMN overview TEXT NOT NULL DEFAULT '' CHECK (is_classified = 0 OR overview = '');
ALTER TABLE project ADD COLUMN starts_on TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN ends_on TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN function_code TEXT NOT NULL DEFAULT '' CHECK (is_classified = 0 OR function_code = '');
ALTER TABLE project ADD COLUMN major_new BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN predecessor_id TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN withdrawn_on TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN withdrawn_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE filing ADD COLUMN replaces_id TEXT NOT NULL DEFAULT '';
ALTER TABLE money_line ADD COLUMN mid_term_fen INTEGER CHECK (typeof(mid_term_fen) IN ('integer', 'null'));
ALTER TABLE money_line ADD COLUMN mid_term_text TEXT NOT NULL DEFAULT '';
ALTER TABLE money_line ADD COLUMN forecast_fen INTEGER CHECK (typeof(forecast_fen) IN ('integer', 'null'));
ALTER TABLE money_line ADD COLUMN forecast_text TEXT NOT NULL DEFAULT '';
ALTER TABLE money_line ADD COLUMN document_number TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN formula TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN scoring_rule TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN value_basis TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN data_source TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN value_method TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN mid_term_text TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN library_entry_id TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN forecast_text TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN forecast TEXT;
ALTER TABLE indicator_line ADD COLUMN causes TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN likelihood TEXT NOT NULL DEFAULT '';
ALTER TABLE indicator_line ADD COLUMN remark TEXT NOT NULL DEFAULT '';
CREATE INDEX indicator_line_entry ON indicator_line (library_entry_id) WHERE library_entry_id <> '';
ALTER TABLE package_sent ADD COLUMN written_to TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN pin_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN pin_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN left_on TEXT NOT NULL DEFAULT '';
CREATE TABLE task_line (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  tier TEXT NOT NULL DEFAULT '',
  project_names TEXT NOT NULL DEFAULT '',
  project_ids TEXT NOT NULL DEFAULT '[]',
  budget_fen INTEGER CHECK (typeof(budget_fen) IN ('integer', 'null')),
  budget_text TEXT NOT NULL DEFAULT '',
  fiscal_fen INTEGER CHECK (typeof(fiscal_fen) IN ('integer', 'null')),
  fiscal_text TEXT NOT NULL DEFAULT '',
  other_fen INTEGER CHECK (typeof(other_fen) IN ('integer', 'null')),
  other_text TEXT NOT NULL DEFAULT '',
  executed_fen INTEGER CHECK (typeof(executed_fen) IN ('integer', 'null')),
  executed_text TEXT NOT NULL DEFAULT '',
  progress TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  sheet_row INTEGER
);
CREATE INDEX task_line_filing ON task_line (filing_id, position);
CREATE TABLE approval (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id),
  approved_on TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT '',
  approver TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  filing_version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX approval_filing ON approval (filing_id);
CREATE TABLE adjustment (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id),
  replaces_id TEXT NOT NULL REFERENCES filing (id),
  reason TEXT NOT NULL DEFAULT '',
  requested_on TEXT NOT NULL DEFAULT '',
  requested_by TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  approver TEXT NOT NULL DEFAULT '',
  approved_on TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX adjustment_filing ON adjustment (filing_id);
CREATE INDEX adjustment_replaces ON adjustment (replaces_id);
CREATE TABLE library (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  first_year INTEGER NOT NULL DEFAULT 0,
  last_year INTEGER,
  origin TEXT NOT NULL DEFAULT '',
  taken_in_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE library_entry (
  id TEXT NOT NULL PRIMARY KEY,
  library_id TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  sector TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  style TEXT NOT NULL DEFAULT '',
  level1 TEXT NOT NULL DEFAULT '',
  level2 TEXT NOT NULL DEFAULT '',
  new_level1 TEXT NOT NULL DEFAULT '',
  new_level2 TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  definition TEXT NOT NULL DEFAULT '',
  formula TEXT NOT NULL DEFAULT '',
  comparator TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT '',
  target_text TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  attribute TEXT NOT NULL DEFAULT '',
  scoring_rule TEXT NOT NULL DEFAULT '',
  value_basis TEXT NOT NULL DEFAULT '',
  data_source TEXT NOT NULL DEFAULT '',
  value_method TEXT NOT NULL DEFAULT '',
  is_core BOOLEAN NOT NULL DEFAULT 0,
  good_example TEXT NOT NULL DEFAULT '',
  bad_example TEXT NOT NULL DEFAULT '',
  is_suggested BOOLEAN NOT NULL DEFAULT 0,
  retired_on TEXT NOT NULL DEFAULT '',
  merged_into TEXT NOT NULL DEFAULT '',
  replaces_id TEXT NOT NULL DEFAULT '',
  initials TEXT NOT NULL DEFAULT ''
);
CREATE INDEX library_entry_library ON library_entry (library_id, position);
CREATE TABLE column_matching (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL DEFAULT '',
  signature TEXT NOT NULL DEFAULT '',
  source_name TEXT NOT NULL DEFAULT '',
  mapping TEXT NOT NULL DEFAULT '{}',
  money_unit TEXT NOT NULL DEFAULT '',
  used_at TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX column_matching_signature ON column_matching (kind, signature);
CREATE TABLE treasury_figure (
  id TEXT NOT NULL PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  year INTEGER NOT NULL,
  period INTEGER NOT NULL,
  executed_fen INTEGER NOT NULL CHECK (typeof(executed_fen) = 'integer'),
  source_name TEXT NOT NULL DEFAULT '',
  taken_in_at TEXT NOT NULL DEFAULT '',
  import_id TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX treasury_figure_period ON treasury_figure (project_id, year, period);
CREATE TABLE rectification (
  id TEXT NOT NULL PRIMARY KEY,
  office_id TEXT NOT NULL REFERENCES office (id),
  project_id TEXT REFERENCES project (id),
  filing_id TEXT NOT NULL DEFAULT '',
  line_id TEXT NOT NULL DEFAULT '',
  year INTEGER NOT NULL DEFAULT 0,
  period INTEGER NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL DEFAULT '',
  measure TEXT NOT NULL DEFAULT '',
  responsible TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  done_on TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  reviewed_by TEXT NOT NULL DEFAULT '',
  review TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rectification_project ON rectification (project_id);
CREATE TABLE account_figure (
  id TEXT NOT NULL PRIMARY KEY,
  office_id TEXT NOT NULL REFERENCES office (id),
  project_id TEXT REFERENCES project (id) ON DELETE CASCADE,
  year INTEGER NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  item TEXT NOT NULL DEFAULT '',
  amount_fen INTEGER NOT NULL CHECK (typeof(amount_fen) = 'integer'),
  source_name TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX account_figure_year ON account_figure (year, office_id);
CREATE TABLE survey (
  id TEXT NOT NULL PRIMARY KEY,
  project_id TEXT REFERENCES project (id),
  office_id TEXT NOT NULL REFERENCES office (id),
  year INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL DEFAULT '',
  surveyed TEXT NOT NULL DEFAULT '',
  held_on TEXT NOT NULL DEFAULT '',
  method TEXT NOT NULL DEFAULT '',
  issued INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  valid INTEGER NOT NULL DEFAULT 0,
  line_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX survey_project ON survey (project_id, year);
CREATE TABLE survey_answer (
  id TEXT NOT NULL PRIMARY KEY,
  survey_id TEXT NOT NULL REFERENCES survey (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  question TEXT NOT NULL DEFAULT '',
  counts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX survey_answer_survey ON survey_answer (survey_id, position);
CREATE TABLE fiscal_year (
  id TEXT NOT NULL PRIMARY KEY,
  year INTEGER NOT NULL UNIQUE,
  state TEXT NOT NULL DEFAULT '',
  opened_on TEXT NOT NULL DEFAULT '',
  closed_on TEXT NOT NULL DEFAULT '',
  closed_by TEXT NOT NULL DEFAULT '',
  rule_pack_id TEXT NOT NULL DEFAULT '',
  libraries TEXT NOT NULL DEFAULT '[]',
  templates TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE succession (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL DEFAULT '',
  event TEXT NOT NULL DEFAULT '',
  old_id TEXT NOT NULL DEFAULT '',
  new_id TEXT NOT NULL DEFAULT '',
  old_name TEXT NOT NULL DEFAULT '',
  new_name TEXT NOT NULL DEFAULT '',
  happened_on TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  document_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX succession_old ON succession (old_id);
CREATE INDEX succession_new ON succession (new_id);
CREATE TABLE note (
  id TEXT NOT NULL PRIMARY KEY,
  record_id TEXT NOT NULL,
  line_id TEXT NOT NULL DEFAULT '',
  field TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  written_by TEXT NOT NULL DEFAULT '',
  written_at TEXT NOT NULL DEFAULT '',
  is_done BOOLEAN NOT NULL DEFAULT 0
);
CREATE INDEX note_record ON note (record_id);
CREATE TABLE practice_task (
  id TEXT NOT NULL PRIMARY KEY,
  begun_at TEXT NOT NULL DEFAULT '',
  finished_at TEXT NOT NULL DEFAULT '',
  steps TEXT NOT NULL DEFAULT '{}'
);
"""
