-- What arrived in the last hour, newest first.
CREATE INDEX report_sent ON report (region, submitted_at, id);
