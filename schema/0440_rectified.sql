-- A warning answered by putting something right on site; and for what a photograph was taken: the start, the completion, a rectification.
ALTER TABLE warning ADD COLUMN rectified BIGINT;
ALTER TABLE warning_version ADD COLUMN rectified BIGINT;
ALTER TABLE attachment ADD COLUMN occasion TEXT;
ALTER TABLE attachment_version ADD COLUMN occasion TEXT;
