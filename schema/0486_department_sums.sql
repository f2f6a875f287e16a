-- A lead department's sums by stage, place and work, kept as those of a unit are: added up from its files they grew with the province.
INSERT INTO project_total (region, unit, kind, part, projects, total_invest, year_plan)
  SELECT x.region, '' || x.lead_department, x.kind, x.part, COUNT(*), SUM(x.total_invest), SUM(x.year_plan) FROM (
    SELECT region, lead_department, 'city' AS kind, COALESCE(city, '') AS part, COALESCE(total_invest, 0) AS total_invest, COALESCE(year_plan, 0) AS year_plan
      FROM project WHERE removed = 0 AND parent_id IS NULL AND COALESCE(stage, '') <> 'withdrawn'
    UNION ALL SELECT region, lead_department, 'county', COALESCE(county, ''), COALESCE(total_invest, 0), COALESCE(year_plan, 0)
      FROM project WHERE removed = 0 AND parent_id IS NULL AND COALESCE(stage, '') <> 'withdrawn'
    UNION ALL SELECT region, lead_department, 'works', COALESCE(works, ''), COALESCE(total_invest, 0), COALESCE(year_plan, 0)
      FROM project WHERE removed = 0 AND parent_id IS NULL AND COALESCE(stage, '') <> 'withdrawn'
    UNION ALL SELECT region, lead_department, 'stage', COALESCE(stage, ''), COALESCE(total_invest, 0), COALESCE(year_plan, 0)
      FROM project WHERE removed = 0 AND parent_id IS NULL AND COALESCE(stage, '') <> 'withdrawn') x
  WHERE x.lead_department IS NOT NULL GROUP BY x.region, x.lead_department, x.kind, x.part;
-- What its files lack and what of its works waits for it, out of indexes of its own.
CREATE INDEX project_lead_lacking ON project (region, lead_department, missing, id, removed) WHERE removed = 0 AND missing > 0;
CREATE INDEX report_lead_waiting ON report (region, lead_department, state, month, submitted_at, id) WHERE removed = 0;
CREATE INDEX twin_lead_known ON twin (region, lead_department, score, id, kind, state, removed) WHERE removed = 0 AND state = 'open' AND kind <> 'possible';
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_lead_lacking', '20000 20000 1400 140 1 1'),
  ('report', 'report_lead_waiting', '400000 400000 24000 4800 550 1 1');
-- sqlite:
ANALYZE sqlite_schema;
