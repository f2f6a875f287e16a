-- A request that is sent again under its idempotency key must be the same request: its digest is kept beside the answer.
ALTER TABLE idempotency ADD COLUMN digest TEXT;
