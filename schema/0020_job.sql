-- A job's name and where it leads, which process has it, how often it was begun, why it failed (in both languages).
ALTER TABLE job ADD COLUMN title TEXT;
ALTER TABLE job ADD COLUMN link TEXT;
ALTER TABLE job ADD COLUMN process BIGINT;
ALTER TABLE job ADD COLUMN tries BIGINT;
ALTER TABLE job ADD COLUMN error_zh TEXT;
ALTER TABLE job ADD COLUMN error_en TEXT;
