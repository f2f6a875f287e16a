-- The sums of the cities of the province, or of the counties of a city, in one work or all, over the months of a year.
CREATE INDEX measure_units ON measure (region, works, unit, month);
-- A city's list of red projects on the map.
CREATE INDEX stock_what ON stock (region, what, works, unit);
-- The list of warnings in its own order.
CREATE INDEX warning_list ON warning (region, raised_at, id) WHERE removed = 0;
-- Who has not reported, by the hour, and how far the reports of a month have come, unit by unit, out of the index alone.
CREATE INDEX project_month_unsent ON project_month (region, month, due_at, project) WHERE owed = 1 AND submitted_at IS NULL;
CREATE INDEX project_month_owed ON project_month (region, month, city, county, report_state, submitted_at, accepted_at, late, due_at) WHERE owed = 1;
-- What waits for the province and for a county, in the order in which it came.
CREATE INDEX report_waiting ON report (region, state, month, submitted_at, id) WHERE removed = 0;
CREATE INDEX report_county_waiting ON report (region, county, state, month, submitted_at, id) WHERE removed = 0;
-- What SQLite's planner should believe of tables that are looked up by key, some dozen rows at once: see 0011.
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('body', 'sqlite_autoindex_body_1', '10000 10000 1'),
  ('body', 'body_name', '10000 10000 1 1'),
  ('body', 'body_uscc', '10000 10000 1'),
  ('body', 'body_unit', '10000 10000 80 1'),
  ('body', 'body_kind', '10000 10000 1500 1'),
  ('body', 'body_parent', '10000 10000 5 1'),
  ('body', 'body_owners', '10000 10000 1500 1500 20'),
  ('body', 'body_short_name', '10000 10000 1'),
  ('person', 'sqlite_autoindex_person_1', '10000 10000 1'),
  ('person', 'person_name', '10000 10000 1 1'),
  ('person', 'person_body', '10000 10000 2 1');
-- sqlite:
ANALYZE sqlite_schema;
