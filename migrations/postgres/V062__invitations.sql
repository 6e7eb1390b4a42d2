-- Who made an enrolment code, for the entry of the security log that tells of its use.

ALTER TABLE enrolment_codes ADD COLUMN invited_by UUID;
ALTER TABLE enrolment_codes ADD COLUMN invited_account TEXT;
