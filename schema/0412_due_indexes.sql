-- A city's and a county's own: what is not sent yet in the order in which it is due, what a table of forty is made of, what waits for a city.
CREATE INDEX project_month_city_unsent ON project_month (region, month, city, due_at, project) WHERE owed = 1 AND submitted_at IS NULL;
CREATE INDEX project_month_county_unsent ON project_month (region, month, county, due_at, project) WHERE owed = 1 AND submitted_at IS NULL;
CREATE INDEX project_month_city_owed ON project_month (region, month, city, project, submitted_at, report_state) WHERE owed = 1;
CREATE INDEX project_month_county_owed ON project_month (region, month, county, project, submitted_at, report_state) WHERE owed = 1;
CREATE INDEX report_city_waiting ON report (region, city, state, month, submitted_at, id, county) WHERE removed = 0;
-- What a department and an owner add up of a year is theirs first, then by month; a department's sums stand in the index itself.
DROP INDEX project_month_lead;
CREATE INDEX project_month_lead ON project_month (region, lead_department, month, works, city, planned, reported, owed, submitted_at, paid, arrived);
DROP INDEX project_month_owner;
CREATE INDEX project_month_owner ON project_month (region, owner, month, report_state, project);
CREATE INDEX project_lead_sums ON project (region, lead_department, stage, city, light, parent_id, total_invest, year_plan, removed) WHERE removed = 0;
CREATE INDEX project_lead_changed ON project (region, lead_department, changed_at, id, removed) WHERE removed = 0;
-- What SQLite's planner should believe of them at any size (see 0012): without these lines it took forty reports by their numbers out of
-- all of a city's.
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('project', 'project_lead_sums', '40000 40000 2200 250 40 20 20 1 1 1'),
  ('project', 'project_lead_changed', '40000 40000 2200 10 1 1'),
  ('report', 'sqlite_autoindex_report_1', '400000 400000 1'),
  ('report', 'report_project', '400000 400000 20 1 1'),
  ('report', 'report_month', '400000 400000 11000 9000 1'),
  ('report', 'report_city', '400000 400000 27000 750 600 1'),
  ('report', 'report_county', '400000 400000 4000 110 95 1'),
  ('report', 'report_lead', '400000 400000 24000 660 550 1'),
  ('report', 'report_owner', '400000 400000 65 2 2 1'),
  ('report', 'report_sent', '400000 400000 4 1'),
  ('report', 'report_waiting', '400000 400000 80000 9000 4 1'),
  ('report', 'report_city_waiting', '400000 400000 27000 5400 600 1 1 1'),
  ('report', 'report_county_waiting', '400000 400000 4000 800 95 1 1'),
  ('project_month', 'sqlite_autoindex_project_month_1', '450000 450000 12 1'),
  ('project_month', 'project_month_due', '450000 450000 12000 120 70 1'),
  ('project_month', 'project_month_city', '450000 450000 12000 810 380 1'),
  ('project_month', 'project_month_lead', '450000 450000 26000 720 300 20 4 2 2 2 2 2'),
  ('project_month', 'project_month_owner', '450000 450000 70 2 2 1'),
  ('project_month', 'project_month_unsent', '30000 30000 800 800 1'),
  ('project_month', 'project_month_city_unsent', '30000 30000 800 75 75 1'),
  ('project_month', 'project_month_county_unsent', '30000 30000 800 30 30 1'),
  ('project_month', 'project_month_owed', '420000 420000 12000 780 120 80 2 2 2 2'),
  ('project_month', 'project_month_city_owed', '420000 420000 12000 780 1 1 1'),
  ('project_month', 'project_month_county_owed', '420000 420000 12000 120 1 1 1'),
  ('plan', 'sqlite_autoindex_plan_1', '60000 60000 1'),
  ('plan', 'plan_project', '60000 60000 3 1 1'),
  ('plan', 'plan_year', '60000 60000 15000 9000 1'),
  ('plan', 'plan_city', '60000 60000 4000 1100 600 1'),
  ('plan', 'plan_county', '60000 60000 600 190 100 1'),
  ('plan', 'plan_lead', '60000 60000 3500 1000 560 1'),
  ('plan', 'plan_owner', '60000 60000 10 4 4 1'),
  ('warning', 'sqlite_autoindex_warning_1', '20000 20000 1'),
  ('warning', 'warning_project', '20000 20000 2 2'),
  ('warning', 'warning_raised', '20000 20000 5000 5 1'),
  ('warning', 'warning_level', '20000 20000 9000 3000 1'),
  ('warning', 'warning_city', '20000 20000 1300 330 4 1'),
  ('warning', 'warning_county', '20000 20000 200 50 2 1'),
  ('warning', 'warning_lead', '20000 20000 1200 300 4 1'),
  ('warning', 'warning_owner', '20000 20000 3 2 2 1'),
  ('warning', 'warning_list', '20000 20000 5 1'),
  ('milestone', 'sqlite_autoindex_milestone_1', '60000 60000 1'),
  ('milestone', 'milestone_project', '60000 60000 5 1 1'),
  ('milestone', 'milestone_planned', '60000 60000 30 1');
-- sqlite:
ANALYZE sqlite_schema;
