-- A city's and a county's late starts and completions, beside the province's (0060): a city's start page walked all of the province's.
CREATE INDEX project_city_due_start ON project (region, city, start_plan, id, county, stage, removed)
  WHERE removed = 0 AND stage IN ('planned', 'reserve', 'preliminary');
CREATE INDEX project_city_due_finish ON project (region, city, finish_plan, id, county, stage, removed)
  WHERE removed = 0 AND stage IN ('new_start', 'continued');
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_city_due_start', '10000 10000 700 8 1 1 1 1'),
  ('project', 'project_city_due_finish', '20000 20000 1400 12 1 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
