-- The totals under a list are read from the index that its filter walks: each carries the year's plan beside the investment, so that the
-- bounded sum of very many files touches no file.
DROP INDEX project_total_invest;
CREATE INDEX project_total_invest ON project (region, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_city_total_invest;
CREATE INDEX project_city_total_invest ON project (region, city, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_county_total_invest;
CREATE INDEX project_county_total_invest ON project (region, county, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_lead;
CREATE INDEX project_lead ON project (region, lead_department, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_owner;
CREATE INDEX project_owner ON project (region, owner, id, removed, total_invest, year_plan) WHERE removed = 0;
DROP INDEX project_stage;
CREATE INDEX project_stage ON project (region, stage, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_works;
CREATE INDEX project_works ON project (region, works, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_sector;
CREATE INDEX project_sector ON project (region, sector, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_division;
CREATE INDEX project_division ON project (region, division, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_industry;
CREATE INDEX project_industry ON project (region, industry, total_invest, id, removed, year_plan) WHERE removed = 0;
DROP INDEX project_light;
CREATE INDEX project_light ON project (region, light, total_invest, id, removed, year_plan) WHERE removed = 0;
-- What SQLite's planner should believe: see 0011.
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_total_invest', '40000 40000 13 1 1 1'),
  ('project', 'project_city_total_invest', '40000 40000 2600 3 1 1 1'),
  ('project', 'project_county_total_invest', '40000 40000 390 2 1 1 1'),
  ('project', 'project_lead', '40000 40000 2200 4 1 1 1'),
  ('project', 'project_owner', '40000 40000 10 1 1 1 1'),
  ('project', 'project_stage', '40000 40000 4000 4 1 1 1'),
  ('project', 'project_works', '40000 40000 3300 4 1 1 1'),
  ('project', 'project_sector', '40000 40000 4000 4 1 1 1'),
  ('project', 'project_division', '40000 40000 360 2 1 1 1'),
  ('project', 'project_industry', '40000 40000 600 2 1 1 1'),
  ('project', 'project_light', '40000 40000 13000 4 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
