"""The part of the fourth step that keeps sums of the roll-up, with triggers that take a sum away where it may be wrong by now.

A kept sum is right, or it is not there. Whatever writes into a row of which a sum was made, an errand, undo, a restored
journal, a later step of the schema or another program, takes the sums of that row's office away in the same transaction:
the triggers stand in the file itself, and nobody has to think of them. ``store.views.rollup_kept`` makes what is not there
at the next look, and says there by which law a sum was made. Making them anew at each save would be the other way; it could
be forgotten, and every typed cell would pay for a sum that perhaps nobody looks at.

Lines that are added have no trigger of their own, because a package brings them by the ten thousand: they come with their form
or with its next version, which has one. Everything on the road rests on that version too, and the tests hold it. A later step
that makes one of these tables anew has to set its triggers again.
"""

STEP_4_SUMS = """
CREATE TABLE rollup_question (
  id INTEGER NOT NULL PRIMARY KEY,
  year INTEGER NOT NULL,
  form TEXT NOT NULL,
  period INTEGER,
  due_on TEXT NOT NULL,
  law TEXT NOT NULL
);
CREATE TABLE rollup_sum (
  question_id INTEGER NOT NULL REFERENCES rollup_question (id) ON DELETE CASCADE,
  divided_by TEXT NOT NULL,
  office_id TEXT NOT NULL REFERENCES office (id) ON DELETE CASCADE,
  word TEXT NOT NULL,
  passed INTEGER NOT NULL,
  filed INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  open INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  exempt INTEGER NOT NULL,
  classified INTEGER NOT NULL,
  late INTEGER NOT NULL,
  budget_fen INTEGER NOT NULL,
  without_budget INTEGER NOT NULL,
  executed_fen INTEGER NOT NULL,
  base_fen INTEGER NOT NULL,
  with_rate INTEGER NOT NULL,
  reached_hundredths INTEGER NOT NULL,
  points_hundredths INTEGER NOT NULL,
  with_points INTEGER NOT NULL,
  scored INTEGER NOT NULL,
  PRIMARY KEY (question_id, divided_by, office_id, word)
) WITHOUT ROWID;
CREATE INDEX rollup_sum_office ON rollup_sum (office_id);
CREATE INDEX filing_standing_office ON filing_standing (office_path);
CREATE TRIGGER rollup_project_added AFTER INSERT ON project BEGIN
  DELETE FROM rollup_sum WHERE office_id = NEW.office_id;
END;
CREATE TRIGGER rollup_project_changed AFTER UPDATE OF id, office_id, fiscal_year, tier, sector, is_classified,
  withdrawn_on ON project BEGIN
  DELETE FROM rollup_sum WHERE office_id = OLD.office_id;
  DELETE FROM rollup_sum WHERE office_id = NEW.office_id;
END;
CREATE TRIGGER rollup_project_gone AFTER DELETE ON project BEGIN
  DELETE FROM rollup_sum WHERE office_id = OLD.office_id;
END;
CREATE TRIGGER rollup_filing_added AFTER INSERT ON filing BEGIN
  DELETE FROM rollup_sum WHERE office_id = coalesce((SELECT office_id FROM project WHERE id = NEW.project_id), NEW.office_id);
END;
CREATE TRIGGER rollup_filing_changed AFTER UPDATE OF id, office_id, project_id, form, year, period, state, version,
  replaces_id, computed_hundredths, computed_grade ON filing BEGIN
  DELETE FROM rollup_sum WHERE office_id = coalesce((SELECT office_id FROM project WHERE id = OLD.project_id), OLD.office_id);
  DELETE FROM rollup_sum WHERE office_id = coalesce((SELECT office_id FROM project WHERE id = NEW.project_id), NEW.office_id);
END;
CREATE TRIGGER rollup_filing_gone AFTER DELETE ON filing BEGIN
  DELETE FROM rollup_sum WHERE office_id = coalesce((SELECT office_id FROM project WHERE id = OLD.project_id), OLD.office_id);
END;
CREATE TRIGGER rollup_filing_replaces AFTER INSERT ON filing WHEN NEW.replaces_id <> '' BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.replaces_id);
END;
CREATE TRIGGER rollup_filing_replaced AFTER UPDATE OF id, form, project_id, state, replaces_id ON filing
  WHEN OLD.replaces_id <> '' OR NEW.replaces_id <> '' BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.replaces_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.replaces_id);
END;
CREATE TRIGGER rollup_filing_replaces_no_more AFTER DELETE ON filing WHEN OLD.replaces_id <> '' BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.replaces_id);
END;
CREATE TRIGGER rollup_filing_standing_added AFTER INSERT ON filing_standing BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.id);
END;
CREATE TRIGGER rollup_filing_standing_changed AFTER UPDATE OF id, desk, standing, round, package_id, office_path ON filing_standing BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.id);
END;
CREATE TRIGGER rollup_filing_standing_gone AFTER DELETE ON filing_standing BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.id);
END;
CREATE TRIGGER rollup_money_line_changed AFTER UPDATE OF id, filing_id, money_key, original_budget_fen,
  revised_budget_fen, executed_fen ON money_line
  WHEN OLD.money_key = 'total' OR NEW.money_key = 'total' BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.filing_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.filing_id);
END;
CREATE TRIGGER rollup_money_line_gone AFTER DELETE ON money_line
  WHEN OLD.money_key = 'total' BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.filing_id);
END;
CREATE TRIGGER rollup_indicator_line_changed AFTER UPDATE OF id, filing_id, weight, effective_hundredths ON indicator_line
  WHEN OLD.effective_hundredths IS NOT NULL OR NEW.effective_hundredths IS NOT NULL BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.filing_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = NEW.filing_id);
END;
CREATE TRIGGER rollup_indicator_line_gone AFTER DELETE ON indicator_line
  WHEN OLD.effective_hundredths IS NOT NULL BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT coalesce(p.office_id, f.office_id) FROM filing f
    LEFT JOIN project p ON p.id = f.project_id WHERE f.id = OLD.filing_id);
END;
CREATE TRIGGER rollup_budget_version_added AFTER INSERT ON budget_version BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_budget_version_changed AFTER UPDATE OF id, project_id, position, stage, amount_fen ON budget_version BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_budget_version_gone AFTER DELETE ON budget_version BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
END;
CREATE TRIGGER rollup_funding_line_added AFTER INSERT ON funding_line BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_funding_line_changed AFTER UPDATE OF id, project_id, source, book, amount_fen ON funding_line BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_funding_line_gone AFTER DELETE ON funding_line BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
END;
CREATE TRIGGER rollup_treasury_figure_added AFTER INSERT ON treasury_figure BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_treasury_figure_changed AFTER UPDATE OF id, project_id, year, period, executed_fen ON treasury_figure BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = NEW.project_id);
END;
CREATE TRIGGER rollup_treasury_figure_gone AFTER DELETE ON treasury_figure BEGIN
  DELETE FROM rollup_sum WHERE office_id = (SELECT office_id FROM project WHERE id = OLD.project_id);
END;
CREATE TRIGGER rollup_package_received_added AFTER INSERT ON package_received BEGIN
  DELETE FROM rollup_sum WHERE office_id IN (SELECT coalesce(p.office_id, f.office_id)
    FROM filing_standing s JOIN filing f ON f.id = s.id LEFT JOIN project p ON p.id = f.project_id
    WHERE s.package_id = NEW.id OR s.office_path = NEW.sender_path);
END;
CREATE TRIGGER rollup_package_received_changed AFTER UPDATE OF id, form, year, period, sender_path, received_at, status ON package_received BEGIN
  DELETE FROM rollup_sum WHERE office_id IN (SELECT coalesce(p.office_id, f.office_id)
    FROM filing_standing s JOIN filing f ON f.id = s.id LEFT JOIN project p ON p.id = f.project_id
    WHERE s.package_id = OLD.id OR s.office_path = OLD.sender_path);
  DELETE FROM rollup_sum WHERE office_id IN (SELECT coalesce(p.office_id, f.office_id)
    FROM filing_standing s JOIN filing f ON f.id = s.id LEFT JOIN project p ON p.id = f.project_id
    WHERE s.package_id = NEW.id OR s.office_path = NEW.sender_path);
END;
CREATE TRIGGER rollup_package_received_gone AFTER DELETE ON package_received BEGIN
  DELETE FROM rollup_sum WHERE office_id IN (SELECT coalesce(p.office_id, f.office_id)
    FROM filing_standing s JOIN filing f ON f.id = s.id LEFT JOIN project p ON p.id = f.project_id
    WHERE s.package_id = OLD.id OR s.office_path = OLD.sender_path);
END;
CREATE TRIGGER rollup_office_changed AFTER UPDATE OF id, parent_id, level, is_exempt, valid_to ON office BEGIN
  DELETE FROM rollup_sum WHERE office_id IN (OLD.id, NEW.id)
    OR office_id IN (SELECT id FROM office WHERE parent_id IN (OLD.id, NEW.id));
END;
"""
