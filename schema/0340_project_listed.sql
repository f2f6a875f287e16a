-- What the totals under the list of projects are read from when its filter asks for nothing but these keys: every file that is not
-- removed, parts and withdrawn ones too, as the list shows them. (project_total holds those that count for reports.)
CREATE TABLE project_listed (
  region BIGINT NOT NULL, city TEXT NOT NULL, county TEXT NOT NULL, division TEXT NOT NULL, works TEXT NOT NULL, stage TEXT NOT NULL,
  projects BIGINT NOT NULL, total_invest BIGINT NOT NULL, year_plan BIGINT NOT NULL,
  PRIMARY KEY (region, city, county, division, works, stage)
);
INSERT INTO project_listed (region, city, county, division, works, stage, projects, total_invest, year_plan)
SELECT region, COALESCE(city, ''), COALESCE(county, ''), COALESCE(division, ''), COALESCE(works, ''), COALESCE(stage, ''),
  COUNT(*), COALESCE(SUM(total_invest), 0), COALESCE(SUM(year_plan), 0)
FROM project WHERE removed = 0
GROUP BY region, COALESCE(city, ''), COALESCE(county, ''), COALESCE(division, ''), COALESCE(works, ''), COALESCE(stage, '');
