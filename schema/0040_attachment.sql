-- Documents and photographs: who keeps what about which project. The bytes lie in the file store under their SHA-256.
CREATE TABLE attachment (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  title TEXT NOT NULL, kind TEXT NOT NULL, doc_no TEXT, doc_date BIGINT, note TEXT, taken_on BIGINT, project BIGINT NOT NULL,
  about_record TEXT, about_id BIGINT, file_name TEXT NOT NULL, file_type TEXT NOT NULL, size BIGINT NOT NULL, uploaded_at BIGINT NOT NULL,
  uploaded_by TEXT, width BIGINT, height BIGINT, taken_at TEXT, lon BIGINT, lat BIGINT, camera TEXT, hash TEXT NOT NULL,
  small TEXT, medium TEXT, fingerprint BIGINT, removed_why TEXT,
  PRIMARY KEY (region, id)
);
CREATE INDEX attachment_project ON attachment (region, project, taken_on, id);
CREATE INDEX attachment_hash ON attachment (region, hash);
CREATE INDEX attachment_about ON attachment (region, about_record, about_id, id);
CREATE INDEX attachment_uploaded ON attachment (region, uploaded_at, id);

CREATE TABLE attachment_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  title TEXT NOT NULL, kind TEXT NOT NULL, doc_no TEXT, doc_date BIGINT, note TEXT, taken_on BIGINT, project BIGINT NOT NULL,
  about_record TEXT, about_id BIGINT, file_name TEXT NOT NULL, file_type TEXT NOT NULL, size BIGINT NOT NULL, uploaded_at BIGINT NOT NULL,
  uploaded_by TEXT, width BIGINT, height BIGINT, taken_at TEXT, lon BIGINT, lat BIGINT, camera TEXT, hash TEXT NOT NULL,
  small TEXT, medium TEXT, fingerprint BIGINT, removed_why TEXT,
  PRIMARY KEY (region, id, version)
);
