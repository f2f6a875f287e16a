-- The month: annual plans, monthly reports, what both come to month by month, and the sums that pages read. See src/progress/.

-- Which of the year's lists a project counts in, and where it stands now: written by acts of other records, so no version is made.
ALTER TABLE project ADD COLUMN lists TEXT;
ALTER TABLE project_version ADD COLUMN lists TEXT;
ALTER TABLE project ADD COLUMN light TEXT;
ALTER TABLE project_version ADD COLUMN light TEXT;
ALTER TABLE project ADD COLUMN plan_now BIGINT;
ALTER TABLE project_version ADD COLUMN plan_now BIGINT;
ALTER TABLE project ADD COLUMN done_now BIGINT;
ALTER TABLE project_version ADD COLUMN done_now BIGINT;
ALTER TABLE project ADD COLUMN report_state TEXT;
ALTER TABLE project_version ADD COLUMN report_state TEXT;
CREATE INDEX project_light ON project (region, light, total_invest, id);

CREATE TABLE plan (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, year BIGINT NOT NULL, seq BIGINT, state TEXT NOT NULL, total BIGINT,
  m01 BIGINT, m02 BIGINT, m03 BIGINT, m04 BIGINT, m05 BIGINT, m06 BIGINT, m07 BIGINT, m08 BIGINT, m09 BIGINT, m10 BIGINT, m11 BIGINT,
  m12 BIGINT, goal TEXT, responsible_body BIGINT, responsible_person BIGINT, leader_in_charge BIGINT, change_reason TEXT, baseline BIGINT,
  proposed_at BIGINT, checked_at BIGINT, confirmed_at BIGINT, superseded_at BIGINT, return_reason TEXT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE plan_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, year BIGINT NOT NULL, seq BIGINT, state TEXT NOT NULL, total BIGINT,
  m01 BIGINT, m02 BIGINT, m03 BIGINT, m04 BIGINT, m05 BIGINT, m06 BIGINT, m07 BIGINT, m08 BIGINT, m09 BIGINT, m10 BIGINT, m11 BIGINT,
  m12 BIGINT, goal TEXT, responsible_body BIGINT, responsible_person BIGINT, leader_in_charge BIGINT, change_reason TEXT, baseline BIGINT,
  proposed_at BIGINT, checked_at BIGINT, confirmed_at BIGINT, superseded_at BIGINT, return_reason TEXT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX plan_project ON plan (region, project, year, seq);
CREATE INDEX plan_year ON plan (region, year, state, id);
CREATE INDEX plan_city ON plan (region, city, year, state, id);
CREATE INDEX plan_county ON plan (region, county, year, state, id);
CREATE INDEX plan_lead ON plan (region, lead_department, year, state, id);
CREATE INDEX plan_owner ON plan (region, owner, year, state, id);

CREATE TABLE report (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT, project BIGINT NOT NULL, month BIGINT NOT NULL, seq BIGINT, state TEXT NOT NULL,
  month_invest BIGINT, fund_arrived BIGINT, fund_paid BIGINT, progress_percent BIGINT, progress_text TEXT, site_state TEXT,
  workers BIGINT, machines BIGINT, problem_state TEXT, problem TEXT, needs TEXT, next_month BIGINT, in_stats BIGINT,
  preliminary_cost BIGINT, typed_year BIGINT, answers TEXT, change_reason TEXT,
  due_at BIGINT, submitted_at BIGINT, county_at BIGINT, city_at BIGINT, accepted_at BIGINT, returned_at BIGINT, return_reason TEXT,
  return_field TEXT, late BIGINT, via TEXT, typed_fields BIGINT, fill_seconds BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE report_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT, project BIGINT NOT NULL, month BIGINT NOT NULL, seq BIGINT, state TEXT NOT NULL,
  month_invest BIGINT, fund_arrived BIGINT, fund_paid BIGINT, progress_percent BIGINT, progress_text TEXT, site_state TEXT,
  workers BIGINT, machines BIGINT, problem_state TEXT, problem TEXT, needs TEXT, next_month BIGINT, in_stats BIGINT,
  preliminary_cost BIGINT, typed_year BIGINT, answers TEXT, change_reason TEXT,
  due_at BIGINT, submitted_at BIGINT, county_at BIGINT, city_at BIGINT, accepted_at BIGINT, returned_at BIGINT, return_reason TEXT,
  return_field TEXT, late BIGINT, via TEXT, typed_fields BIGINT, fill_seconds BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, id, version)
);
CREATE UNIQUE INDEX report_project ON report (region, project, month, seq);
CREATE INDEX report_month ON report (region, month, state, id);
CREATE INDEX report_city ON report (region, city, month, state, id);
CREATE INDEX report_county ON report (region, county, month, state, id);
CREATE INDEX report_lead ON report (region, lead_department, month, state, id);
CREATE INDEX report_owner ON report (region, owner, month, state, id);

-- One project's month: what its plan and its reports come to. Derived from them by progress_lines() alone, but for `owed`.
CREATE TABLE project_month (
  region BIGINT NOT NULL, project BIGINT NOT NULL, month BIGINT NOT NULL, baseline BIGINT, planned BIGINT, reported BIGINT,
  accepted BIGINT, arrived BIGINT, paid BIGINT, percent BIGINT, site_state TEXT, report BIGINT, report_state TEXT, submitted_at BIGINT,
  accepted_at BIGINT, late BIGINT, owed BIGINT NOT NULL, due_at BIGINT,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, project, month)
);
CREATE INDEX project_month_due ON project_month (region, month, county, report_state, project);
CREATE INDEX project_month_city ON project_month (region, month, city, report_state, project);
CREATE INDEX project_month_lead ON project_month (region, month, lead_department, report_state, project);
CREATE INDEX project_month_owner ON project_month (region, month, owner, report_state, project);

-- Sums of a month over a unit (21, 2101, 210102), a work ('*': all) and a set of lists. Increments; what is cumulative is added up when read.
CREATE TABLE measure (
  region BIGINT NOT NULL, month BIGINT NOT NULL, unit TEXT NOT NULL, works TEXT NOT NULL, lists TEXT NOT NULL,
  baseline BIGINT NOT NULL, planned BIGINT NOT NULL, reported BIGINT NOT NULL, accepted BIGINT NOT NULL, arrived BIGINT NOT NULL,
  paid BIGINT NOT NULL, owed BIGINT NOT NULL, sent BIGINT NOT NULL, passed BIGINT NOT NULL, late BIGINT NOT NULL, zero BIGINT NOT NULL,
  starts_planned BIGINT NOT NULL, starts BIGINT NOT NULL, finishes_planned BIGINT NOT NULL, finishes BIGINT NOT NULL,
  PRIMARY KEY (region, unit, month, works, lists)
);
-- What there is now: projects by stage, by light …, with their money.
CREATE TABLE stock (
  region BIGINT NOT NULL, unit TEXT NOT NULL, works TEXT NOT NULL, lists TEXT NOT NULL, what TEXT NOT NULL,
  projects BIGINT NOT NULL, total_invest BIGINT NOT NULL,
  PRIMARY KEY (region, unit, what, works, lists)
);
