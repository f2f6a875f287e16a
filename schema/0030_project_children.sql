-- The rows that belong to a project file, what the file has from them, and the number of classified projects.

ALTER TABLE project ADD COLUMN invest_doc TEXT;
ALTER TABLE project ADD COLUMN permit_state TEXT;
ALTER TABLE project ADD COLUMN central_funds TEXT;
ALTER TABLE project_version ADD COLUMN invest_doc TEXT;
ALTER TABLE project_version ADD COLUMN permit_state TEXT;
ALTER TABLE project_version ADD COLUMN central_funds TEXT;

CREATE TABLE capacity (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, name TEXT, amount BIGINT, unit TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE capacity_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, name TEXT, amount BIGINT, unit TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX capacity_project ON capacity (region, project, id);
CREATE INDEX capacity_version_project ON capacity_version (region, project, id, version);

CREATE TABLE fund_source (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, kind TEXT, name TEXT, amount BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE fund_source_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, kind TEXT, name TEXT, amount BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX fund_source_project ON fund_source (region, project, id);
CREATE INDEX fund_source_version_project ON fund_source_version (region, project, id, version);

CREATE TABLE milestone (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, name TEXT, planned BIGINT, actual BIGINT, follows BIGINT, evidence TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE milestone_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, name TEXT, planned BIGINT, actual BIGINT, follows BIGINT, evidence TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX milestone_project ON milestone (region, project, planned, id);
CREATE INDEX milestone_version_project ON milestone_version (region, project, id, version);

CREATE TABLE project_share (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, division TEXT, share BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE project_share_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, division TEXT, share BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX project_share_project ON project_share (region, project, id);
CREATE INDEX project_share_version_project ON project_share_version (region, project, id, version);

CREATE TABLE permit (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  project BIGINT NOT NULL, item TEXT, state TEXT, doc_no TEXT, doc_date BIGINT, doc_org TEXT, valid_until BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE permit_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  project BIGINT NOT NULL, item TEXT, state TEXT, doc_no TEXT, doc_date BIGINT, doc_org TEXT, valid_until BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX permit_project ON permit (region, project, id);
CREATE INDEX permit_version_project ON permit_version (region, project, id, version);

CREATE INDEX milestone_planned ON milestone (region, planned, id);

CREATE TABLE classified_count (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  unit TEXT NOT NULL, year BIGINT NOT NULL, projects BIGINT NOT NULL, city TEXT, county TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE classified_count_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  unit TEXT NOT NULL, year BIGINT NOT NULL, projects BIGINT NOT NULL, city TEXT, county TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX classified_count_unit ON classified_count (region, unit, year);
