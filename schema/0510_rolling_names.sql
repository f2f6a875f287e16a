-- A year of the rolling plan is called by its year; the project's name was written over it.
UPDATE rolling_year SET name = '' || year WHERE year IS NOT NULL;
