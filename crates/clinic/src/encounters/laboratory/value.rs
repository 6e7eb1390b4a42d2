//! A result's value as it is typed and as it is judged.

use catalog::Value;
use serde::Deserialize;
use store::{Cells, Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::flag::{Limits, flag};
use crate::encounters::laboratory::test::{LabTestRow, fitting, of_identity, row};
use crate::encounters::laboratory::unit::{convert, same};
use crate::encounters::laboratory::whose::whose;
use crate::people::details::filled;
use crate::{Refused, Who};

/// What was found: a number with its unit, or words.
#[derive(Deserialize, TS)]
pub struct ResultValue {
    value_number: Option<f64>,
    #[ts(type = "\"<\" | \"<=\" | \">=\" | \">\" | null")]
    value_comparator: Option<String>,
    value_text: Option<String>,
    /// The test's own where nothing is said.
    unit: Option<String>,
    /// The range on the report of a test that has no range on the clinic's list.
    reference_low: Option<f64>,
    reference_high: Option<f64>,
    /// The computed one where nothing is said; another one needs a reason.
    abnormal_flag: Option<String>,
    flag_reason: Option<String>,
    comments: Option<String>,
    interpretation: Option<String>,
}

/// A result row as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Expected {
    pub patient_id: Uuid,
    pub lab_order_id: Option<Uuid>,
    lab_test_id: Option<Uuid>,
    pub test_name: String,
    pub status: String,
    pub abnormal_flag: Option<String>,
    /// When the specimen was taken, and by whom: of the order, where the result does not say.
    pub collected_at: Option<i64>,
    pub collected_by: Option<Uuid>,
    ordered_at: Option<i64>,
    pub told_at: Option<i64>,
    pub reviewed_at: Option<i64>,
    pub struck: bool,
}

/// The result row `id`.
pub(crate) fn expected(reader: &Reader<'_>, id: Uuid) -> Result<Expected, Refused> {
    reader
        .row(
            "SELECT patient_id, lab_order_id, lab_test_id, test_name, status, abnormal_flag, \
             coalesce(collected_at, \
              (SELECT o.collected_at FROM lab_orders o WHERE o.id = r.lab_order_id)) AS collected_at, \
             coalesce(collected_by, \
              (SELECT o.collected_by FROM lab_orders o WHERE o.id = r.lab_order_id)) AS collected_by, \
             ordered_at, told_at, reviewed_at, \
             EXISTS (SELECT 1 FROM lab_results c WHERE c.corrects_id = r.id) AS struck \
             FROM lab_results r WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("result"))
}

/// A value in the unit of the record, with the flag that stands.
pub(crate) struct Judged {
    pub cells: Cells,
    pub flag: Option<String>,
}

impl ResultValue {
    /// Judges what was typed by the range that holds for the patient on the day of the specimen.
    pub(crate) fn judged(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        result: &Expected,
        now: i64,
    ) -> Result<Judged, Refused> {
        let on = who.today(result.collected_at.or(result.ordered_at).unwrap_or(now));
        let whose = whose(reader, result.patient_id, on)?;
        let rows = rows_of(reader, who, result.lab_test_id)?;
        let row = fitting(&rows, &whose);
        let unit = rows.iter().find_map(|row| row.unit.clone());
        let limits = self.limits(row, unit.as_deref())?;
        let text = filled(self.value_text.as_deref());
        let (number, unit, was) = match (self.value_number, &text) {
            (Some(number), None) => self.measured(number, unit)?,
            (None, Some(_)) => (None, filled(self.unit.as_deref()), None),
            (None, None) => {
                return Err(Refused::field(
                    "value_number",
                    "Write a number or words as the result.",
                ));
            }
            (Some(_), Some(_)) => {
                return Err(Refused::field(
                    "value_text",
                    "Write the result as a number or in words; what is to be added goes into the comments.",
                ));
            }
        };
        if self.value_comparator.is_some() && number.is_none() {
            return Err(Refused::field("value_comparator", "“<” and “>” stand before a number."));
        }
        let computed =
            number.and_then(|number| flag(&limits, number, self.value_comparator.as_deref()));
        let reason = filled(self.flag_reason.as_deref());
        let flag = match (&self.abnormal_flag, computed) {
            (Some(chosen), Some(computed)) if chosen != computed && reason.is_none() => {
                return Err(Refused::field(
                    "flag_reason",
                    "Say why this result is not what its reference range makes it.",
                ));
            }
            (Some(chosen), _) => Some(chosen.clone()),
            (None, computed) => computed.map(str::to_owned),
        };
        let reason = reason.filter(|_| flag.as_deref() != computed);
        let comments: Vec<String> =
            [filled(self.comments.as_deref()), was].into_iter().flatten().collect();
        let cells = Cells::new()
            .set("value_number", number)
            .set("value_comparator", self.value_comparator.clone())
            .set("value_text", text)
            .set("unit", unit)
            .set("reference_low", limits.reference_low)
            .set("reference_high", limits.reference_high)
            .set("abnormal_flag", flag.clone())
            .set("flag_reason", reason)
            .set("comments", (!comments.is_empty()).then(|| comments.join("\n")))
            .set("interpretation", filled(self.interpretation.as_deref()))
            .set("lab_test_id", row.map_or(result.lab_test_id, |row| Some(row.id)));
        Ok(Judged { cells, flag })
    }

    /// The limits of the test's range, or those on the report of a test that has none here.
    fn limits(&self, row: Option<&LabTestRow>, kept: Option<&str>) -> Result<Limits, Refused> {
        let on_list = row.map(LabTestRow::limits).unwrap_or_default();
        if self.reference_low.is_none() && self.reference_high.is_none() {
            return Ok(on_list);
        }
        if on_list.reference_low.is_some() || on_list.reference_high.is_some() {
            return Err(Refused::field(
                "reference_low",
                "This test has its range on the clinic's list. Leave the range empty.",
            ));
        }
        let in_kept = |limit: Option<f64>| limit.map(|limit| self.in_unit(limit, kept)).transpose();
        Ok(Limits {
            reference_low: in_kept(self.reference_low)?,
            reference_high: in_kept(self.reference_high)?,
            ..on_list
        })
    }

    /// A number of the report in the unit that the test is kept in. A range on the report is of the
    /// report's unit, as its value is.
    fn in_unit(&self, number: f64, kept: Option<&str>) -> Result<f64, Refused> {
        let typed = filled(self.unit.as_deref());
        match (typed, kept) {
            (Some(typed), Some(kept)) if !same(&typed, kept) => convert(number, &typed, kept)
                .ok_or_else(|| {
                    Refused::field(
                        "unit",
                        format!(
                            "This test is kept in {kept}, and {typed} cannot be converted exactly. \
                             Write the result in {kept}."
                        ),
                    )
                }),
            _ => Ok(number),
        }
    }

    /// The number in the test's unit, the unit, and how it was reported where it was converted.
    #[expect(clippy::type_complexity, reason = "three parts of one value, used once")]
    fn measured(
        &self,
        number: f64,
        unit: Option<String>,
    ) -> Result<(Option<f64>, Option<String>, Option<String>), Refused> {
        let typed = filled(self.unit.as_deref());
        match (typed, unit) {
            (Some(typed), Some(unit)) if !same(&typed, &unit) => {
                let converted = self.in_unit(number, Some(&unit))?;
                let comparator = self.value_comparator.as_deref().unwrap_or_default();
                let was = format!("Reported as {comparator}{number} {typed}.");
                Ok((Some(converted), Some(unit), Some(was)))
            }
            (typed, unit) => Ok((Some(number), unit.or(typed), None)),
        }
    }
}

/// The rows of a result's test that are offered; its own row where the test was retired.
fn rows_of(
    reader: &Reader<'_>,
    who: &Who,
    lab_test: Option<Uuid>,
) -> Result<Vec<LabTestRow>, Refused> {
    let Some(own) = lab_test.map(|id| row(reader, id)).transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let mut rows = of_identity(reader, who, own.code.as_deref(), &own.name)?;
    rows.retain(LabTestRow::is_offered);
    Ok(if rows.is_empty() { vec![own] } else { rows })
}

/// What a result is about, copied from the one that it corrects.
pub(crate) fn about(reader: &Reader<'_>, id: Uuid) -> Result<Cells, Refused> {
    let all = reader.cells("lab_results", id)?.ok_or_else(|| Refused::gone("result"))?;
    let mut cells = Cells::new();
    for column in [
        "site_id",
        "patient_id",
        "visit_id",
        "lab_order_id",
        "lab_test_id",
        "ordered_by",
        "ordered_at",
        "test_name",
        "code_system",
        "test_code",
        "test_category",
        "source_category",
        "panel_id",
        "panel_name",
        "priority",
        "collected_at",
        "collected_by",
    ] {
        if let Some(value) = all.get(column).filter(|value| **value != Value::Null) {
            cells.put(column, value.clone());
        }
    }
    Ok(cells)
}
