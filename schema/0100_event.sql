-- What happened, in order, for live pages and for what a page shows as "today": one row per act. See src/kit/event.h.
CREATE TABLE event (
  region BIGINT NOT NULL, id BIGINT NOT NULL, at BIGINT NOT NULL, name TEXT NOT NULL, record TEXT, target BIGINT, title TEXT,
  project BIGINT, city TEXT, county TEXT, lead_department BIGINT, owner BIGINT, account BIGINT, by_name TEXT, detail TEXT,
  PRIMARY KEY (region, id)
);
CREATE INDEX event_at ON event (region, at);
CREATE INDEX event_city ON event (region, city, id);
CREATE INDEX event_county ON event (region, county, id);
CREATE INDEX event_lead ON event (region, lead_department, id);
CREATE INDEX event_owner ON event (region, owner, id);
CREATE INDEX event_project ON event (region, project, id);
