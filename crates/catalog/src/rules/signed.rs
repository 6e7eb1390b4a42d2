//! What was signed stays as it was signed: a report is amended, a visit's note gets an addendum.

use super::{Broken, Row};

/// How the rows of one table are signed.
struct Signed {
    table: &'static str,
    /// What the signature vouches for.
    columns: &'static [&'static str],
    /// The states that a signed row can have.
    statuses: &'static [&'static str],
    sentence: &'static str,
}

const SIGNED: [Signed; 2] = [
    Signed {
        table: "reports",
        columns: &[
            "patient_id",
            "scan_id",
            "kind",
            "findings_text",
            "impression",
            "recommendations",
            "overall_result",
            "signed_at",
            "signed_by",
            "amends_id",
            "amendment_reason",
            "deleted_at",
        ],
        statuses: &["signed", "amended"],
        sentence: "This report is signed, so it stays as it is. Amend it instead.",
    },
    Signed {
        table: "visits",
        columns: &[
            "patient_id",
            "reason",
            "history_present_illness",
            "physical_examination",
            "subjective",
            "objective",
            "assessment",
            "plan",
            "notes",
            "discharge_instructions",
            "follow_up_instructions",
            "signed_at",
            "signed_by",
            "deleted_at",
        ],
        statuses: &["in_progress", "completed"],
        sentence: "This visit is signed, so its note stays as it is. Write what is new in an \
            addendum.",
    },
];

/// The columns of `table` whose content a signature vouches for; `None` where rows are not signed.
pub fn vouched_for(table: &str) -> Option<&'static [&'static str]> {
    SIGNED.iter().find(|signed| signed.table == table).map(|signed| signed.columns)
}

/// A row of `table` that was signed says after a change what it said when it was signed. Called by
/// the write door and by the centre, where a change may arrive that was made before the signature
/// was heard of.
pub fn stays_signed(table: &str, before: &Row<'_>, after: &Row<'_>) -> Result<(), Broken> {
    let Some(signed) = SIGNED.iter().find(|signed| signed.table == table) else { return Ok(()) };
    if before.get("signed_at").is_null() {
        return Ok(());
    }
    let changed = signed.columns.iter().find(|column| before.get(column) != after.get(column));
    if let Some(column) = changed {
        return Err(Broken::new(column, signed.sentence));
    }
    match after.text("status") {
        Some(status) if !signed.statuses.contains(&status) => {
            Err(Broken::new("status", signed.sentence))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    /// What is said to a change of `cells` in a signed row of `table`.
    fn said(table: &str, status: &str, cells: &[(&str, Value)]) -> Option<&'static str> {
        let stood = [
            ("status", Value::from(status)),
            ("signed_at", Value::Integer(1)),
            ("impression", Value::from("No fracture")),
            ("plan", Value::from("Rest")),
        ];
        let of = |name: &str| stood.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
        let now = |name: &str| {
            cells.iter().find(|(n, _)| *n == name).map(|(_, value)| value).or_else(|| of(name))
        };
        let broken = stays_signed(table, &Row::new(&of), &Row::new(&now));
        broken.err().map(|broken| broken.column)
    }

    #[test]
    fn signed_words_stay_and_what_happens_afterwards_is_noted() {
        let words = Value::from("Fracture");
        assert_eq!(said("reports", "signed", &[("impression", words)]), Some("impression"));
        let amended = [("status", Value::from("amended")), ("told_to", Value::from("Dr Okoye"))];
        assert_eq!(said("reports", "signed", &amended), None);
        let draft = Value::from("draft");
        assert_eq!(said("reports", "signed", &[("status", draft)]), Some("status"));
        let again = Value::Integer(2);
        assert_eq!(said("reports", "signed", &[("signed_at", again.clone())]), Some("signed_at"));
        assert_eq!(said("visits", "completed", &[("deleted_at", again)]), Some("deleted_at"));
        let ended = [("status", Value::from("completed")), ("ended_at", Value::Integer(3))];
        assert_eq!(said("visits", "in_progress", &ended), None);
        let called_off = Value::from("cancelled");
        assert_eq!(said("visits", "in_progress", &[("status", called_off)]), Some("status"));
    }

    #[test]
    fn the_columns_that_are_named_exist() {
        for signed in &SIGNED {
            let table = crate::table(signed.table).unwrap();
            let statuses = table.column("status").unwrap().enumeration.unwrap();
            assert!(signed.statuses.iter().all(|status| statuses.admits(status)), "{}", table.name);
        }
    }
}
