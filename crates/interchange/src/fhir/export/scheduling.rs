//! Schedules, slots and appointments.

use serde_json::json;

use super::field::{actor, code, day, either, moment, refer, status, text, truth, words};
use super::mapping::{Mapping, PLAIN, id_of};

const APPOINTMENT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v2-0276";

/// What stands in a booking that somebody has still to place.
const HELD: &str = "The time, the practitioner, the room or a machine was given to somebody else \
    first; this booking waits for another place.";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "Schedule",
        table: "schedules",
        fields: &[
            truth("is_active", "active"),
            refer("practitioner_id", "actor[0]", "Practitioner"),
            refer("site_id", "actor[1]", "Location"),
            day("valid_from_on", "planningHorizon.start"),
            day("valid_until_on", "planningHorizon.end"),
        ],
        earlier: Some("supersedes_id"),
        ..PLAIN
    },
    Mapping {
        kind: "Slot",
        table: "time_slots",
        fields: &[
            refer("schedule_id", "schedule", "Schedule"),
            either("is_blocked", "status", "busy-unavailable", "free"),
            moment("starts_at", "start"),
            moment("ends_at", "end"),
            text("blocked_reason", "comment"),
        ],
        complete: |draw, row, sheet| {
            let taken: Option<i64> = draw.reader.value(
                "SELECT 1 FROM appointments WHERE time_slot_id = ?1 AND deleted_at IS NULL \
                 AND held_reason IS NULL AND status NOT IN ('cancelled', 'no_show', 'entered_in_error') LIMIT 1",
                [id_of(row)],
            )?;
            let free = super::sheet::at(&sheet.json, "status") == Some(&json!("free"));
            if free && taken.is_some() {
                sheet.set("status", json!("busy"));
            }
            Ok(())
        },
        repeats: &[("appointments", "time_slot_id", "id")],
        happened: &["starts_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Appointment",
        table: "appointments",
        fields: &[
            code("status", "status"),
            status("kind", "appointmentType", APPOINTMENT_REASON),
            words("reason", "reasonCode[0]"),
            text("cancel_reason", "cancelationReason.text"),
            moment("starts_at", "start"),
            moment("ends_at", "end"),
            refer("time_slot_id", "slot[0]", "Slot"),
            text("notes", "comment"),
            actor("patient_id", "Patient"),
            actor("practitioner_id", "Practitioner"),
            actor("site_id", "Location"),
        ],
        earlier: Some("rescheduled_from_id"),
        complete: |_, row, sheet| {
            // What the centre holds has no place yet: it takes nobody's time, and nobody relies on it.
            let held = row.get("held_reason").is_some_and(|reason| !reason.is_null());
            if held && super::sheet::at(&sheet.json, "status") == Some(&json!("booked")) {
                sheet.set("status", json!("proposed"));
                sheet.set("description", json!(HELD));
            }
            let status = super::sheet::at(&sheet.json, "status").and_then(|code| code.as_str());
            if !matches!(status, Some("cancelled" | "noshow")) {
                // app-4: what was not cancelled has no reason for it.
                sheet.remove("", "cancelationReason");
            }
            Ok(())
        },
        happened: &["starts_at"],
        ..PLAIN
    },
];
