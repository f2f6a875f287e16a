-- The ground: bookkeeping, bodies, people, accounts, audit. One dialect for both engines: BIGINT, TEXT and BLOB; what only one
-- engine can run stands behind "-- sqlite:" or "-- postgresql:". Flags are 0 and 1; dates are days, months year*12+month-1,
-- points in time UTC milliseconds, money whole yuan.

CREATE TABLE leader (task BIGINT PRIMARY KEY, process BIGINT NOT NULL, until BIGINT NOT NULL);

CREATE TABLE idempotency (
  region BIGINT NOT NULL, account BIGINT NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL, result BIGINT,
  PRIMARY KEY (region, account, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE body (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT NOT NULL, short_name TEXT, kind TEXT NOT NULL, unit TEXT NOT NULL, parent BIGINT, uscc TEXT, works TEXT,
  address TEXT, phone TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id)
);
CREATE INDEX body_name ON body (region, name, id);
CREATE INDEX body_uscc ON body (region, uscc);
CREATE INDEX body_unit ON body (region, unit, id);
CREATE INDEX body_kind ON body (region, kind, id);
CREATE TABLE body_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT NOT NULL, short_name TEXT, kind TEXT NOT NULL, unit TEXT NOT NULL, parent BIGINT, uscc TEXT, works TEXT,
  address TEXT, phone TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id, version)
);

CREATE TABLE person (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT NOT NULL, body BIGINT NOT NULL, post TEXT, phone TEXT, mobile TEXT, email TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id)
);
CREATE INDEX person_name ON person (region, name, id);
CREATE INDEX person_body ON person (region, body, id);
CREATE TABLE person_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT NOT NULL, body BIGINT NOT NULL, post TEXT, phone TEXT, mobile TEXT, email TEXT, city TEXT, county TEXT,
  PRIMARY KEY (region, id, version)
);

CREATE TABLE account (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  login TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, body BIGINT NOT NULL, person BIGINT, state TEXT NOT NULL, lang TEXT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX account_login ON account (region, login);
CREATE TABLE account_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  login TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, body BIGINT NOT NULL, person BIGINT, state TEXT NOT NULL, lang TEXT,
  PRIMARY KEY (region, id, version)
);

-- Argon2id hashes and what guards them.
CREATE TABLE credential (
  region BIGINT NOT NULL, account BIGINT NOT NULL, hash TEXT NOT NULL, changed_at BIGINT NOT NULL, must_change BIGINT NOT NULL,
  failed BIGINT NOT NULL, locked_until BIGINT NOT NULL,
  PRIMARY KEY (region, account)
);
CREATE TABLE credential_past (
  region BIGINT NOT NULL, account BIGINT NOT NULL, changed_at BIGINT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (region, account, changed_at)
);
-- Sessions and tokens are kept by the hash of their secret only.
CREATE TABLE session (
  hash TEXT PRIMARY KEY, region BIGINT NOT NULL, account BIGINT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
  source TEXT, agent TEXT, lang TEXT
);
CREATE INDEX session_account ON session (region, account);
CREATE INDEX session_seen ON session (seen_at);
CREATE TABLE token (
  hash TEXT PRIMARY KEY, region BIGINT NOT NULL, account BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, used_at BIGINT
);
CREATE INDEX token_account ON token (region, account);

-- The audit log: a line's own hash, and its place and hash in the chain.
CREATE TABLE audit (
  region BIGINT NOT NULL, id BIGINT NOT NULL, at BIGINT NOT NULL, account BIGINT, login TEXT, source TEXT, agent TEXT, act TEXT NOT NULL,
  record TEXT, target BIGINT, before TEXT, after TEXT, result TEXT NOT NULL, hash TEXT NOT NULL, number BIGINT, chain TEXT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX audit_number ON audit (number);
CREATE INDEX audit_target ON audit (region, target, id);
CREATE INDEX audit_login ON audit (region, login, id);
CREATE INDEX audit_act ON audit (region, act, id);

-- Long work: claimed with a lease, so that another process takes over when one dies.
CREATE TABLE job (
  region BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, account BIGINT, input TEXT, state TEXT NOT NULL, done BIGINT NOT NULL,
  total BIGINT, message TEXT, result TEXT, created_at BIGINT NOT NULL, started_at BIGINT, ended_at BIGINT, lease_until BIGINT,
  stop BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX job_open ON job (state, id);
CREATE INDEX job_account ON job (region, account, id);

-- Kept filters and columns of lists.
CREATE TABLE saved_view (
  region BIGINT NOT NULL, id BIGINT NOT NULL, account BIGINT NOT NULL, record TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
  columns TEXT, changed_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX saved_view_account ON saved_view (region, account, record);

-- Search words: FTS5 keeps only the index; PostgreSQL a vector beside the key. The heads of words that are typed most (two to four letters,
-- one Han character, behind the letter that begins a word) have lists of their own, so that the newest hits of "sy…" are read off its end.
-- sqlite:
CREATE VIRTUAL TABLE search USING fts5 (words, content='', columnsize=0, detail=none, prefix='3 4 5');
-- postgresql:
CREATE TABLE search (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
-- postgresql:
CREATE INDEX search_words ON search USING gin (words) WITH (fastupdate = off);
