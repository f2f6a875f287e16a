-- How the year's work falls on its months, fitted to the province's own finished project-years. See src/plan/season_rules.h.
CREATE TABLE plan_season (
  region BIGINT NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL,
  m01 BIGINT NOT NULL, m02 BIGINT NOT NULL, m03 BIGINT NOT NULL, m04 BIGINT NOT NULL, m05 BIGINT NOT NULL, m06 BIGINT NOT NULL,
  m07 BIGINT NOT NULL, m08 BIGINT NOT NULL, m09 BIGINT NOT NULL, m10 BIGINT NOT NULL, m11 BIGINT NOT NULL, m12 BIGINT NOT NULL,
  samples BIGINT NOT NULL, year_first BIGINT NOT NULL, year_last BIGINT NOT NULL, fitted_on BIGINT NOT NULL,
  PRIMARY KEY (region, kind, place)
);
