-- Why an act was done, where it asks for a reason: with the audit line, covered by its hash.
ALTER TABLE audit ADD COLUMN reason TEXT;
