-- What the page after signing in asks: which files lack what their stage needs, whose start, completion or resumption is past,
-- which hold texts in doubt, which name nobody who answers. An index for each holds only such files (a few in a hundred), with the
-- columns of every scope, so that counting the first thousand of them reads no table. A save touches one only when its file
-- comes in or goes out.
ALTER TABLE project ADD COLUMN missing BIGINT;
ALTER TABLE project_version ADD COLUMN missing BIGINT;
ALTER TABLE project ADD COLUMN doubtful BIGINT;
ALTER TABLE project_version ADD COLUMN doubtful BIGINT;
CREATE INDEX project_due_start ON project (region, start_plan, id, county, city, lead_department, owner, stage, removed)
  WHERE removed = 0 AND stage IN ('planned', 'reserve', 'preliminary');
CREATE INDEX project_due_finish ON project (region, finish_plan, id, county, city, lead_department, owner, stage, removed)
  WHERE removed = 0 AND stage IN ('new_start', 'continued');
CREATE INDEX project_due_resume ON project (region, resume_plan, id, county, city, lead_department, owner, stage, removed)
  WHERE removed = 0 AND stage = 'suspended';
CREATE INDEX project_lacking ON project (region, missing, id, county, city, lead_department, owner, removed) WHERE removed = 0 AND missing > 0;
CREATE INDEX project_in_doubt ON project (region, doubtful, id, county, city, lead_department, owner, removed) WHERE removed = 0 AND doubtful > 0;
CREATE INDEX project_unanswered ON project (region, responsible_person, id, county, city, lead_department, owner, stage, removed)
  WHERE removed = 0 AND responsible_person IS NULL AND stage <> 'planned';
