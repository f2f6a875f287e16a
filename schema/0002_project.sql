-- The project file and its versions, and the sums that pages read instead of counting.

CREATE TABLE project (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL,
  name TEXT NOT NULL, project_code TEXT, code_suffix TEXT, stage TEXT, source_system TEXT, source_number TEXT,
  owner BIGINT, owner_name TEXT, owner_uscc TEXT, owner_kind TEXT, parent_id BIGINT, works TEXT, industry TEXT,
  sector TEXT, build_kind TEXT, project_type TEXT, approve_kind TEXT, invest_kind TEXT, approve_level TEXT,
  strategic TEXT, flags TEXT, division TEXT, divisions TEXT, address TEXT, park TEXT, lon BIGINT, lat BIGINT,
  content TEXT, benefit TEXT, prelim_progress TEXT, progress_note TEXT, total_invest BIGINT, inv_build BIGINT,
  inv_equip BIGINT, inv_other BIGINT, inv_interest BIGINT, inv_working BIGINT, estimate_total BIGINT,
  year_plan BIGINT, before_year BIGINT, start_plan BIGINT, start_actual BIGINT, finish_plan BIGINT,
  finish_actual BIGINT, produce_plan BIGINT, produce_actual BIGINT, full_actual BIGINT, year_goal TEXT,
  suspend_reason TEXT, resume_plan BIGINT, withdraw_reason TEXT, responsible_body BIGINT, lead_department BIGINT,
  coop TEXT, leader_in_charge BIGINT, responsible_person BIGINT, contact TEXT, contact_phone TEXT, task_force TEXT,
  designer TEXT, builder TEXT, supervisor TEXT, doc_no TEXT, doc_date BIGINT, doc_org TEXT, land_need BIGINT,
  land_new BIGINT, land_approved BIGINT, land_supplied BIGINT, farmland BIGINT, basic_farmland BIGINT, forest BIGINT,
  sea BIGINT, land_mode TEXT, standard_land BIGINT, energy_tce BIGINT, water_need BIGINT, pollutants TEXT,
  in_stats BIGINT, stats_month BIGINT, joint_start TEXT, origin TEXT, origin_note TEXT, cell_notes TEXT, city TEXT,
  county TEXT,
  PRIMARY KEY (region, id)
);

CREATE TABLE project_version (
  region BIGINT NOT NULL, id BIGINT NOT NULL, version BIGINT NOT NULL, changed_at BIGINT NOT NULL, changed_by BIGINT,
  removed BIGINT NOT NULL, act TEXT NOT NULL,
  name TEXT NOT NULL, project_code TEXT, code_suffix TEXT, stage TEXT, source_system TEXT, source_number TEXT,
  owner BIGINT, owner_name TEXT, owner_uscc TEXT, owner_kind TEXT, parent_id BIGINT, works TEXT, industry TEXT,
  sector TEXT, build_kind TEXT, project_type TEXT, approve_kind TEXT, invest_kind TEXT, approve_level TEXT,
  strategic TEXT, flags TEXT, division TEXT, divisions TEXT, address TEXT, park TEXT, lon BIGINT, lat BIGINT,
  content TEXT, benefit TEXT, prelim_progress TEXT, progress_note TEXT, total_invest BIGINT, inv_build BIGINT,
  inv_equip BIGINT, inv_other BIGINT, inv_interest BIGINT, inv_working BIGINT, estimate_total BIGINT,
  year_plan BIGINT, before_year BIGINT, start_plan BIGINT, start_actual BIGINT, finish_plan BIGINT,
  finish_actual BIGINT, produce_plan BIGINT, produce_actual BIGINT, full_actual BIGINT, year_goal TEXT,
  suspend_reason TEXT, resume_plan BIGINT, withdraw_reason TEXT, responsible_body BIGINT, lead_department BIGINT,
  coop TEXT, leader_in_charge BIGINT, responsible_person BIGINT, contact TEXT, contact_phone TEXT, task_force TEXT,
  designer TEXT, builder TEXT, supervisor TEXT, doc_no TEXT, doc_date BIGINT, doc_org TEXT, land_need BIGINT,
  land_new BIGINT, land_approved BIGINT, land_supplied BIGINT, farmland BIGINT, basic_farmland BIGINT, forest BIGINT,
  sea BIGINT, land_mode TEXT, standard_land BIGINT, energy_tce BIGINT, water_need BIGINT, pollutants TEXT,
  in_stats BIGINT, stats_month BIGINT, joint_start TEXT, origin TEXT, origin_note TEXT, cell_notes TEXT, city TEXT,
  county TEXT,
  PRIMARY KEY (region, id, version)
);

-- A list is walked in the order of an index that begins with the reader's scope: province, city, county, lead department,
-- owner; each with the sorts that lists offer at any size.
CREATE INDEX project_total_invest ON project (region, total_invest, id);
CREATE INDEX project_year_plan ON project (region, year_plan, id);
CREATE INDEX project_name ON project (region, name, id);
CREATE INDEX project_start_plan ON project (region, start_plan, id);
CREATE INDEX project_finish_plan ON project (region, finish_plan, id);
CREATE INDEX project_city_total_invest ON project (region, city, total_invest, id);
CREATE INDEX project_city_year_plan ON project (region, city, year_plan, id);
CREATE INDEX project_city_name ON project (region, city, name, id);
CREATE INDEX project_city_start_plan ON project (region, city, start_plan, id);
CREATE INDEX project_city_finish_plan ON project (region, city, finish_plan, id);
CREATE INDEX project_county_total_invest ON project (region, county, total_invest, id);
CREATE INDEX project_county_name ON project (region, county, name, id);
CREATE INDEX project_lead ON project (region, lead_department, total_invest, id);
CREATE INDEX project_owner ON project (region, owner, id);
CREATE INDEX project_changed ON project (region, changed_at, id);
CREATE INDEX project_city_changed ON project (region, city, changed_at, id);
CREATE INDEX project_city ON project (region, city, id);
CREATE INDEX project_county ON project (region, county, id);
CREATE INDEX project_stage ON project (region, stage, total_invest, id);
CREATE INDEX project_works ON project (region, works, total_invest, id);
CREATE INDEX project_sector ON project (region, sector, total_invest, id);
CREATE INDEX project_code ON project (region, project_code);
CREATE INDEX project_source ON project (region, source_system, source_number);
CREATE INDEX project_parent ON project (region, parent_id);
CREATE INDEX project_owner_name ON project (region, owner_name);

CREATE TABLE project_total (
  region BIGINT NOT NULL, city TEXT NOT NULL, county TEXT NOT NULL, works TEXT NOT NULL, stage TEXT NOT NULL,
  projects BIGINT NOT NULL, total_invest BIGINT NOT NULL, year_plan BIGINT NOT NULL,
  PRIMARY KEY (region, city, county, works, stage)
);
