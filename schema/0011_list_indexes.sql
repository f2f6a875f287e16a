-- What a list walks holds only what it shows: indexes without the removed rows, which also say so in
-- their last column, so that a count is read from the index alone.
DROP INDEX project_total_invest;
CREATE INDEX project_total_invest ON project (region, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_year_plan;
CREATE INDEX project_year_plan ON project (region, year_plan, id, removed) WHERE removed = 0;
DROP INDEX project_name;
CREATE INDEX project_name ON project (region, name, id, removed) WHERE removed = 0;
DROP INDEX project_start_plan;
CREATE INDEX project_start_plan ON project (region, start_plan, id, removed) WHERE removed = 0;
DROP INDEX project_finish_plan;
CREATE INDEX project_finish_plan ON project (region, finish_plan, id, removed) WHERE removed = 0;
DROP INDEX project_changed;
CREATE INDEX project_changed ON project (region, changed_at, id, removed) WHERE removed = 0;
DROP INDEX project_city_total_invest;
CREATE INDEX project_city_total_invest ON project (region, city, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_city_year_plan;
CREATE INDEX project_city_year_plan ON project (region, city, year_plan, id, removed) WHERE removed = 0;
DROP INDEX project_city_name;
CREATE INDEX project_city_name ON project (region, city, name, id, removed) WHERE removed = 0;
DROP INDEX project_city_start_plan;
CREATE INDEX project_city_start_plan ON project (region, city, start_plan, id, removed) WHERE removed = 0;
DROP INDEX project_city_finish_plan;
CREATE INDEX project_city_finish_plan ON project (region, city, finish_plan, id, removed) WHERE removed = 0;
DROP INDEX project_city_changed;
CREATE INDEX project_city_changed ON project (region, city, changed_at, id, removed) WHERE removed = 0;
DROP INDEX project_city;
DROP INDEX project_county;
DROP INDEX project_county_total_invest;
CREATE INDEX project_county_total_invest ON project (region, county, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_county_name;
CREATE INDEX project_county_name ON project (region, county, name, id, removed) WHERE removed = 0;
DROP INDEX project_lead;
CREATE INDEX project_lead ON project (region, lead_department, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_owner;
CREATE INDEX project_owner ON project (region, owner, id, removed) WHERE removed = 0;
DROP INDEX project_stage;
CREATE INDEX project_stage ON project (region, stage, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_works;
CREATE INDEX project_works ON project (region, works, total_invest, id, removed) WHERE removed = 0;
DROP INDEX project_sector;
CREATE INDEX project_sector ON project (region, sector, total_invest, id, removed) WHERE removed = 0;
-- the two other fields that people filter by and that single out a few of very many
CREATE INDEX project_division ON project (region, division, total_invest, id, removed) WHERE removed = 0;
CREATE INDEX project_industry ON project (region, industry, total_invest, id, removed) WHERE removed = 0;

-- What SQLite's planner should believe: a province's true size and spread (40 000 files), not what a new database looks like or a
-- sample of the day happens to hold. So plans are the same everywhere: few hits are looked up and sorted, many are walked in order.
-- sqlite:
ANALYZE;
-- sqlite:
DELETE FROM sqlite_stat1 WHERE tbl = 'project';
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_industry', '40000 40000 600 2 1 1'),
  ('project', 'project_division', '40000 40000 360 2 1 1'),
  ('project', 'project_sector', '40000 40000 4000 4 1 1'),
  ('project', 'project_works', '40000 40000 3300 4 1 1'),
  ('project', 'project_stage', '40000 40000 4000 4 1 1'),
  ('project', 'project_owner', '40000 40000 10 1 1'),
  ('project', 'project_lead', '40000 40000 2200 4 1 1'),
  ('project', 'project_county_name', '40000 40000 390 1 1 1'),
  ('project', 'project_county_total_invest', '40000 40000 390 2 1 1'),
  ('project', 'project_city_changed', '40000 40000 2600 10 1 1'),
  ('project', 'project_city_finish_plan', '40000 40000 2600 24 1 1'),
  ('project', 'project_city_start_plan', '40000 40000 2600 26 1 1'),
  ('project', 'project_city_name', '40000 40000 2600 1 1 1'),
  ('project', 'project_city_year_plan', '40000 40000 2600 2 1 1'),
  ('project', 'project_city_total_invest', '40000 40000 2600 3 1 1'),
  ('project', 'project_changed', '40000 40000 10 1 1'),
  ('project', 'project_finish_plan', '40000 40000 290 1 1'),
  ('project', 'project_start_plan', '40000 40000 310 1 1'),
  ('project', 'project_name', '40000 40000 1 1 1'),
  ('project', 'project_year_plan', '40000 40000 7 1 1'),
  ('project', 'project_total_invest', '40000 40000 13 1 1'),
  ('project', 'project_owner_name', '40000 40000 10'),
  ('project', 'project_parent', '40000 40000 10'),
  ('project', 'project_source', '40000 40000 10000 1'),
  ('project', 'project_code', '40000 40000 2'),
  ('project', 'sqlite_autoindex_project_1', '40000 40000 1');
-- sqlite:
ANALYZE sqlite_schema;
