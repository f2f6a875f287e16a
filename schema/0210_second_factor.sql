-- The second factor: a key that the person's telephone has too, since when it is asked for, and the last step whose code was
-- taken (a code is good once). Between password and code somebody is neither in nor out: kept by the hash of a secret, for minutes.
ALTER TABLE credential ADD COLUMN otp_key TEXT;
ALTER TABLE credential ADD COLUMN otp_since BIGINT;
ALTER TABLE credential ADD COLUMN otp_step BIGINT;
CREATE TABLE sign_in_step (
  hash TEXT PRIMARY KEY, region BIGINT NOT NULL, account BIGINT NOT NULL, created_at BIGINT NOT NULL
);
CREATE INDEX sign_in_step_created ON sign_in_step (created_at);
