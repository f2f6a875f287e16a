-- The cockpit and start page of a department: red and yellow lights are found without walking all it leads, and the few files that stand on a list without
-- looking into each of its months.
CREATE INDEX project_lead_light ON project (region, lead_department, light, id) WHERE removed = 0 AND light IN ('red', 'yellow');
CREATE INDEX project_on_list ON project (region, lists, id, lead_department, owner, city, county) WHERE lists > '';
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_lead_light', '60000 60000 2000 1000 1'),
  ('project', 'project_on_list', '4000 4000 600 1 1 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
