-- A county's start page: its late starts and completions, what its files lack and what was changed last, out of indexes of its own. It walked all the
-- county's files four times, which are some thousands in a province of a million.
CREATE INDEX project_county_due_start ON project (region, county, start_plan, id, stage, removed)
  WHERE removed = 0 AND stage IN ('planned', 'reserve', 'preliminary');
CREATE INDEX project_county_due_finish ON project (region, county, finish_plan, id, stage, removed)
  WHERE removed = 0 AND stage IN ('new_start', 'continued');
CREATE INDEX project_county_lacking ON project (region, county, missing, id, removed) WHERE removed = 0 AND missing > 0;
CREATE INDEX project_county_changed ON project (region, county, changed_at, id, removed) WHERE removed = 0;
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_county_due_start', '10000 10000 100 2 1 1 1'),
  ('project', 'project_county_due_finish', '20000 20000 200 4 1 1 1'),
  ('project', 'project_county_lacking', '20000 20000 200 40 1 1'),
  ('project', 'project_county_changed', '40000 40000 400 2 1 1');
-- sqlite:
ANALYZE sqlite_schema;
