-- A past day's lists are counted from the versions of a year's entries.
CREATE INDEX list_entry_version_year ON list_entry_version (region, year, id, version);
