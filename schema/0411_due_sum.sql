-- Who owes the month's report and how far it has come, by place and by when it is due: what the page of reports due is read from, at any
-- number of projects. Derived from project_month; due_at 0: no limit was set. `waiting`: not sent, late once due_at has passed.
CREATE TABLE due_sum (
  region BIGINT NOT NULL, month BIGINT NOT NULL, city TEXT NOT NULL, county TEXT NOT NULL, due_at BIGINT NOT NULL,
  owed BIGINT NOT NULL, sent BIGINT NOT NULL, county_passed BIGINT NOT NULL, city_passed BIGINT NOT NULL, accepted BIGINT NOT NULL,
  late BIGINT NOT NULL, waiting BIGINT NOT NULL,
  PRIMARY KEY (region, month, city, county, due_at)
);
INSERT INTO due_sum (region, month, city, county, due_at, owed, sent, county_passed, city_passed, accepted, late, waiting)
SELECT m.region, m.month, COALESCE(p.city, ''), COALESCE(p.county, ''), COALESCE(m.due_at, 0), COUNT(*),
  SUM(CASE WHEN m.submitted_at IS NOT NULL THEN 1 ELSE 0 END),
  SUM(CASE WHEN m.report_state IN ('county_passed', 'city_passed', 'accepted') THEN 1 ELSE 0 END),
  SUM(CASE WHEN m.report_state IN ('city_passed', 'accepted') THEN 1 ELSE 0 END),
  SUM(CASE WHEN m.accepted_at IS NOT NULL THEN 1 ELSE 0 END),
  SUM(CASE WHEN m.late = 1 THEN 1 ELSE 0 END),
  SUM(CASE WHEN m.submitted_at IS NULL AND COALESCE(m.late, 0) <> 1 THEN 1 ELSE 0 END)
FROM project_month m JOIN project p ON p.region = m.region AND p.id = m.project WHERE m.owed = 1 AND p.removed = 0
GROUP BY m.region, m.month, COALESCE(p.city, ''), COALESCE(p.county, ''), COALESCE(m.due_at, 0);
