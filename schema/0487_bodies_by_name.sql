-- Bodies of one kind in the order of their names: a large province has a hundred thousand owners, which were sorted for each page.
CREATE INDEX body_kind_name ON body (region, kind, name, id, removed) WHERE removed = 0;
-- sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('body', 'body_kind_name', '10000 10000 1500 1 1 1');
-- sqlite:
ANALYZE sqlite_schema;
