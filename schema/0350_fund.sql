-- Funds: documents that issue money, the ledger of what became of it, and its sums. See src/fund/.
CREATE TABLE fund_batch (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT NOT NULL, doc_no TEXT NOT NULL, kind TEXT NOT NULL, issued_on BIGINT NOT NULL, issuer TEXT, total BIGINT NOT NULL, note TEXT,
  year BIGINT, allotted BIGINT, arrived BIGINT, paid BIGINT, work BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE fund_batch_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT NOT NULL, doc_no TEXT NOT NULL, kind TEXT NOT NULL, issued_on BIGINT NOT NULL, issuer TEXT, total BIGINT NOT NULL, note TEXT,
  year BIGINT, allotted BIGINT, arrived BIGINT, paid BIGINT, work BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX fund_batch_doc_no ON fund_batch (region, doc_no) WHERE removed = 0;
CREATE INDEX fund_batch_issued_on ON fund_batch (region, issued_on, id);
CREATE INDEX fund_batch_year ON fund_batch (region, year, kind, id);
CREATE INDEX fund_batch_total ON fund_batch (region, total, id);

CREATE TABLE fund_entry (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, batch BIGINT NOT NULL, step TEXT NOT NULL, amount BIGINT NOT NULL, day BIGINT NOT NULL, doc_no TEXT,
  payee TEXT, other_project BIGINT, note TEXT, reverses BIGINT, pair BIGINT, batch_no TEXT, kind TEXT, year BIGINT, entered_at BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE fund_entry_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, batch BIGINT NOT NULL, step TEXT NOT NULL, amount BIGINT NOT NULL, day BIGINT NOT NULL, doc_no TEXT,
  payee TEXT, other_project BIGINT, note TEXT, reverses BIGINT, pair BIGINT, batch_no TEXT, kind TEXT, year BIGINT, entered_at BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE INDEX fund_entry_project ON fund_entry (region, project, batch, day);
CREATE INDEX fund_entry_batch ON fund_entry (region, batch, project);
CREATE INDEX fund_entry_day ON fund_entry (region, day, id);
CREATE INDEX fund_entry_city ON fund_entry (region, city, day, id);
CREATE INDEX fund_entry_county ON fund_entry (region, county, day, id);
CREATE INDEX fund_entry_lead ON fund_entry (region, lead_department, day, id);
CREATE INDEX fund_entry_owner ON fund_entry (region, owner, day, id);
CREATE INDEX fund_entry_amount ON fund_entry (region, amount, id);
-- An entry is reversed once, and moves money to one other project.
CREATE UNIQUE INDEX fund_entry_reverses ON fund_entry (region, reverses) WHERE reverses IS NOT NULL;
CREATE UNIQUE INDEX fund_entry_pair ON fund_entry (region, pair) WHERE pair IS NOT NULL;

-- The steps of each document over a unit (21, 2101, 210102) and a work ('*': all).
CREATE TABLE fund_sum (
  region BIGINT NOT NULL, works TEXT NOT NULL, unit TEXT NOT NULL, batch BIGINT NOT NULL,
  issued BIGINT NOT NULL, arrived BIGINT NOT NULL, paid BIGINT NOT NULL, work BIGINT NOT NULL, recalled BIGINT NOT NULL,
  returned BIGINT NOT NULL, diverted BIGINT NOT NULL,
  PRIMARY KEY (region, works, unit, batch)
);
