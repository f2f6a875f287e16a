-- Targets of a year for a place, or a work there. See src/target/.
CREATE TABLE target (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, year BIGINT NOT NULL, unit TEXT NOT NULL, works TEXT, invest BIGINT, starts BIGINT, doc_no TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE target_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, year BIGINT NOT NULL, unit TEXT NOT NULL, works TEXT, invest BIGINT, starts BIGINT, doc_no TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX target_year ON target (region, year, unit, id);
CREATE INDEX target_city ON target (region, city, year, id);
