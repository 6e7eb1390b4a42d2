//! A test that the laboratory offers, as rows of ranges by sex and age.
//!
//! One test is one code, or one name where it has no code. It has a row for each sex and age whose
//! range differs; the one that fits a patient best is chosen when a result is judged.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::laboratory::flag::Limits;
use crate::encounters::laboratory::whose::Whose;
use crate::people::details::filled;
use crate::{Refused, Who};

/// One row of a test on the laboratory's list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LabTestRow {
    /// The row.
    pub id: Uuid,
    version: i64,
    /// What the laboratory calls it.
    pub name: String,
    /// Its code, such as of LOINC.
    pub code: Option<String>,
    /// Whose code it is.
    pub code_system: Option<String>,
    /// One of `lab_category`.
    pub category: Option<String>,
    /// One of `specimen_kind`.
    pub specimen_kind: Option<String>,
    /// The unit of its results.
    pub unit: Option<String>,
    reference_low: Option<f64>,
    reference_high: Option<f64>,
    critical_low: Option<f64>,
    critical_high: Option<f64>,
    /// For whom the range holds; everybody where nothing is said.
    sex: Option<String>,
    /// From this age on.
    age_from_years: Option<f64>,
    /// Below this age.
    age_until_years: Option<f64>,
    /// The panel that it is ordered with.
    pub panel_name: Option<String>,
    is_active: bool,
    notes: Option<String>,
}

/// The SELECT that fills [`LabTestRow`], with `condition` on `t`.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT t.id, t.version, t.name, t.code, t.code_system, t.category, t.specimen_kind, \
         t.unit, t.reference_low, t.reference_high, t.critical_low, t.critical_high, t.sex, \
         t.age_from_years, t.age_until_years, t.panel_name, t.is_active, t.notes \
         FROM lab_tests t WHERE {condition} AND t.deleted_at IS NULL"
    )
}

/// What a test is called and for whom its range holds, as the screen sends it.
#[derive(Deserialize, TS)]
pub struct LabTestForm {
    name: String,
    code: Option<String>,
    code_system: Option<String>,
    category: Option<String>,
    specimen_kind: Option<String>,
    unit: Option<String>,
    reference_low: Option<f64>,
    reference_high: Option<f64>,
    critical_low: Option<f64>,
    critical_high: Option<f64>,
    #[ts(type = "\"male\" | \"female\" | null")]
    sex: Option<String>,
    age_from_years: Option<f64>,
    age_until_years: Option<f64>,
    panel_name: Option<String>,
    notes: Option<String>,
}

impl LabTestForm {
    /// The cells of a row; `this` is the row that is changed. Refuses a range that would stand
    /// beside another one for the same patients: nobody could say which holds.
    pub(crate) fn cells(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        this: Option<Uuid>,
    ) -> Result<Cells, Refused> {
        let text = |field: &Option<String>| filled(field.as_deref());
        let name = filled(Some(&self.name))
            .ok_or_else(|| Refused::field("name", "Say what the test is called."))?;
        if self.sex.as_deref().is_some_and(|sex| !matches!(sex, "male" | "female")) {
            return Err(Refused::field(
                "sex",
                "A range holds for men, for women, or for everybody.",
            ));
        }
        self.limits_in_order()?;
        let code = text(&self.code);
        let others = of_identity(reader, who, code.as_deref(), &name)?;
        let beside = others
            .iter()
            .filter(|other| other.is_active && Some(other.id) != this)
            .any(|other| other.sex == self.sex && self.overlaps(other));
        if beside {
            return Err(Refused::field(
                "age_from_years",
                "This test has a range for these patients already. Change that one, or choose \
                 other ages.",
            ));
        }
        Ok(Cells::new()
            .set("name", name)
            .set("code", code)
            .set("code_system", text(&self.code_system))
            .set("category", self.category.clone())
            .set("specimen_kind", self.specimen_kind.clone())
            .set("unit", text(&self.unit))
            .set("reference_low", self.reference_low)
            .set("reference_high", self.reference_high)
            .set("critical_low", self.critical_low)
            .set("critical_high", self.critical_high)
            .set("sex", self.sex.clone())
            .set("age_from_years", self.age_from_years)
            .set("age_until_years", self.age_until_years)
            .set("panel_name", text(&self.panel_name))
            .set("notes", text(&self.notes)))
    }

    /// What is dangerous lies outside what is normal.
    fn limits_in_order(&self) -> Result<(), Refused> {
        let apart = |low: Option<f64>, high: Option<f64>| {
            low.zip(high).is_none_or(|(low, high)| low <= high)
        };
        if !apart(self.critical_low, self.reference_low) {
            return Err(Refused::field(
                "critical_low",
                "The lower critical limit must not lie above the lower end of the reference range.",
            ));
        }
        if !apart(self.reference_high, self.critical_high) {
            return Err(Refused::field(
                "critical_high",
                "The upper critical limit must not lie below the upper end of the reference range.",
            ));
        }
        Ok(())
    }

    fn overlaps(&self, other: &LabTestRow) -> bool {
        let begins_before_the_end = |from: Option<f64>, until: Option<f64>| {
            from.zip(until).is_none_or(|(from, until)| from < until)
        };
        begins_before_the_end(self.age_from_years, other.age_until_years)
            && begins_before_the_end(other.age_from_years, self.age_until_years)
    }
}

/// All rows of one test: those of a code, or those of a name without a code.
pub(crate) fn of_identity(
    reader: &Reader<'_>,
    who: &Who,
    code: Option<&str>,
    name: &str,
) -> Result<Vec<LabTestRow>, Refused> {
    let organization = who.organization_id;
    Ok(match code {
        Some(code) => reader
            .rows(&select("t.organization_id = ?1 AND t.code = ?2"), params![organization, code])?,
        None => reader.rows(
            &select("t.organization_id = ?1 AND t.name = ?2 AND t.code IS NULL"),
            params![organization, name],
        )?,
    })
}

/// The row `id`.
pub(crate) fn row(reader: &Reader<'_>, id: Uuid) -> Result<Option<LabTestRow>, Refused> {
    Ok(reader.row(&select("t.id = ?1"), params![id])?)
}

impl LabTestRow {
    /// Its limits.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            reference_low: self.reference_low,
            reference_high: self.reference_high,
            critical_low: self.critical_low,
            critical_high: self.critical_high,
        }
    }

    /// Whether it is offered.
    pub(crate) fn is_offered(&self) -> bool {
        self.is_active
    }

    /// Whether two rows are of one test.
    pub(crate) fn is_same_test(&self, other: &Self) -> bool {
        match (&self.code, &other.code) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self.name == other.name,
            _ => false,
        }
    }

    /// How closely it is meant for somebody; more is closer.
    fn closeness(&self) -> (bool, bool, f64) {
        let width = self.age_until_years.unwrap_or(200.0) - self.age_from_years.unwrap_or(0.0);
        let aged = self.age_from_years.is_some() || self.age_until_years.is_some();
        (self.sex.is_some(), aged, -width)
    }
}

/// The row of a test whose range holds for a patient: the one meant most closely, by sex before
/// age. `None` where none surely holds.
pub(crate) fn fitting<'a>(rows: &'a [LabTestRow], whose: &Whose) -> Option<&'a LabTestRow> {
    rows.iter()
        .filter(|row| whose.admits(row.sex.as_deref(), row.age_from_years, row.age_until_years))
        .max_by(|one, other| {
            one.closeness()
                .partial_cmp(&other.closeness())
                .unwrap_or(std::cmp::Ordering::Equal)
                .then_with(|| other.id.cmp(&one.id))
        })
}
