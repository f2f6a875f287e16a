-- Applications to the reserve. See src/reserve/admission.h.
CREATE TABLE admission (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, why TEXT, state TEXT NOT NULL, turn TEXT, opinion TEXT, level TEXT, asked_by TEXT, asked_at BIGINT,
  checked_by TEXT, checked_at BIGINT, settled_by TEXT, settled_at BIGINT, answer TEXT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE admission_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, why TEXT, state TEXT NOT NULL, turn TEXT, opinion TEXT, level TEXT, asked_by TEXT, asked_at BIGINT,
  checked_by TEXT, checked_at BIGINT, settled_by TEXT, settled_at BIGINT, answer TEXT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
-- One open application a project; whose turn it is, at each level.
CREATE UNIQUE INDEX admission_open ON admission (region, project) WHERE turn IS NOT NULL;
CREATE INDEX admission_project ON admission (region, project, id);
CREATE INDEX admission_turn ON admission (region, turn, id);
CREATE INDEX admission_city ON admission (region, city, turn, id);
CREATE INDEX admission_county ON admission (region, county, turn, id);
CREATE INDEX admission_lead ON admission (region, lead_department, turn, id);
CREATE INDEX admission_owner ON admission (region, owner, turn, id);
