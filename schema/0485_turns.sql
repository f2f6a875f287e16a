-- Whose turn a warning is: the page after signing in counts those of the caller's own level, and walked all that stand to find that the province
-- has none. Each stands in one of these at most.
CREATE INDEX warning_turn_province ON warning (region, state, raised_at, id, actor, removed) WHERE actor = 'province' AND removed = 0;
CREATE INDEX warning_turn_city ON warning (region, city, state, raised_at, id, actor, removed) WHERE actor = 'city' AND removed = 0;
CREATE INDEX warning_turn_county ON warning (region, county, state, raised_at, id, actor, removed) WHERE actor = 'county' AND removed = 0;
CREATE INDEX warning_turn_lead ON warning (region, lead_department, state, raised_at, id, actor, removed) WHERE actor = 'department' AND removed = 0;
-- Double codes to be settled, among the many likenesses that are only possible.
CREATE INDEX twin_known ON twin (region, score, id, kind, state, removed) WHERE removed = 0 AND state = 'open' AND kind <> 'possible';
CREATE INDEX twin_city_known ON twin (region, city, score, id, kind, state, removed) WHERE removed = 0 AND state = 'open' AND kind <> 'possible';
CREATE INDEX twin_county_known ON twin (region, county, score, id, kind, state, removed) WHERE removed = 0 AND state = 'open' AND kind <> 'possible';
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('warning', 'warning_turn_province', '1000 1000 250 3 1 1 1'),
  ('warning', 'warning_turn_city', '2000 2000 130 35 2 1 1 1'),
  ('warning', 'warning_turn_county', '5000 5000 50 15 2 1 1 1'),
  ('warning', 'warning_turn_lead', '1000 1000 70 20 2 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
