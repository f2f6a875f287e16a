-- When the month's round was last looked at by the server itself, and which month it was.
CREATE TABLE round_run (region BIGINT PRIMARY KEY, month BIGINT, day BIGINT);
