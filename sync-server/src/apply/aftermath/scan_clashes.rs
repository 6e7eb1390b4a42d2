//! A scan and a booking, or two scans, that two PCs made without knowing of each other. No constraint
//! compares them: a scan stands in `appointment_resources` and a booking in `appointments`, and
//! which of the two gives way is for people to say.

use super::Aftermath;

/// That appointment `a` is at the time of promise `p` and is not the one in which the scan `s` takes
/// place.
macro_rules! stands {
    () => {
        "a.starts_at < p.ends_at AND a.starts_at > p.starts_at - interval '1 day' \
         AND a.ends_at > p.starts_at AND a.id IS DISTINCT FROM s.appointment_id \
         AND a.held_reason IS NULL AND a.deleted_at IS NULL \
         AND a.status NOT IN ('cancelled', 'no_show', 'entered_in_error', 'completed')"
    };
}

/// Both questions look at promises to scans (`p`): the new ones, or those beside new bookings.
macro_rules! scan_clash {
    ($table:literal, $changed:expr, $new:literal) => {
        Aftermath {
            table: $table,
            changed: $changed,
            found: concat!(
                "WITH RECURSIVE promised AS (SELECT p.* FROM appointment_resources p \
                 WHERE p.scan_id IS NOT NULL AND NOT p.is_released AND p.held_reason IS NULL \
                 AND p.deleted_at IS NULL AND ",
                $new,
                "), \
                 one (promise, patient) AS (SELECT id, patient_id FROM promised UNION \
                 SELECT o.promise, CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
                 ELSE m.patient_id END FROM one o JOIN patient_merges m \
                 ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL) \
                 SELECT s.id, p.site_id, p.patient_id FROM promised p JOIN scans s ON s.id = p.scan_id \
                 WHERE s.status = 'scheduled' AND (\
                 EXISTS (SELECT 1 FROM one o JOIN appointments a ON a.patient_id = o.patient \
                 WHERE o.promise = p.id AND ", stands!(), ") \
                 OR EXISTS (SELECT 1 FROM appointments a WHERE a.site_id = p.site_id \
                 AND lower(btrim(a.room)) = lower(btrim(p.room)) AND ", stands!(), ") \
                 OR EXISTS (SELECT 1 FROM appointment_resources q WHERE q.scan_id IS NOT NULL \
                 AND q.scan_id <> p.scan_id AND q.patient_id IN (SELECT o.patient FROM one o \
                 WHERE o.promise = p.id) AND q.starts_at < p.ends_at AND q.ends_at > p.starts_at \
                 AND NOT q.is_released AND q.held_reason IS NULL AND q.deleted_at IS NULL))"
            ),
            about: "scans",
            kind: "other",
            title: "A scan stands at the time of something else",
            description: "Its patient is booked elsewhere at that time, or somebody else is booked \
                into its room. They were made on two PCs that did not know of each other. Give one \
                of them another time or room.",
            for_role: "imaging_technician",
        }
    };
}

pub(super) const SCAN_CLASHES: [Aftermath; 2] = [
    scan_clash!(
        "appointment_resources",
        &["starts_at", "ends_at", "room", "is_released"],
        "p.id = ANY ($1)"
    ),
    scan_clash!(
        "appointments",
        &["starts_at", "ends_at", "room"],
        "p.id IN (SELECT q.id FROM appointments n JOIN appointment_resources q \
         ON (q.patient_id = n.patient_id OR q.site_id = n.site_id) \
         AND q.starts_at > n.starts_at - interval '1 day' AND q.starts_at < n.ends_at \
         AND q.ends_at > n.starts_at WHERE n.id = ANY ($1))"
    ),
];
