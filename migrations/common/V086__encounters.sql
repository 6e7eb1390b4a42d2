-- Whether unusual values were read back, as in vitals; whether the age that the method went by is
-- not known to the day and could have changed the result.
ALTER TABLE triage_assessments ADD COLUMN unusual_confirmed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE triage_assessments ADD COLUMN age_is_estimated BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE icu_observations ADD COLUMN unusual_confirmed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE icu_observations ADD COLUMN age_is_estimated BOOLEAN NOT NULL DEFAULT FALSE;
