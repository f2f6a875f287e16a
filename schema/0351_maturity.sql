-- Maturity of preliminary work, and the years of the rolling plan. See src/project/maturity.h and src/reserve/.
ALTER TABLE project ADD COLUMN maturity BIGINT;
ALTER TABLE project_version ADD COLUMN maturity BIGINT;
CREATE INDEX project_maturity ON project (region, maturity, id) WHERE removed = 0;
-- What SQLite's planner should believe: see 0011.
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('project', 'project_maturity', '40000 40000 400 1');
-- sqlite:
ANALYZE sqlite_schema;

CREATE TABLE rolling_year (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, name TEXT, year BIGINT NOT NULL, invest BIGINT NOT NULL, goal TEXT, works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE rolling_year_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, name TEXT, year BIGINT NOT NULL, invest BIGINT NOT NULL, goal TEXT, works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX rolling_year_project ON rolling_year (region, project, id);
CREATE INDEX rolling_year_version_project ON rolling_year_version (region, project, id, version);

-- Projects before their start, and the rolling plan, over a unit (21, 2101, 210102).
CREATE TABLE reserve_sum (
  region BIGINT NOT NULL, unit TEXT NOT NULL, band TEXT NOT NULL, projects BIGINT NOT NULL, total_invest BIGINT NOT NULL,
  PRIMARY KEY (region, unit, band)
);
CREATE TABLE rolling_sum (
  region BIGINT NOT NULL, unit TEXT NOT NULL, year BIGINT NOT NULL, projects BIGINT NOT NULL, invest BIGINT NOT NULL,
  PRIMARY KEY (region, unit, year)
);
