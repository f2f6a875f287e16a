-- What a year's plan shall come to, as it was set; the twelve months are compared with it.
ALTER TABLE plan ADD COLUMN year_total BIGINT;
ALTER TABLE plan_version ADD COLUMN year_total BIGINT;
UPDATE plan SET year_total = total WHERE total IS NOT NULL;
