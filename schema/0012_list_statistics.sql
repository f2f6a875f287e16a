-- As 0011: every index on project has its line here, or the planner takes it for one that singles out ten rows. `script/test plans`
-- finds what is missing.
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_county_lat', '40000 40000 390 2'),
  ('project', 'project_due_start', '10000 10000 80 1 1 1 1 1 1 1'),
  ('project', 'project_due_finish', '20000 20000 150 1 1 1 1 1 1 1'),
  ('project', 'project_due_resume', '1000 1000 30 1 1 1 1 1 1 1'),
  ('project', 'project_lacking', '20000 20000 2000 1 1 1 1 1 1'),
  ('project', 'project_in_doubt', '1000 1000 200 1 1 1 1 1 1'),
  ('project', 'project_unanswered', '10000 10000 10 1 1 1 1 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
