//! The demo clinic leaves as FHIR that validators of others find sound, that says what a receiver
//! needs, and comes back unchanged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, Result, ensure};
use interchange::{Exported, Selection};
use serde_json::Value;
use tempfile::TempDir;
use testkit::Device;
use testkit::demo::{self, Clock};

#[path = "../../interchange/tests/fhir/validators.rs"]
#[expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a validator that cannot run fails its test; no whole test is left out here"
)]
mod validators;

use left_out::left_out_in_part;
use validators::{fhir_resources, fhirkit, medplum_and_fhir_js};

struct Demo {
    desk: Device,
    folder: TempDir,
    /// The clocks of the town.
    zone: chrono_tz::Tz,
}

impl Demo {
    fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let now = chrono::Utc::now().timestamp_micros();
        let clock = Clock::at(demo::founded_at(now));
        let founding = demo::founding(demo::town(now), "Harbour Clinic");
        let record = folder.path().join("desk");
        let desk = Device::founded("desk", &record, clock.surroundings(), &founding)?;
        demo::load(&desk.store, &clock, desk.user, demo::town(now), now, &mut |_| {})?;
        Ok(Self { desk, folder, zone: demo::town(now).zone() })
    }

    fn export(&self, name: &str, what: Selection) -> Result<(std::path::PathBuf, Exported)> {
        let out = self.folder.path().join(name);
        let goes_on = AtomicBool::new(false);
        let (store, user) = (&self.desk.store, self.desk.user);
        let exported = interchange::export(store, user, &out, what, &mut |_| {}, &goes_on)?;
        Ok((out, exported))
    }
}

/// The resources of an export by their types.
fn resources(folder: &Path) -> Result<BTreeMap<String, Vec<Value>>> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        for line in std::fs::read_to_string(entry?.path())?.lines() {
            let resource: Value = serde_json::from_str(line)?;
            let kind = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default();
            all.entry(kind.to_owned()).or_default().push(resource);
        }
    }
    Ok(all)
}

/// Whether something stands at a path such as `participant.actor.reference`, in any element of its
/// lists.
fn says(resource: &Value, path: &str) -> bool {
    match (resource, path.split_once('.')) {
        (Value::Array(list), _) => list.iter().any(|one| says(one, path)),
        (_, Some((name, rest))) => resource.get(name).is_some_and(|member| says(member, rest)),
        (_, None) => resource.get(path).is_some_and(|member| match member {
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(list) => !list.is_empty(),
            other => !other.is_null(),
        }),
    }
}

/// Types of resources, what every one of them says, and what some of them say.
const MEANT: &[(&str, &[&str], &[&str])] = &[
    (
        "Patient",
        &["name", "identifier.value", "identifier.system", "managingOrganization.reference"],
        &["birthDate", "gender", "telecom.value", "address.city", "contact.name.text", "link.type"],
    ),
    ("Practitioner", &["name.family"], &["qualification.code.text", "telecom.value"]),
    ("PractitionerRole", &["practitioner.reference", "organization.reference"], &[]),
    ("Organization", &["name", "type.coding.code"], &["partOf.reference", "address.city"]),
    (
        "Location",
        &["name", "status", "managingOrganization.reference"],
        &["address.city", "partOf.reference", "physicalType.coding.code"],
    ),
    (
        "Encounter",
        &["status", "class.code", "subject.reference", "period.start", "serviceProvider"],
        &[
            "period.end",
            "reasonCode.text",
            "participant.individual.reference",
            "appointment.reference",
            "location.location.reference",
        ],
    ),
    (
        "Composition",
        &[
            "status",
            "type.coding.code",
            "subject.reference",
            "encounter.reference",
            "date",
            "author.reference",
            "title",
            "section.title",
            "section.code.coding.code",
            "section.text.div",
        ],
        &["attester.time"],
    ),
    (
        "Condition",
        &["code.text", "subject.reference"],
        &[
            "code.coding.code",
            "clinicalStatus.coding.code",
            "verificationStatus.coding.code",
            "encounter.reference",
            "recordedDate",
        ],
    ),
    (
        "AllergyIntolerance",
        &["code.text", "patient.reference"],
        &["clinicalStatus.coding.code", "criticality", "reaction.manifestation.text"],
    ),
    (
        "Observation",
        &["status", "code.text", "subject.reference"],
        &[
            "category.coding.code",
            "code.coding.code",
            "effectiveDateTime",
            "valueQuantity.value",
            "valueQuantity.code",
            "component.valueQuantity.code",
            "referenceRange.low.code",
            "interpretation.coding.code",
            "basedOn.reference",
            "encounter.reference",
        ],
    ),
    (
        "ServiceRequest",
        &["status", "intent", "subject.reference", "category.coding.code"],
        &["code.text", "authoredOn", "requester.reference", "reasonCode.text"],
    ),
    (
        "MedicationRequest",
        &["status", "intent", "medicationCodeableConcept.text", "subject.reference"],
        &[
            "medicationCodeableConcept.coding.code",
            "authoredOn",
            "requester.reference",
            "dosageInstruction.doseAndRate.doseQuantity.value",
            "dosageInstruction.timing.repeat.frequency",
            "dispenseRequest.quantity.value",
        ],
    ),
    (
        "MedicationDispense",
        &[
            "status",
            "medicationCodeableConcept.text",
            "subject.reference",
            "authorizingPrescription.reference",
            "quantity.value",
            "whenHandedOver",
        ],
        &[],
    ),
    (
        "MedicationStatement",
        &["status", "medicationCodeableConcept.text", "subject.reference"],
        &["basedOn.reference", "informationSource.reference", "effectiveDateTime"],
    ),
    (
        "MedicationAdministration",
        &["status", "medicationCodeableConcept.text", "subject.reference", "effectiveDateTime"],
        &["dosage.dose.value"],
    ),
    (
        "Immunization",
        &["status", "vaccineCode.text", "patient.reference"],
        &["vaccineCode.coding.code", "occurrenceDateTime", "lotNumber"],
    ),
    (
        "Procedure",
        &["status", "code.text", "subject.reference"],
        &["performedPeriod.start", "performer.actor.reference", "encounter.reference"],
    ),
    (
        "Appointment",
        &["status", "participant.actor.reference", "participant.status"],
        &["start", "end", "slot.reference", "reasonCode.text", "appointmentType.coding.code"],
    ),
    ("Schedule", &["actor.reference"], &["active"]),
    ("Slot", &["schedule.reference", "status", "start", "end"], &[]),
    (
        "Coverage",
        &["status", "beneficiary.reference", "payor.display"],
        &["subscriberId", "order", "period.start", "relationship.coding.code"],
    ),
    (
        "Claim",
        &[
            "status",
            "type.coding.code",
            "use",
            "patient.reference",
            "created",
            "provider.reference",
            "priority.coding.code",
            "insurance.coverage.reference",
            "item.productOrService.text",
            "item.net.value",
            "total.value",
            "total.currency",
        ],
        &[
            "item.servicedDate",
            "billablePeriod.start",
            "diagnosis.sequence",
            "diagnosis.diagnosisCodeableConcept.coding.code",
            "item.diagnosisSequence",
        ],
    ),
    (
        "Invoice",
        &["status", "subject.reference", "issuer.reference"],
        &["identifier.value", "date", "lineItem.priceComponent.amount.value", "totalGross.value"],
    ),
    ("PaymentReconciliation", &["status", "created", "paymentDate", "paymentAmount.value"], &[]),
    (
        "ImagingStudy",
        &["status", "subject.reference", "modality.code"],
        &["started", "series.uid", "series.modality.code", "identifier.value", "description"],
    ),
    (
        "DiagnosticReport",
        &["status", "code.coding.code", "subject.reference", "imagingStudy.reference"],
        &[
            "conclusion",
            "presentedForm.data",
            "presentedForm.contentType",
            "issued",
            "effectiveDateTime",
            "resultsInterpreter.reference",
        ],
    ),
    (
        "DocumentReference",
        &["status", "subject.reference", "date", "type.text", "content.attachment.title"],
        &["content.attachment.contentType", "content.attachment.size", "content.attachment.url"],
    ),
    (
        "AuditEvent",
        &["type.code", "recorded", "agent.requestor", "source.observer", "outcome", "action"],
        &["agent.who.identifier.value", "entity.what.reference"],
    ),
    ("CarePlan", &["status", "intent", "subject.reference"], &["activity.detail.description"]),
    ("CareTeam", &["status", "subject.reference"], &["participant.member.reference"]),
    ("Communication", &["status"], &["sent", "received", "payload.contentString"]),
    ("Consent", &["status", "scope", "category", "patient.reference", "policyRule"], &[]),
    ("Flag", &["status", "code.text", "subject.reference"], &["period.start"]),
];

#[test]
fn the_demo_clinic_is_sound_fhir_and_comes_back_unchanged() -> Result<()> {
    let demo = Demo::open()?;
    let (out, exported) = demo.export("fhir", Selection::Everything)?;
    let kinds: Vec<&String> = exported.resources.keys().collect();
    ensure!(kinds.len() > 30, "{kinds:?}");
    let all: u64 = exported.resources.values().sum();
    let others = [
        ("fhirkit", Ok(fhirkit(&out))),
        ("fhir.resources", fhir_resources(&out)),
        ("medplum and fhir.js", medplum_and_fhir_js(&out)),
    ];
    for (name, found) in others {
        match found {
            Ok(found) => {
                assert_eq!(found.errors, Vec::<String>::new(), "{name}");
                assert_eq!(found.resources, all, "{name}");
            }
            Err(why) => left_out_in_part(&format!("the demo clinic read by {name}"), &why),
        }
    }

    let goes_on = AtomicBool::new(false);
    let (store, user) = (&demo.desk.store, demo.desk.user);
    let report = interchange::import(store, user, &out, &mut |_| {}, &goes_on)?;
    assert_eq!(report.problems, []);
    let different: Vec<&String> = report
        .resources
        .iter()
        .filter(|(_, count)| count.stored + count.changed > 0)
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(different, Vec::<&String>::new());
    Ok(())
}

#[test]
fn the_demo_clinic_says_of_everything_what_a_receiver_needs() -> Result<()> {
    let demo = Demo::open()?;
    let (out, _) = demo.export("fhir", Selection::Everything)?;
    let all = resources(&out)?;
    let mut missing = Vec::new();
    for (kind, every, some) in MEANT {
        let Some(of_kind) = all.get(*kind) else {
            missing.push(format!("no {kind}"));
            continue;
        };
        for path in *every {
            let silent = of_kind.iter().filter(|resource| !says(resource, path)).count();
            if silent > 0 {
                missing.push(format!("{kind}.{path} in {silent} of {}", of_kind.len()));
            }
        }
        let nobody = some.iter().filter(|path| !of_kind.iter().any(|one| says(one, path)));
        missing.extend(nobody.map(|path| format!("{kind}.{path} anywhere")));
    }
    assert_eq!(missing, Vec::<String>::new());
    let told: Vec<&String> =
        all.keys().filter(|kind| !MEANT.iter().any(|(known, ..)| known == kind)).collect();
    assert_eq!(told, ["ClinicalImpression", "Device", "Medication"]);
    Ok(())
}

/// References to resources that are not in the export. What the audit trail looked at may be gone.
fn dangling(all: &BTreeMap<String, Vec<Value>>) -> Vec<String> {
    let known: std::collections::BTreeSet<String> = all
        .iter()
        .flat_map(|(kind, rows)| rows.iter().map(move |row| (kind, row)))
        .filter_map(|(kind, row)| Some(format!("{kind}/{}", row.get("id")?.as_str()?)))
        .collect();
    let mut open = Vec::new();
    for (kind, row) in all.iter().flat_map(|(kind, rows)| rows.iter().map(move |row| (kind, row))) {
        if kind != "AuditEvent" {
            gather(row, &mut |reference| {
                if !known.contains(reference) {
                    open.push(format!("{kind}: {reference}"));
                }
            });
        }
    }
    open
}

fn gather(json: &Value, take: &mut dyn FnMut(&str)) {
    match json {
        Value::Array(list) => list.iter().for_each(|one| gather(one, take)),
        Value::Object(object) => {
            for (name, member) in object {
                match member {
                    Value::String(text) if name == "reference" => take(text),
                    other => gather(other, take),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn one_day_of_the_demo_clinic_is_whole_and_no_more_than_that_day() -> Result<()> {
    let demo = Demo::open()?;
    let (everything, _) = demo.export("everything", Selection::Everything)?;
    let everything = resources(&everything)?;
    assert_eq!(dangling(&everything), Vec::<String>::new());
    // A day is one of the town's calendar, which may be another than that of its moments in UTC.
    let mut days: BTreeMap<chrono::NaiveDate, usize> = BTreeMap::new();
    for visit in everything.get("Encounter").into_iter().flatten() {
        let began = visit.pointer("/period/start").and_then(Value::as_str);
        let began = began.and_then(|began| chrono::DateTime::parse_from_rfc3339(began).ok());
        if let Some(began) = began {
            *days.entry(began.with_timezone(&demo.zone).date_naive()).or_default() += 1;
        }
    }
    let busiest = days.into_iter().max_by_key(|(_, visits)| *visits);
    let (day, _) = busiest.context("no visit on any day")?;
    let (out, exported) = demo.export("day", Selection::Day(day))?;
    let of_day = resources(&out)?;
    assert_eq!(dangling(&of_day), Vec::<String>::new());
    for kind in ["Patient", "Practitioner", "Organization", "Location", "Encounter", "Appointment"]
    {
        let (part, whole) = (of_day.get(kind), everything.get(kind));
        ensure!(part.is_some_and(|part| !part.is_empty()), "{kind}: {:?}", exported.resources);
        ensure!(part.map(Vec::len) <= whole.map(Vec::len), "{kind}");
    }
    let fewer = |kind: &str| of_day.get(kind).map(Vec::len) < everything.get(kind).map(Vec::len);
    ensure!(fewer("Encounter") && fewer("Appointment") && fewer("Patient"));
    assert_eq!(fhirkit(&out).errors, Vec::<String>::new());
    Ok(())
}
