-- The lists of a year: memberships, confirmed editions with their rows. See src/list/.
CREATE TABLE list_entry (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, year BIGINT NOT NULL, list TEXT NOT NULL, state TEXT NOT NULL, why TEXT, origin TEXT, opinion TEXT,
  proposed_by TEXT, proposed_at BIGINT, opined_by TEXT, opined_at BIGINT, aggregated_at BIGINT, confirmed_by TEXT, confirmed_at BIGINT,
  off_reason TEXT, off_at BIGINT, total_invest BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_entry_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, year BIGINT NOT NULL, list TEXT NOT NULL, state TEXT NOT NULL, why TEXT, origin TEXT, opinion TEXT,
  proposed_by TEXT, proposed_at BIGINT, opined_by TEXT, opined_at BIGINT, aggregated_at BIGINT, confirmed_by TEXT, confirmed_at BIGINT,
  off_reason TEXT, off_at BIGINT, total_invest BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX list_entry_project ON list_entry (region, project, year, list);
CREATE INDEX list_entry_list ON list_entry (region, list, year, state, id);
CREATE INDEX list_entry_year ON list_entry (region, year, id);
CREATE INDEX list_entry_city ON list_entry (region, city, year, list, id);
CREATE INDEX list_entry_county ON list_entry (region, county, year, list, id);
CREATE INDEX list_entry_lead ON list_entry (region, lead_department, year, list, id);
CREATE INDEX list_entry_owner ON list_entry (region, owner, year, list, id);

CREATE TABLE list_edition (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, list TEXT NOT NULL, year BIGINT NOT NULL, seq BIGINT NOT NULL, confirmed_on BIGINT NOT NULL, document TEXT, note TEXT, projects BIGINT,
  total_invest BIGINT, year_plan BIGINT, added BIGINT, removed_n BIGINT, confirmed_by TEXT, digest TEXT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_edition_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, list TEXT NOT NULL, year BIGINT NOT NULL, seq BIGINT NOT NULL, confirmed_on BIGINT NOT NULL, document TEXT, note TEXT, projects BIGINT,
  total_invest BIGINT, year_plan BIGINT, added BIGINT, removed_n BIGINT, confirmed_by TEXT, digest TEXT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX list_edition_seq ON list_edition (region, list, year, seq);
CREATE INDEX list_edition_year ON list_edition (region, year, id);

CREATE TABLE list_row (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, edition BIGINT NOT NULL, list TEXT NOT NULL, year BIGINT NOT NULL, seq BIGINT NOT NULL, row_no BIGINT, project BIGINT NOT NULL, place TEXT,
  owner_name TEXT, content TEXT, basis TEXT, span TEXT, stage TEXT, total_invest BIGINT, before_year BIGINT, year_plan BIGINT,
  year_goal TEXT, body_name TEXT, person_name TEXT, phone TEXT, leader_name TEXT, lead_name TEXT, plan BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE list_row_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, edition BIGINT NOT NULL, list TEXT NOT NULL, year BIGINT NOT NULL, seq BIGINT NOT NULL, row_no BIGINT, project BIGINT NOT NULL, place TEXT,
  owner_name TEXT, content TEXT, basis TEXT, span TEXT, stage TEXT, total_invest BIGINT, before_year BIGINT, year_plan BIGINT,
  year_goal TEXT, body_name TEXT, person_name TEXT, phone TEXT, leader_name TEXT, lead_name TEXT, plan BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX list_row_edition ON list_row (region, edition, row_no);
CREATE INDEX list_row_project ON list_row (region, project, year, list, seq);
CREATE INDEX list_row_year ON list_row (region, year, id);
CREATE INDEX list_row_city ON list_row (region, city, year, id);
CREATE INDEX list_row_county ON list_row (region, county, year, id);
CREATE INDEX list_row_lead ON list_row (region, lead_department, year, id);
CREATE INDEX list_row_owner ON list_row (region, owner, year, id);

-- What was confirmed is never changed: not by the program, not by a hand in the database.
-- sqlite:
CREATE TRIGGER list_edition_no_update BEFORE UPDATE ON list_edition BEGIN SELECT RAISE(ABORT, 'a confirmed edition is never changed'); END;
-- sqlite:
CREATE TRIGGER list_edition_no_delete BEFORE DELETE ON list_edition BEGIN SELECT RAISE(ABORT, 'a confirmed edition is never changed'); END;
-- sqlite:
CREATE TRIGGER list_row_no_update BEFORE UPDATE ON list_row BEGIN SELECT RAISE(ABORT, 'a confirmed edition is never changed'); END;
-- sqlite:
CREATE TRIGGER list_row_no_delete BEFORE DELETE ON list_row BEGIN SELECT RAISE(ABORT, 'a confirmed edition is never changed'); END;
-- postgresql:
CREATE FUNCTION list_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a confirmed edition is never changed'; END $$;
-- postgresql:
CREATE TRIGGER list_edition_stays BEFORE UPDATE OR DELETE ON list_edition FOR EACH ROW EXECUTE FUNCTION list_edition_stays();
-- postgresql:
CREATE TRIGGER list_row_stays BEFORE UPDATE OR DELETE ON list_row FOR EACH ROW EXECUTE FUNCTION list_edition_stays();
