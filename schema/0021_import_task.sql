-- An import that a person leads through its four steps in the browser: see src/kit/import/task.h. The workbook and the outcome of
-- its rows lie in the data directory.
CREATE TABLE import_task (
  region BIGINT NOT NULL, id BIGINT NOT NULL, account BIGINT NOT NULL, record TEXT NOT NULL, file_name TEXT NOT NULL, size BIGINT NOT NULL,
  state TEXT NOT NULL, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, look TEXT, mapping TEXT, choices TEXT, job BIGINT, checked TEXT,
  done TEXT, lang TEXT,
  PRIMARY KEY (region, id)
);
CREATE INDEX import_task_account ON import_task (region, account, id);
CREATE INDEX import_task_changed ON import_task (changed_at);
