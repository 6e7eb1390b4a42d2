-- When a set was typed, where that was later than it was measured (recorded_at).
ALTER TABLE vitals ADD COLUMN entered_at TIMESTAMPTZ;
