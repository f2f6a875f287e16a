-- Mappings of workbooks to fields, kept by name: see src/kit/import/mapping.h.
CREATE TABLE mapping (
  region BIGINT NOT NULL, id BIGINT NOT NULL, record TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, changed_at BIGINT NOT NULL,
  account BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX mapping_name ON mapping (region, record, name);
