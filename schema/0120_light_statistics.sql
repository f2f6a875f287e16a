-- The lights as 0011 and 0012 have it: without the removed rows, with what SQLite's planner should believe.
DROP INDEX project_light;
CREATE INDEX project_light ON project (region, light, total_invest, id, removed) WHERE removed = 0;
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('project', 'project_light', '40000 40000 13000 4 1 1');
-- sqlite:
ANALYZE sqlite_schema;
