-- Pairs of project files that may be one project, and how a person settled each. first < second by number.
CREATE TABLE twin (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  label TEXT NOT NULL, kind TEXT NOT NULL, score BIGINT NOT NULL, state TEXT NOT NULL, first BIGINT NOT NULL, second BIGINT NOT NULL,
  kept BIGINT, reason TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX twin_pair ON twin (region, first, second);
CREATE INDEX twin_second ON twin (region, second);
CREATE INDEX twin_score ON twin (region, state, score, id);
CREATE INDEX twin_city_score ON twin (region, city, score, id);
CREATE INDEX twin_county_score ON twin (region, county, score, id);
CREATE TABLE twin_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  label TEXT NOT NULL, kind TEXT NOT NULL, score BIGINT NOT NULL, state TEXT NOT NULL, first BIGINT NOT NULL, second BIGINT NOT NULL,
  kept BIGINT, reason TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);

-- A name without 项目, 工程, 建设, phases and marks, to look the namesakes up by.
CREATE TABLE twin_key (region BIGINT NOT NULL, project BIGINT NOT NULL, name_key TEXT NOT NULL, PRIMARY KEY (region, project));
CREATE INDEX twin_key_name ON twin_key (region, name_key, project);

-- The codes of files that were merged into another: a form and an import that bring one mean the file that was kept.
CREATE TABLE twin_former (region BIGINT NOT NULL, code TEXT NOT NULL, project BIGINT NOT NULL, PRIMARY KEY (region, code));
CREATE INDEX twin_former_project ON twin_former (region, project);

CREATE INDEX project_county_lat ON project (region, county, lat);
