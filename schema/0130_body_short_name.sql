-- Owners are found by their short name too: for every row of an import whose owner is no body yet.
CREATE INDEX body_short_name ON body (region, short_name);
