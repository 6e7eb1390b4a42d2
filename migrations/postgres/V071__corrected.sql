-- Whether an entry was corrected twice is asked with every correction. Replicas have the same indexes
-- where their lists leave out what was corrected.
CREATE INDEX vitals_by_corrected ON vitals (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX lab_results_by_corrected ON lab_results (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX payments_by_corrected ON payments (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX triage_assessments_by_corrected
    ON triage_assessments (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX icu_observations_by_corrected
    ON icu_observations (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX monitoring_readings_by_corrected
    ON monitoring_readings (corrects_id) WHERE corrects_id IS NOT NULL;
