-- A past month of the cockpit is the sums of now without what has come since: the few reports and plans that changed after its round closed, and by
-- what they were. Projects that count nowhere (part of another, withdrawn, removed) are the few that a department's sums leave out.
CREATE INDEX report_since ON report (region, month, changed_at, project);
CREATE INDEX plan_since ON plan (region, year, confirmed_at, project);
CREATE INDEX project_apart ON project (region, lead_department, id) WHERE removed = 1 OR parent_id IS NOT NULL OR stage = 'withdrawn';
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('report', 'report_since', '400000 400000 11000 4 1'),
  ('plan', 'plan_since', '60000 60000 15000 4 1'),
  ('project', 'project_apart', '2000 2000 100 1');
-- sqlite:
ANALYZE sqlite_schema;
