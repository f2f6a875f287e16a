-- 0011 let SQLite look at a database that had no rows yet, and what it noted of tables outside `project` stayed: "search_data has 2 rows". Of
-- so few rows the planner reads all, and so each merge of the words of search read the whole index (2 GB at a million files) to delete a few
-- pages. Without a note it takes the key.
-- sqlite:
DELETE FROM sqlite_stat1 WHERE tbl IN ('search_data', 'search_config', 'schema_migration');
-- sqlite:
ANALYZE sqlite_schema;
