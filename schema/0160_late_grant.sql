-- Late permissions: a month's step may still be done until the end of a day, for one project, one body or a whole unit.
CREATE TABLE late_grant (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT, body BIGINT, month BIGINT NOT NULL, step TEXT NOT NULL, last_day BIGINT NOT NULL, why TEXT NOT NULL,
  granted_at BIGINT, unit TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE late_grant_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT, body BIGINT, month BIGINT NOT NULL, step TEXT NOT NULL, last_day BIGINT NOT NULL, why TEXT NOT NULL,
  granted_at BIGINT, unit TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX late_grant_month ON late_grant (region, month, step, id);
CREATE INDEX late_grant_city ON late_grant (region, city, month, id);
CREATE INDEX late_grant_county ON late_grant (region, county, month, id);
