-- How far a project has moved from what its file said first: planned completion and total investment, one row for each time during which
-- they stood otherwise, out of the file's own history. `until`: the moment at which it stood otherwise again.
CREATE TABLE slip (
  region BIGINT NOT NULL, project BIGINT NOT NULL, at BIGINT NOT NULL, until BIGINT NOT NULL,
  finish_first BIGINT, finish BIGINT, months BIGINT NOT NULL, total_first BIGINT, total BIGINT, growth BIGINT NOT NULL,
  works TEXT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT,
  PRIMARY KEY (region, project, at)
);
INSERT INTO slip (region, project, at, until, finish_first, finish, months, total_first, total, growth, works, city, county, lead_department, owner)
SELECT s.region, s.id, s.changed_at, COALESCE(s.until, 9223372036854775807), s.finish_first, s.finish_plan,
  COALESCE(s.finish_plan - s.finish_first, 0), s.total_first, s.total_invest, COALESCE(s.total_invest - s.total_first, 0),
  p.works, p.city, p.county, p.lead_department, p.owner
FROM (SELECT t.region, t.id, t.changed_at, t.finish_plan, t.total_invest, t.finish_first, t.total_first,
    LEAD(t.changed_at) OVER (PARTITION BY t.region, t.id ORDER BY t.version) AS until
  FROM (SELECT v.region, v.id, v.version, v.changed_at, v.finish_plan, v.total_invest,
      LAG(v.version) OVER (PARTITION BY v.region, v.id ORDER BY v.version) AS before,
      LAG(v.finish_plan) OVER (PARTITION BY v.region, v.id ORDER BY v.version) AS finish_before,
      LAG(v.total_invest) OVER (PARTITION BY v.region, v.id ORDER BY v.version) AS total_before,
      (SELECT f.finish_plan FROM project_version f WHERE f.region = v.region AND f.id = v.id AND f.finish_plan IS NOT NULL ORDER BY f.version LIMIT 1) AS finish_first,
      (SELECT f.total_invest FROM project_version f WHERE f.region = v.region AND f.id = v.id AND f.total_invest IS NOT NULL ORDER BY f.version LIMIT 1) AS total_first
    FROM project_version v) t
  WHERE t.before IS NULL OR t.finish_plan IS DISTINCT FROM t.finish_before OR t.total_invest IS DISTINCT FROM t.total_before) s
JOIN project p ON p.region = s.region AND p.id = s.id
WHERE p.removed = 0 AND (s.finish_plan <> s.finish_first OR s.total_invest <> s.total_first)
  AND (s.until IS NULL OR s.until > s.changed_at);
CREATE INDEX slip_months ON slip (region, until, at, city, county, works, months, growth);
CREATE INDEX slip_lead ON slip (region, lead_department, until, at, city, works, months, growth);
CREATE INDEX slip_owner ON slip (region, owner, until, at, city, works, months, growth);
