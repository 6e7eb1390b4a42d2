-- Where a patient is expected with a machine: a booking must not take them elsewhere.
CREATE INDEX appointment_resources_by_patient ON appointment_resources (patient_id, starts_at);
