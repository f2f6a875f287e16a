-- The plans on somebody's worklist: few at any time, whatever number is confirmed.
CREATE INDEX plan_open ON plan (region, state, id, removed) WHERE state <> 'confirmed' AND state <> 'superseded';
CREATE INDEX plan_city_open ON plan (region, city, state, id, removed) WHERE state <> 'confirmed' AND state <> 'superseded';
CREATE INDEX plan_county_open ON plan (region, county, state, id, removed) WHERE state <> 'confirmed' AND state <> 'superseded';
CREATE INDEX plan_lead_open ON plan (region, lead_department, state, id, removed) WHERE state <> 'confirmed' AND state <> 'superseded';
CREATE INDEX plan_owner_open ON plan (region, owner, state, id, removed) WHERE state <> 'confirmed' AND state <> 'superseded';
