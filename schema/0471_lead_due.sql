-- A lead department's late starts and completions, as the province's (0060) and a city's (0414): its start page walked all of its files.
CREATE INDEX project_lead_due_start ON project (region, lead_department, start_plan, id, stage, removed)
  WHERE removed = 0 AND stage IN ('planned', 'reserve', 'preliminary');
CREATE INDEX project_lead_due_finish ON project (region, lead_department, finish_plan, id, stage, removed)
  WHERE removed = 0 AND stage IN ('new_start', 'continued');
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_lead_due_start', '10000 10000 700 8 1 1 1'),
  ('project', 'project_lead_due_finish', '20000 20000 1400 12 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
