-- Accounts lie in a city and county, so that an administrator of a city handles its own only; a session has a number by which
-- its owner can end it.
ALTER TABLE account ADD COLUMN city TEXT;
ALTER TABLE account ADD COLUMN county TEXT;
ALTER TABLE account_version ADD COLUMN city TEXT;
ALTER TABLE account_version ADD COLUMN county TEXT;
UPDATE account SET
  city = (SELECT b.city FROM body b WHERE b.region = account.region AND b.id = account.body),
  county = (SELECT b.county FROM body b WHERE b.region = account.region AND b.id = account.body);
CREATE INDEX account_person ON account (region, person);
CREATE INDEX account_body ON account (region, body);
ALTER TABLE session ADD COLUMN id BIGINT;
CREATE INDEX audit_at ON audit (region, at, id);
CREATE INDEX body_parent ON body (region, parent, id);
CREATE INDEX body_owners ON body (region, kind, removed, unit);
