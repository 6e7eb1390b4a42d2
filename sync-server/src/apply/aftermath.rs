//! What has happened in the room is never refused. Two PCs that could not reach each other may
//! together have given back more than was paid, handed out more than was there, laid one person into
//! two beds, or opened two cash boxes for one: it all lands, and somebody is asked to look.

mod scan_clashes;

use std::collections::BTreeSet;

use catalog::Value;
use chrono::DateTime;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::Stopped;
use super::decide::{Touched, Work};
use crate::error::Error;
use crate::rows::{StoredRow, TablePlan, plan_named};
use scan_clashes::SCAN_CLASHES;

/// Something that one PC alone refuses and two PCs can do together.
struct Aftermath {
    /// The table whose rows may have done it: new ones, and those of which one of these columns
    /// changed.
    table: &'static str,
    changed: &'static [&'static str],
    /// $1 those rows, $2 when it was done. Gives what the task is about: row, site, patient.
    found: &'static str,
    /// The table of what the task is about.
    about: &'static str,
    kind: &'static str,
    title: &'static str,
    description: &'static str,
    for_role: &'static str,
}

const RANK_DESCRIPTION: &str = "Records of one person were merged, and each has a policy of the \
    same rank. End one of them, or give it another rank.";

const BEDS_DESCRIPTION: &str = "They are known by two records that were merged, and each record has \
    a bed. Find out where the patient lies, and discharge or strike the other stay.";

/// Two corrections of one entry that did not know of each other. Rows of one correction may be
/// several, and a correction of a correction names that one. `$site` is an expression on the row `t`,
/// or NULL where the table does not say; then a site counts where the patient is known.
macro_rules! corrected_twice {
    ($table:literal, $site:literal, $role:literal) => {
        Aftermath {
            table: $table,
            changed: &[],
            found: concat!(
                "SELECT DISTINCT t.corrects_id, coalesce(",
                $site,
                ", (SELECT k.site_id FROM patient_sites k WHERE k.patient_id = t.patient_id \
                 AND k.deleted_at IS NULL ORDER BY k.known_since LIMIT 1)), t.patient_id FROM ",
                $table,
                " t WHERE t.id = ANY ($1) AND t.corrects_id IS NOT NULL AND EXISTS (SELECT 1 FROM ",
                $table,
                " o WHERE o.corrects_id = t.corrects_id AND o.id <> ALL ($1) \
                 AND o.deleted_at IS NULL)"
            ),
            about: $table,
            kind: "other",
            title: "Two corrections of one entry stand",
            description: "They were made on two PCs that did not know of each other, and both count. \
                Find out which is right, and correct the other.",
            for_role: $role,
        }
    };
}

/// All records (`patient`) of the persons of rows (`cause`) that `$from` finds with their patients.
macro_rules! persons_of {
    ($from:literal) => {
        concat!(
            "WITH RECURSIVE one (cause, patient) AS (",
            $from,
            " UNION SELECT o.cause, CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
             ELSE m.patient_id END FROM one o JOIN patient_merges m \
             ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL) "
        )
    };
}

/// What is booked for somebody who has died.
macro_rules! booked {
    ($table:literal, $changed:expr, $from:literal) => {
        Aftermath {
            table: $table,
            changed: $changed,
            found: concat!(
                persons_of!($from),
                "SELECT a.id, a.site_id, a.patient_id FROM appointments a WHERE a.patient_id IN \
                 (SELECT o.patient FROM one o WHERE o.cause IN (SELECT d.cause FROM one d \
                 JOIN patients p ON p.id = d.patient WHERE p.deceased AND p.deleted_at IS NULL)) \
                 AND a.ends_at > $2 AND a.status IN ('scheduled', 'confirmed') \
                 AND a.held_reason IS NULL AND a.deleted_at IS NULL ORDER BY a.starts_at LIMIT 50"
            ),
            about: "appointments",
            kind: "other",
            title: catalog::BOOKED_AFTER_DEATH,
            description: BOOKED_DESCRIPTION,
            for_role: "receptionist",
        }
    };
}

/// Who has died, and still has something that goes on.
macro_rules! goes_on {
    ($table:literal, $changed:expr, $from:literal) => {
        Aftermath {
            table: $table,
            changed: $changed,
            found: concat!(
                persons_of!($from),
                "SELECT p.id, (SELECT k.site_id FROM patient_sites k WHERE k.patient_id = p.id \
                 AND k.deleted_at IS NULL ORDER BY k.known_since LIMIT 1), p.id FROM patients p \
                 WHERE p.id IN (SELECT o.patient FROM one o) AND p.deceased \
                 AND p.deleted_at IS NULL AND EXISTS (SELECT 1 FROM one x JOIN one y \
                 ON y.cause = x.cause WHERE x.patient = p.id AND (\
                 EXISTS (SELECT 1 FROM prescription_items i WHERE i.patient_id = y.patient \
                 AND i.status IN ('active', 'on_hold') AND i.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM bed_stays s WHERE s.patient_id = y.patient \
                 AND s.ended_at IS NULL AND s.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM care_plans c WHERE c.patient_id = y.patient \
                 AND c.status IN ('active', 'on_hold') AND c.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM wellness_plans w WHERE w.patient_id = y.patient \
                 AND w.status IN ('active', 'on_hold') AND w.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM scans c WHERE c.patient_id = y.patient \
                 AND c.status IN ('ordered', 'scheduled') AND c.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM lab_orders l WHERE l.patient_id = y.patient \
                 AND l.status = 'ordered' AND l.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM referrals f WHERE f.patient_id = y.patient \
                 AND f.status IN ('draft', 'sent', 'accepted') AND f.deleted_at IS NULL) \
                 OR EXISTS (SELECT 1 FROM waitlist_entries e WHERE e.patient_id = y.patient \
                 AND e.status IN ('waiting', 'offered') AND e.deleted_at IS NULL)))"
            ),
            about: "patients",
            kind: "other",
            title: catalog::GOES_ON_AFTER_DEATH,
            description: GOES_ON_DESCRIPTION,
            for_role: "doctor",
        }
    };
}

/// Appointments at one time in several records of one person. `$mine` says which of the person's may
/// newly clash. The one with the greater id stands for both, as in the clinic's own question.
macro_rules! two_places {
    ($table:literal, $changed:expr, $from:literal, $mine:literal) => {
        Aftermath {
            table: $table,
            changed: $changed,
            found: concat!(
                persons_of!($from),
                "SELECT c.id, c.site_id, c.patient_id FROM appointments c WHERE c.id IN (\
                 SELECT greatest(a.id, b.id) FROM one o JOIN appointments a ON ",
                $mine,
                " JOIN one q ON q.cause = o.cause AND q.patient <> a.patient_id \
                 JOIN appointments b ON b.patient_id = q.patient AND b.starts_at < a.ends_at \
                 AND b.starts_at > a.starts_at - INTERVAL '1 day' AND b.ends_at > a.starts_at \
                 WHERE a.ends_at > $2 AND b.ends_at > $2 \
                 AND a.status IN ('scheduled', 'confirmed', 'checked_in', 'in_progress') \
                 AND b.status IN ('scheduled', 'confirmed', 'checked_in', 'in_progress') \
                 AND a.held_reason IS NULL AND a.deleted_at IS NULL \
                 AND b.held_reason IS NULL AND b.deleted_at IS NULL)"
            ),
            about: "appointments",
            kind: "other",
            title: catalog::TWO_PLACES_AFTER_MERGE,
            description: TWO_PLACES_DESCRIPTION,
            for_role: "receptionist",
        }
    };
}

/// A visit that stands though nobody is checked in for it any more.
macro_rules! check_in_undone {
    ($table:literal, $changed:expr, $which:literal) => {
        Aftermath {
            table: $table,
            changed: $changed,
            found: concat!(
                "SELECT a.id, a.site_id, a.patient_id FROM appointments a JOIN visits v \
                 ON v.appointment_id = a.id WHERE ",
                $which,
                " AND a.status IN ('scheduled', 'confirmed') AND a.deleted_at IS NULL \
                 AND v.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
                 AND v.deleted_at IS NULL"
            ),
            about: "appointments",
            kind: "other",
            title: "A check-in was taken back after its visit had begun",
            description: "If the patient is here, check them in again. If it was another patient, \
                          call the visit off.",
            for_role: "nurse",
        }
    };
}

const BOOKED_DESCRIPTION: &str = "It was booked, or the death was recorded, on a PC that did not know \
    of the other. Cancel it, or take the death back if that was wrong.";

const GOES_ON_DESCRIPTION: &str = "Medicines, orders, referrals, plans, a stay or the waiting list \
    go on for this patient. End them, or take the death back if that was wrong.";

const TWO_PLACES_DESCRIPTION: &str = "They stand in two records of one person. Ask the patient, and \
    move or cancel one of them.";

const AFTERMATHS: &[Aftermath] = &[
    corrected_twice!("vitals", "NULL", "nurse"),
    corrected_twice!("lab_results", "t.site_id", "lab_technician"),
    corrected_twice!("triage_assessments", "t.site_id", "nurse"),
    corrected_twice!("icu_observations", "t.site_id", "nurse"),
    corrected_twice!("monitoring_readings", "NULL", "nurse"),
    corrected_twice!("dispensings", "t.site_id", "pharmacist"),
    corrected_twice!("medication_administrations", "t.site_id", "nurse"),
    // A PC alone warns of a dose within half of the interval; whoever gave both knows of them. Where
    // the prescription does not count its doses, those within half an hour are asked about.
    Aftermath {
        table: "medication_administrations",
        changed: &[],
        found: "SELECT n.id, n.site_id, n.patient_id FROM (SELECT a.*, CASE \
            WHEN i.frequency_count > 0 AND i.frequency_period > 0 AND NOT i.as_needed \
            AND i.frequency_period_unit IN ('minute', 'hour', 'day', 'week') \
            THEN i.frequency_period / i.frequency_count / 2 * CASE i.frequency_period_unit \
            WHEN 'minute' THEN interval '1 minute' WHEN 'hour' THEN interval '1 hour' \
            WHEN 'day' THEN interval '1 day' ELSE interval '7 days' END \
            ELSE interval '30 minutes' END AS apart FROM medication_administrations a \
            JOIN prescription_items i ON i.id = a.prescription_item_id WHERE a.id = ANY ($1) \
            AND a.corrects_id IS NULL AND a.status IN ('given', 'partial') \
            AND a.deleted_at IS NULL) n WHERE EXISTS (SELECT 1 FROM medication_administrations o \
            WHERE o.prescription_item_id = n.prescription_item_id AND o.id <> n.id \
            AND o.given_at > n.given_at - n.apart AND o.given_at < n.given_at + n.apart \
            AND o.status IN ('given', 'partial') AND o.deleted_at IS NULL \
            AND o.given_by IS DISTINCT FROM n.given_by \
            AND NOT EXISTS (SELECT 1 FROM medication_administrations c \
            WHERE c.corrects_id = o.id AND c.deleted_at IS NULL))",
        about: "medication_administrations",
        kind: "other",
        title: "Two people gave one medicine shortly after each other",
        description: "Find out whether both doses were given, tell whoever prescribed it if they \
            were, and correct the entry if not.",
        for_role: "nurse",
    },
    // A PC alone warns of the same vaccine on the same day; whoever noted both knows of them.
    Aftermath {
        table: "immunizations",
        changed: &[],
        found: concat!(
            persons_of!("SELECT id, patient_id FROM immunizations WHERE id = ANY ($1)"),
            "SELECT n.id, coalesce(n.site_id, (SELECT k.site_id FROM patient_sites k \
             WHERE k.patient_id = n.patient_id AND k.deleted_at IS NULL \
             ORDER BY k.known_since LIMIT 1)), n.patient_id FROM immunizations n \
             WHERE n.id = ANY ($1) AND n.status = 'completed' AND NOT n.is_reported \
             AND n.deleted_at IS NULL AND EXISTS (SELECT 1 FROM one o \
             JOIN immunizations i ON i.patient_id = o.patient WHERE o.cause = n.id AND i.id <> n.id \
             AND i.occurred_at > n.occurred_at - interval '1 day' \
             AND i.occurred_at < n.occurred_at + interval '1 day' \
             AND i.status = 'completed' AND i.deleted_at IS NULL \
             AND i.recorded_by IS DISTINCT FROM n.recorded_by AND CASE \
             WHEN i.code IS NOT NULL AND n.code IS NOT NULL AND i.code_system = n.code_system \
             THEN i.code = n.code \
             ELSE lower(btrim(i.vaccine_text)) = lower(btrim(n.vaccine_text)) END)"
        ),
        about: "immunizations",
        kind: "other",
        title: "Two people noted one vaccine on one day",
        description: "Find out whether it was given twice. Strike one of the entries if it was not, \
            and tell a doctor if it was.",
        for_role: "nurse",
    },
    // A PC alone begins no second visit of somebody who is here. One that belongs to an appointment
    // of its own may stand beside another.
    Aftermath {
        table: "visits",
        changed: &[],
        found: concat!(
            persons_of!("SELECT id, patient_id FROM visits WHERE id = ANY ($1)"),
            "SELECT n.id, n.site_id, n.patient_id FROM visits n WHERE n.id = ANY ($1) \
             AND n.appointment_id IS NULL AND n.deleted_at IS NULL \
             AND n.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
             AND EXISTS (SELECT 1 FROM one o JOIN visits v ON v.patient_id = o.patient \
             WHERE o.cause = n.id AND v.id <> n.id AND v.site_id = n.site_id \
             AND v.started_at > n.started_at - interval '1 day' \
             AND v.started_at < n.started_at + interval '1 day' \
             AND v.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
             AND v.deleted_at IS NULL)"
        ),
        about: "visits",
        kind: "other",
        title: "Two visits of one patient are going on",
        description: "They were begun on two PCs that did not know of each other. Go on with one of \
            them, and call the other off, so that nobody pays twice.",
        for_role: "nurse",
    },
    // A PC alone signs no second report beside one that stands.
    Aftermath {
        table: "reports",
        changed: &["status"],
        found: "SELECT DISTINCT s.id, s.site_id, s.patient_id FROM reports r \
            JOIN scans s ON s.id = r.scan_id WHERE r.id = ANY ($1) AND r.status = 'signed' \
            AND r.deleted_at IS NULL AND EXISTS (SELECT 1 FROM reports o \
            WHERE o.scan_id = r.scan_id AND o.id <> r.id AND o.status = 'signed' \
            AND o.deleted_at IS NULL)",
        about: "scans",
        kind: "other",
        title: "Two signed reports on one scan stand",
        description: "They were signed on two PCs that did not know of each other. Compare them, \
            and amend the one that is wrong, so that both say the same.",
        for_role: "radiologist",
    },
    // The constraint over the times of a patient's stays knows one record only.
    Aftermath {
        table: "bed_stays",
        changed: &["started_at", "ended_at"],
        found: "WITH RECURSIVE new AS (SELECT id, site_id, patient_id, started_at, ended_at \
            FROM bed_stays WHERE id = ANY ($1) AND held_reason IS NULL AND deleted_at IS NULL \
            AND end_reason IS DISTINCT FROM 'entered_in_error'), \
            one (stay, patient) AS (SELECT id, patient_id FROM new UNION \
            SELECT o.stay, CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
            ELSE m.patient_id END FROM one o JOIN patient_merges m \
            ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL) \
            SELECT n.id, n.site_id, n.patient_id FROM new n \
            WHERE EXISTS (SELECT 1 FROM one o JOIN bed_stays s ON s.patient_id = o.patient \
            WHERE o.stay = n.id AND s.patient_id <> n.patient_id AND s.held_reason IS NULL \
            AND s.deleted_at IS NULL AND s.end_reason IS DISTINCT FROM 'entered_in_error' \
            AND tstzrange(s.started_at, s.ended_at) && tstzrange(n.started_at, n.ended_at))",
        about: "bed_stays",
        kind: "other",
        title: catalog::ONE_PERSON_IN_TWO_BEDS,
        description: BEDS_DESCRIPTION,
        for_role: "nurse",
    },
    Aftermath {
        table: "patient_merges",
        changed: &[],
        found: "WITH RECURSIVE one (patient) AS (SELECT patient_id FROM patient_merges \
            WHERE id = ANY ($1) AND deleted_at IS NULL UNION \
            SELECT CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
            ELSE m.patient_id END FROM one o JOIN patient_merges m \
            ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL), \
            lies AS (SELECT s.* FROM bed_stays s JOIN one o ON o.patient = s.patient_id \
            WHERE s.ended_at IS NULL AND s.held_reason IS NULL AND s.deleted_at IS NULL) \
            SELECT l.id, l.site_id, l.patient_id FROM lies l WHERE EXISTS (SELECT 1 FROM lies o \
            WHERE o.patient_id <> l.patient_id AND (o.started_at, o.id) < (l.started_at, l.id))",
        about: "bed_stays",
        kind: "other",
        title: catalog::ONE_PERSON_IN_TWO_BEDS,
        description: BEDS_DESCRIPTION,
        for_role: "nurse",
    },
    // The constraint leaves out who was booked beside another on purpose; once that other has called
    // off, such a booking keeps its hour against nobody.
    Aftermath {
        table: "appointments",
        changed: &["starts_at", "ends_at", "practitioner_id"],
        found: "SELECT n.id, n.site_id, n.patient_id FROM appointments n WHERE n.id = ANY ($1) \
            AND NOT n.overbooked AND n.held_reason IS NULL \
            AND n.status NOT IN ('cancelled', 'no_show', 'entered_in_error') \
            AND EXISTS (SELECT 1 FROM appointments o WHERE o.practitioner_id = n.practitioner_id \
            AND o.starts_at < n.ends_at AND o.starts_at > n.starts_at - interval '1 day' \
            AND o.ends_at > n.starts_at AND o.id <> n.id AND o.overbooked \
            AND o.held_reason IS NULL AND o.deleted_at IS NULL \
            AND o.status NOT IN ('cancelled', 'no_show', 'entered_in_error'))",
        about: "appointments",
        kind: "other",
        title: "A doctor has two patients at one time",
        description: "One of them was booked beside a patient who has called off since, and the \
            other without knowing of it. Move one, or leave both as they are.",
        for_role: "receptionist",
    },
    // A PC alone warns before more is handed out than was prescribed, and keeps beside it that the
    // warning was read.
    Aftermath {
        table: "dispensings",
        changed: &[],
        found: "SELECT i.id, coalesce((array_agg(d.site_id))[1], (SELECT k.site_id \
            FROM patient_sites k WHERE k.patient_id = i.patient_id AND k.deleted_at IS NULL \
            ORDER BY k.known_since LIMIT 1)), i.patient_id FROM prescription_items i \
            JOIN dispensings d ON d.prescription_item_id = i.id AND d.deleted_at IS NULL \
            AND NOT EXISTS (SELECT 1 FROM dispensings c WHERE c.corrects_id = d.id \
            AND c.deleted_at IS NULL) \
            WHERE i.id IN (SELECT prescription_item_id FROM dispensings WHERE id = ANY ($1) \
            AND quantity > 0 AND despite_text IS NULL AND corrects_id IS NULL) \
            GROUP BY i.id HAVING CASE WHEN i.quantity > 0 AND bool_and(d.unit IS NULL \
            OR i.quantity_unit IS NULL OR rtrim(lower(btrim(d.unit)), 's') \
            = rtrim(lower(btrim(i.quantity_unit)), 's')) THEN sum(d.quantity) > i.quantity * (coalesce(i.refills_allowed, 0) + 1) + 1e-9 \
            ELSE count(DISTINCT d.dispensed_at) FILTER (WHERE d.quantity > 0) \
            > coalesce(i.refills_allowed, 0) + 1 END",
        about: "prescription_items",
        kind: "other",
        title: "More was handed out than was prescribed",
        description: "Two PCs handed out the same prescription without knowing of each other. Call \
            the patient, and tell whoever prescribed it.",
        for_role: "pharmacist",
    },
    Aftermath {
        table: "appointments",
        changed: &["status", "starts_at"],
        found: concat!(
            persons_of!(
                "SELECT id, patient_id FROM appointments WHERE id = ANY ($1) AND ends_at > $2 \
                 AND status IN ('scheduled', 'confirmed') AND held_reason IS NULL \
                 AND deleted_at IS NULL"
            ),
            "SELECT a.id, a.site_id, a.patient_id FROM appointments a WHERE a.id IN (SELECT o.cause \
             FROM one o JOIN patients p ON p.id = o.patient WHERE p.deceased \
             AND p.deleted_at IS NULL)"
        ),
        about: "appointments",
        kind: "other",
        title: catalog::BOOKED_AFTER_DEATH,
        description: BOOKED_DESCRIPTION,
        for_role: "receptionist",
    },
    booked!("patients", &["deceased"], "SELECT id, id FROM patients WHERE id = ANY ($1)"),
    booked!(
        "patient_merges",
        &[],
        "SELECT id, patient_id FROM patient_merges WHERE id = ANY ($1) AND deleted_at IS NULL"
    ),
    goes_on!("patients", &["deceased"], "SELECT id, id FROM patients WHERE id = ANY ($1)"),
    goes_on!(
        "patient_merges",
        &[],
        "SELECT id, patient_id FROM patient_merges WHERE id = ANY ($1) AND deleted_at IS NULL"
    ),
    goes_on!(
        "prescription_items",
        &["status"],
        "SELECT id, patient_id FROM prescription_items WHERE id = ANY ($1)"
    ),
    goes_on!(
        "bed_stays",
        &["ended_at"],
        "SELECT id, patient_id FROM bed_stays WHERE id = ANY ($1)"
    ),
    goes_on!("scans", &["status"], "SELECT id, patient_id FROM scans WHERE id = ANY ($1)"),
    goes_on!(
        "lab_orders",
        &["status"],
        "SELECT id, patient_id FROM lab_orders WHERE id = ANY ($1)"
    ),
    goes_on!("referrals", &["status"], "SELECT id, patient_id FROM referrals WHERE id = ANY ($1)"),
    goes_on!(
        "waitlist_entries",
        &["status"],
        "SELECT id, patient_id FROM waitlist_entries WHERE id = ANY ($1)"
    ),
    two_places!(
        "appointments",
        &["status", "starts_at", "ends_at"],
        "SELECT id, patient_id FROM appointments WHERE id = ANY ($1)",
        "a.id = o.cause"
    ),
    two_places!(
        "patient_merges",
        &[],
        "SELECT id, patient_id FROM patient_merges WHERE id = ANY ($1) AND deleted_at IS NULL",
        "a.patient_id = o.patient"
    ),
    check_in_undone!("appointments", &["status"], "a.id = ANY ($1)"),
    check_in_undone!("visits", &[], "v.id = ANY ($1)"),
    Aftermath {
        table: "visits",
        changed: &["ended_at"],
        found: "SELECT v.id, v.site_id, v.patient_id FROM visits v WHERE v.id = ANY ($1) \
            AND v.ended_at IS NULL AND v.status IN ('arrived', 'in_progress') \
            AND v.deleted_at IS NULL AND EXISTS (SELECT 1 \
            FROM invoices i WHERE i.visit_id = v.id AND i.status NOT IN ('draft', 'void') \
            AND i.deleted_at IS NULL)",
        about: "visits",
        kind: "other",
        title: "A visit was opened again after its invoice had been issued",
        description: "See whether the invoice still says what was done. Void it and write a new one \
            if not.",
        for_role: "finance",
    },
    Aftermath {
        table: "insurance_policies",
        changed: &[],
        found: "WITH RECURSIVE new AS (SELECT id, patient_id, coverage_rank FROM insurance_policies \
            WHERE id = ANY ($1) AND status = 'active' AND held_reason IS NULL \
            AND deleted_at IS NULL), \
            one (policy, patient) AS (SELECT id, patient_id FROM new UNION \
            SELECT o.policy, CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
            ELSE m.patient_id END FROM one o JOIN patient_merges m \
            ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL) \
            SELECT n.id, (SELECT k.site_id FROM patient_sites k WHERE k.patient_id = n.patient_id \
            AND k.deleted_at IS NULL ORDER BY k.known_since LIMIT 1), n.patient_id FROM new n \
            WHERE EXISTS (SELECT 1 FROM one o JOIN insurance_policies p ON p.patient_id = o.patient \
            WHERE o.policy = n.id AND p.id <> n.id AND p.coverage_rank = n.coverage_rank \
            AND p.status = 'active' AND p.held_reason IS NULL AND p.deleted_at IS NULL)",
        about: "insurance_policies",
        kind: "other",
        title: catalog::TWO_POLICIES_OF_ONE_RANK,
        description: RANK_DESCRIPTION,
        for_role: "receptionist",
    },
    Aftermath {
        table: "patient_merges",
        changed: &[],
        found: "WITH RECURSIVE one (patient) AS (SELECT patient_id FROM patient_merges \
            WHERE id = ANY ($1) AND deleted_at IS NULL UNION \
            SELECT CASE o.patient WHEN m.patient_id THEN m.merged_patient_id \
            ELSE m.patient_id END FROM one o JOIN patient_merges m \
            ON o.patient IN (m.patient_id, m.merged_patient_id) AND m.deleted_at IS NULL), \
            theirs AS (SELECT p.* FROM insurance_policies p JOIN one o ON o.patient = p.patient_id \
            WHERE p.status = 'active' AND p.held_reason IS NULL AND p.deleted_at IS NULL) \
            SELECT DISTINCT ON (p.coverage_rank) p.id, (SELECT k.site_id FROM patient_sites k \
            WHERE k.patient_id = p.patient_id AND k.deleted_at IS NULL \
            ORDER BY k.known_since LIMIT 1), p.patient_id FROM theirs p \
            WHERE EXISTS (SELECT 1 FROM theirs o WHERE o.id <> p.id \
            AND o.coverage_rank = p.coverage_rank) ORDER BY p.coverage_rank, p.id DESC",
        about: "insurance_policies",
        kind: "other",
        title: catalog::TWO_POLICIES_OF_ONE_RANK,
        description: RANK_DESCRIPTION,
        for_role: "receptionist",
    },
    Aftermath {
        table: "payments",
        changed: &[],
        found: "SELECT i.id, coalesce(i.site_id, (array_agg(q.site_id))[1]), i.patient_id \
            FROM invoices i JOIN payments q ON q.invoice_id = i.id AND q.deleted_at IS NULL \
            AND NOT EXISTS (SELECT 1 FROM payments c \
            WHERE c.corrects_id = coalesce(q.corrects_id, q.id) \
            AND (c.correction_number, c.id) > (coalesce(q.correction_number, 0), q.id)) \
            WHERE i.id IN (SELECT invoice_id FROM payments WHERE id = ANY ($1) \
            AND (kind = 'refund' OR corrects_id IS NOT NULL)) \
            GROUP BY i.id \
            HAVING sum(CASE q.kind WHEN 'payment' THEN q.amount_minor ELSE -q.amount_minor END) < 0",
        about: "invoices",
        kind: "other",
        title: "More was given back on an invoice than was paid",
        description: "Refunds or corrections met that did not know of each other. Compare the \
            invoice's payments with the cash boxes.",
        for_role: "finance",
    },
    // One after the other they are numbered on; the same number twice was given on two PCs. Of those
    // one counts, by the same order as in the sums.
    Aftermath {
        table: "payments",
        changed: &[],
        found: "SELECT f.id, coalesce(f.site_id, (SELECT k.site_id FROM patient_sites k \
            WHERE k.patient_id = f.patient_id AND k.deleted_at IS NULL \
            ORDER BY k.known_since LIMIT 1)), f.patient_id FROM payments f \
            WHERE f.id IN (SELECT t.corrects_id FROM payments t JOIN payments o \
            ON o.corrects_id = t.corrects_id AND o.correction_number = t.correction_number \
            AND o.id <> t.id WHERE t.id = ANY ($1) AND t.deleted_at IS NULL \
            AND o.deleted_at IS NULL AND (o.amount_minor, o.method) \
            IS DISTINCT FROM (t.amount_minor, t.method))",
        about: "payments",
        kind: "other",
        title: catalog::PAYMENT_CORRECTED_TWICE,
        description: "Two PCs that did not know of each other corrected it differently. Only the \
            later of the two counts. Find out what was paid, and correct that one if it is wrong.",
        for_role: "finance",
    },
    Aftermath {
        table: "insurance_claims",
        changed: &["claimed_minor", "status"],
        found: "SELECT i.id, i.site_id, i.patient_id FROM invoices i \
            WHERE i.id IN (SELECT n.invoice_id FROM insurance_claims n WHERE n.id = ANY ($1) \
            AND n.status NOT IN ('denied', 'cancelled', 'entered_in_error') \
            AND n.held_reason IS NULL AND n.deleted_at IS NULL) \
            AND (SELECT sum(c.claimed_minor) FROM insurance_claims c WHERE c.invoice_id = i.id \
            AND c.status NOT IN ('denied', 'cancelled', 'entered_in_error') \
            AND c.held_reason IS NULL AND c.deleted_at IS NULL) \
            > (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l \
            WHERE l.invoice_id = i.id AND l.deleted_at IS NULL)",
        about: "invoices",
        kind: "other",
        title: "More is claimed on an invoice than it comes to",
        description: "Two PCs that did not know of each other claimed it. Cancel one of the claims, \
            or tell the insurers which part is whose.",
        for_role: "finance",
    },
    Aftermath {
        table: "cash_sessions",
        changed: &[],
        found: "SELECT c.id, c.site_id, NULL::UUID FROM cash_sessions c WHERE c.id = ANY ($1) \
            AND c.closed_at IS NULL AND c.deleted_at IS NULL \
            AND EXISTS (SELECT 1 FROM cash_sessions o WHERE o.opened_by = c.opened_by \
            AND o.id <> c.id AND o.closed_at IS NULL AND o.deleted_at IS NULL)",
        about: "cash_sessions",
        kind: "other",
        title: "One person has two cash boxes open",
        description: "They were opened on two PCs. Count and close one of them.",
        for_role: "finance",
    },
    Aftermath {
        table: "inventory_movements",
        changed: &[],
        found: "SELECT i.id, i.site_id, NULL::UUID FROM inventory_items i \
            JOIN inventory_movements m ON m.inventory_item_id = i.id AND m.deleted_at IS NULL \
            WHERE i.id IN (SELECT inventory_item_id FROM inventory_movements \
            WHERE id = ANY ($1) AND quantity < 0) GROUP BY i.id HAVING sum(m.quantity) < 0",
        about: "inventory_items",
        kind: "stock_below_zero",
        title: "Count a lot: its stock stands below zero",
        description: "More was handed out than the record says was there. Count what is left, or \
            note what came and was not noted.",
        for_role: "pharmacist",
    },
];

impl Touched {
    fn changed_one_of(&self, aftermath: &Aftermath) -> bool {
        aftermath.changed.iter().any(|name| self.has_changed(name))
    }

    /// Whether the changeset gave this column of a row that was there another value.
    pub(super) fn has_changed(&self, name: &str) -> bool {
        let column = self.plan.shape.column_number(name).map(usize::from);
        column.is_some_and(|column| self.changed.contains(&column))
    }
}

/// Adds the tasks to what the changeset leaves behind. Runs after its rows are written.
pub(super) async fn ask(transaction: &Transaction<'_>, work: &mut Work) -> Result<(), Stopped> {
    let made_at = DateTime::from_timestamp_micros(work.context.made_at).unwrap_or_default();
    for aftermath in AFTERMATHS.iter().chain(&SCAN_CLASHES) {
        let new: Vec<Uuid> = work
            .rows
            .iter()
            .filter(|(_, touched)| touched.plan.shape.name == aftermath.table)
            .filter(|(_, touched)| touched.before.is_none() || touched.changed_one_of(aftermath))
            .map(|((_, id), _)| *id)
            .collect();
        if new.is_empty() {
            continue;
        }
        let statement = transaction.prepare_cached(aftermath.found).await?;
        let found = match statement.params().len() {
            1 => transaction.query(&statement, &[&new]).await?,
            _ => transaction.query(&statement, &[&new, &made_at]).await?,
        };
        for found in found {
            // Without a site nobody's list would show it.
            let Some(site) = found.get::<_, Option<Uuid>>(1) else { continue };
            let question = Question {
                title: aftermath.title,
                description: aftermath.description,
                kind: aftermath.kind,
                for_role: Some(aftermath.for_role),
                assigned_to: None,
                about: (aftermath.about, found.get(0)),
                site,
                patient: found.get(2),
            };
            open(transaction, work, &question).await?;
        }
    }
    Ok(())
}

/// What somebody is asked to look into.
pub(super) struct Question {
    pub title: &'static str,
    pub description: &'static str,
    pub kind: &'static str,
    pub for_role: Option<&'static str>,
    pub assigned_to: Option<Uuid>,
    /// The table and the row that it is about.
    pub about: (&'static str, Uuid),
    pub site: Uuid,
    pub patient: Option<Uuid>,
}

/// Adds the task to what the changeset leaves behind, unless it is open already.
pub(super) async fn open(
    transaction: &Transaction<'_>,
    work: &mut Work,
    question: &Question,
) -> Result<(), Stopped> {
    let plan = plan_named("tasks")
        .ok_or_else(|| Stopped::Fault(Error::Broken("there are no tasks".to_owned())))?;
    let (_, about) = question.about;
    let day = work.context.made_at / (24 * 60 * 60 * 1_000_000);
    let id = Uuid::new_v5(&about, format!("{}/{day}", question.title).as_bytes());
    let known = transaction
        .prepare_cached(
            "SELECT 1 FROM tasks WHERE id = $1 OR (source_row_id = $2 AND title = $3 \
             AND status IN ('open', 'in_progress')) LIMIT 1",
        )
        .await?;
    if transaction.query_opt(&known, &[&id, &about, &question.title]).await?.is_some() {
        return Ok(());
    }
    let row = task(plan, work, question, id);
    plan.insert(transaction, &[&row]).await?;
    let touched = Touched { plan, row, before: None, changed: BTreeSet::new() };
    work.rows.insert((plan.shape.number, id), touched);
    Ok(())
}

fn task(plan: &TablePlan, work: &Work, question: &Question, id: Uuid) -> StoredRow {
    let (table, about) = question.about;
    let made_at = Value::Integer(work.context.made_at);
    let fields = [
        ("id", Value::Uuid(id)),
        ("organization_id", Value::Uuid(work.context.organization)),
        ("site_id", Value::Uuid(question.site)),
        ("patient_id", question.patient.into()),
        ("title", Value::from(question.title)),
        ("description", Value::from(question.description)),
        ("kind", Value::from(question.kind)),
        ("status", Value::from("open")),
        ("priority", Value::from("high")),
        ("for_role", question.for_role.map_or(Value::Null, Value::from)),
        ("assigned_to", question.assigned_to.into()),
        ("source_table", Value::from(table)),
        ("source_row_id", Value::Uuid(about)),
        ("created_at", made_at.clone()),
        ("updated_at", made_at),
        ("version", Value::Integer(work.context.position.0)),
    ];
    let mut row = StoredRow::new(vec![Value::Null; plan.shape.columns.len()]);
    for (name, value) in fields {
        if let Some(column) = plan.shape.column_number(name) {
            row.set(usize::from(column), value);
        }
    }
    row
}
