-- The sums of the projects that count, by unit (21, 2101, 210102) and one dimension: what a start page reads is a dozen rows, however many
-- places, works and stages there are. They were kept by all of these together and added up for each page.
DROP TABLE project_total;
CREATE TABLE project_total (
  region BIGINT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL,
  projects BIGINT NOT NULL, total_invest BIGINT NOT NULL, year_plan BIGINT NOT NULL,
  PRIMARY KEY (region, unit, kind, part)
);
INSERT INTO project_total (region, unit, kind, part, projects, total_invest, year_plan)
SELECT p.region, u.unit, u.kind,
  COALESCE(CASE u.kind WHEN 'city' THEN p.city WHEN 'county' THEN p.county WHEN 'works' THEN p.works ELSE p.stage END, ''),
  COUNT(*), COALESCE(SUM(p.total_invest), 0), COALESCE(SUM(p.year_plan), 0)
FROM project p JOIN (
  SELECT DISTINCT x.region, x.unit, k.kind FROM (
    SELECT region, '21' AS unit FROM project UNION SELECT region, city FROM project UNION SELECT region, county FROM project) x
  CROSS JOIN (SELECT 'city' AS kind UNION ALL SELECT 'county' UNION ALL SELECT 'works' UNION ALL SELECT 'stage') k
  WHERE x.unit <> '') u ON u.region = p.region AND (u.unit = '21' OR u.unit = p.city OR u.unit = p.county)
WHERE p.removed = 0 AND p.parent_id IS NULL AND COALESCE(p.stage, '') <> 'withdrawn'
GROUP BY p.region, u.unit, u.kind, 4;
