-- Rules of lists with their conditions, and requests in the course of the year. See src/list/.
CREATE TABLE list_rule (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, list TEXT NOT NULL, seq BIGINT, since BIGINT, state TEXT NOT NULL, note TEXT, adopted_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_rule_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, list TEXT NOT NULL, seq BIGINT, since BIGINT, state TEXT NOT NULL, note TEXT, adopted_at BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX list_rule_seq ON list_rule (region, list, seq);
CREATE TABLE list_condition (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  rule BIGINT NOT NULL, name TEXT, alternative BIGINT NOT NULL, title TEXT, field TEXT NOT NULL, op TEXT NOT NULL, value TEXT, strategic TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_condition_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  rule BIGINT NOT NULL, name TEXT, alternative BIGINT NOT NULL, title TEXT, field TEXT NOT NULL, op TEXT NOT NULL, value TEXT, strategic TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX list_condition_rule ON list_condition (region, rule, alternative, id);
CREATE INDEX list_condition_version_rule ON list_condition_version (region, rule, id);

CREATE TABLE list_request (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, kind TEXT NOT NULL, list TEXT NOT NULL, year BIGINT NOT NULL, project BIGINT, project_out BIGINT, why TEXT, state TEXT NOT NULL,
  opinion TEXT, asked_by TEXT, asked_at BIGINT, opined_by TEXT, opined_at BIGINT, settled_by TEXT, settled_at BIGINT, answer TEXT,
  city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_request_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, kind TEXT NOT NULL, list TEXT NOT NULL, year BIGINT NOT NULL, project BIGINT, project_out BIGINT, why TEXT, state TEXT NOT NULL,
  opinion TEXT, asked_by TEXT, asked_at BIGINT, opined_by TEXT, opined_at BIGINT, settled_by TEXT, settled_at BIGINT, answer TEXT,
  city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX list_request_list ON list_request (region, list, year, state, id);
CREATE INDEX list_request_city ON list_request (region, city, year, id);
CREATE INDEX list_request_county ON list_request (region, county, year, id);
CREATE INDEX list_request_lead ON list_request (region, lead_department, year, id);
