//! The demo clinic in which every patient was registered twice and both records were merged. What
//! happens then names now one record and now the other, as it does at a clinic that has merged
//! records: a booking on one, the visit on the other, the bed on the first again.

use std::collections::BTreeMap;

use clinic::Refused;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Demo, id_of};
use crate::people::Dice;

/// The two records of each patient.
pub(super) struct Twins {
    /// The other record of each, both ways.
    other: BTreeMap<Uuid, Uuid>,
    /// The records in front.
    fronts: Vec<Uuid>,
    dice: Dice,
}

impl Twins {
    pub(super) fn new() -> Self {
        Self { other: BTreeMap::new(), fronts: Vec::new(), dice: Dice::new(2) }
    }

    /// Each patient's record in front, and the one behind it.
    pub(super) fn pairs(&self) -> Vec<(Uuid, Uuid)> {
        let pair = |front: &Uuid| Some((*front, *self.other.get(front)?));
        self.fronts.iter().filter_map(pair).collect()
    }

    pub(super) fn other(&self, record: Uuid) -> Option<Uuid> {
        self.other.get(&record).copied()
    }

    /// The request with either record of each patient in the fields that name one. What is about a
    /// record, not about its person, stays: `id` names that record too.
    fn crossed(&mut self, request: Value) -> Value {
        let itself = request.get("id").cloned();
        self.cross(request, false, itself.as_ref())
    }

    fn cross(&mut self, value: Value, is_patient: bool, itself: Option<&Value>) -> Value {
        match value {
            Value::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| {
                        let is_patient = name == "patient_id" || name == "patient_ids";
                        let value = self.cross(value, is_patient, itself);
                        (name, value)
                    })
                    .collect(),
            ),
            Value::Array(values) => Value::Array(
                values.into_iter().map(|value| self.cross(value, is_patient, itself)).collect(),
            ),
            Value::String(text) if is_patient => {
                let named = json!(text);
                let other = text.parse().ok().and_then(|record| self.other(record));
                match other {
                    Some(other) if itself != Some(&named) && self.dice.below(2) == 0 => {
                        json!(other)
                    }
                    _ => named,
                }
            }
            other => other,
        }
    }
}

/// What is about two records, so that either will not do.
const ABOUT_RECORDS: [&str; 3] = ["people.merge", "people.unmerge", "people.keep_apart"];

impl Demo<'_> {
    /// What is asked where patients have two records.
    pub(super) fn crossed(&self, command: &str, request: Value) -> Value {
        match &self.twins {
            Some(twins) if !ABOUT_RECORDS.contains(&command) => twins.borrow_mut().crossed(request),
            _ => request,
        }
    }

    /// Registers whoever `made` names once more, and merges the two.
    pub(super) fn register_again(
        &self,
        user: Uuid,
        mut request: Value,
        made: &Value,
    ) -> Result<(), Refused> {
        let Some(twins) = &self.twins else { return Ok(()) };
        if let Some(fields) = request.as_object_mut() {
            fields.insert("accept_duplicates".to_owned(), json!(true));
        }
        let again = clinic::dispatch(self.store, user, "people.register", request)?;
        let (Ok(front), Ok(behind)) = (id_of(made), id_of(&again)) else {
            return Err(Refused::because("A registration gives an id."));
        };
        let merge = json!({"patient_id": front, "merged_patient_id": behind,
                           "reason": "Registered twice"});
        clinic::dispatch(self.store, user, "people.merge", merge)?;
        let mut twins = twins.borrow_mut();
        twins.other.extend([(front, behind), (behind, front)]);
        twins.fronts.push(front);
        Ok(())
    }

    /// The other record of whom `record` is about; itself where there is one only.
    pub(super) fn other_record(&self, record: Uuid) -> Uuid {
        let other = self.twins.as_ref().and_then(|twins| twins.borrow().other(record));
        other.unwrap_or(record)
    }
}
