-- Warnings: what a rule says of a project, kept from the day it began until the facts clear it. See src/warning/.
CREATE TABLE warning (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, level TEXT NOT NULL, rule TEXT NOT NULL, rule_version BIGINT, pack TEXT, state TEXT NOT NULL,
  reason_zh TEXT, reason_en TEXT, what TEXT, since BIGINT, level_since BIGINT, raised_at BIGINT, actor TEXT, actor_body BIGINT, act_by BIGINT,
  acknowledged_at BIGINT, handled_at BIGINT, explanation TEXT, cleared_at BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE warning_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, level TEXT NOT NULL, rule TEXT NOT NULL, rule_version BIGINT, pack TEXT, state TEXT NOT NULL,
  reason_zh TEXT, reason_en TEXT, what TEXT, since BIGINT, level_since BIGINT, raised_at BIGINT, actor TEXT, actor_body BIGINT, act_by BIGINT,
  acknowledged_at BIGINT, handled_at BIGINT, explanation TEXT, cleared_at BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX warning_project ON warning (region, project, state);
CREATE INDEX warning_raised ON warning (region, state, raised_at, id);
CREATE INDEX warning_level ON warning (region, level, state, id);
CREATE INDEX warning_city ON warning (region, city, state, raised_at, id);
CREATE INDEX warning_county ON warning (region, county, state, raised_at, id);
CREATE INDEX warning_lead ON warning (region, lead_department, state, raised_at, id);
CREATE INDEX warning_owner ON warning (region, owner, state, raised_at, id);

-- Which pack is in use, and the day for which all warnings were last computed.
CREATE TABLE warning_run (region BIGINT NOT NULL PRIMARY KEY, pack TEXT, day BIGINT);
