//! A patient is insured.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::asked::must_be_here;
use crate::people::policy::{PolicyForm, rank_must_be_free};
use crate::{Refused, Who};

/// Whose policy, and what stands on it.
#[derive(Deserialize, TS)]
pub struct AddPolicy {
    patient_id: Uuid,
    #[serde(flatten)]
    form: PolicyForm,
}

/// Enters a policy as active. Each rank has one active policy.
pub fn add_policy(write: &mut Write<'_>, who: &Who, request: AddPolicy) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    rank_must_be_free(write, request.patient_id, &request.form.coverage_rank, None)?;
    let cells =
        request.form.cells(who).set("patient_id", request.patient_id).set("status", "active");
    Ok(Made { id: write.insert("insurance_policies", cells)? })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn form(rank: &str) -> Value {
        json!({
            "insurer_name": "Mutua del Puerto", "insurer_code": null, "plan_name": "Basic",
            "plan_kind": null, "policy_number": "MP-1", "group_number": null,
            "holder_name": null, "relationship_to_patient": "self", "coverage_rank": rank,
            "effective_on": "2026-01-01", "expires_on": "2026-12-31", "copay_minor": 500,
            "deductible_minor": null, "deductible_met_minor": null, "deductible_met_on": null,
            "currency": null, "preauthorization_required": false, "notes": null
        })
    }

    fn ask(
        clinic: &Clinic,
        name: &str,
        id: (&str, Uuid),
        rank: &str,
    ) -> Result<Value, crate::Refused> {
        let mut request = form(rank);
        request[id.0] = json!(id.1);
        request["version"] = json!(0);
        clinic.ask(clinic.receptionist, name, request)
    }

    fn listed(clinic: &Clinic, patient: Uuid) -> Vec<Value> {
        let request = json!({ "patient_id": patient });
        let list = clinic.ask(clinic.owner, "people.policies", request).unwrap();
        list["policies"].as_array().unwrap().clone()
    }

    #[test]
    fn each_rank_has_one_active_policy_and_the_sentence_names_it() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let first =
            id_of(&ask(&clinic, "people.add_policy", ("patient_id", patient), "primary").unwrap());
        let refused =
            ask(&clinic, "people.add_policy", ("patient_id", patient), "primary").unwrap_err();
        assert_eq!(refused.field, Some("coverage_rank"));
        assert!(refused.sentence.contains("active primary policy"), "{refused}");
        let second = id_of(
            &ask(&clinic, "people.add_policy", ("patient_id", patient), "secondary").unwrap(),
        );
        let refused = ask(&clinic, "people.update_policy", ("id", second), "primary").unwrap_err();
        assert_eq!(refused.field, Some("coverage_rank"));
        let end = json!({ "id": first, "version": 0, "status": "inactive", "ended_on": null });
        clinic.ask(clinic.receptionist, "people.end_policy", end).unwrap();
        ask(&clinic, "people.update_policy", ("id", second), "primary").unwrap();
        let shown: Vec<_> = listed(&clinic, patient)
            .iter()
            .map(|line| (line["id"].clone(), line["status"].clone(), line["expires_on"].clone()))
            .collect();
        assert_eq!(
            shown,
            [
                (json!(second), json!("active"), json!("2026-12-31")),
                (json!(first), json!("inactive"), json!("2026-03-02")),
            ]
        );
    }

    #[test]
    fn records_that_were_merged_share_their_ranks() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        ask(&clinic, "people.add_policy", ("patient_id", behind), "primary").unwrap();
        let merge = json!({ "patient_id": kept, "merged_patient_id": behind, "reason": "one" });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        assert_eq!(listed(&clinic, kept).len(), 1);
        let refused = ask(&clinic, "people.add_policy", ("patient_id", kept), "primary");
        assert_eq!(refused.unwrap_err().field, Some("coverage_rank"));
    }

    #[test]
    fn records_with_a_policy_of_one_rank_each_are_merged_and_somebody_is_asked() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        for patient in [kept, behind] {
            ask(&clinic, "people.add_policy", ("patient_id", patient), "primary").unwrap();
        }
        let merge = json!({ "patient_id": kept, "merged_patient_id": behind, "reason": "one" });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        let asked = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND title LIKE '%one rank'";
        assert_eq!(clinic.number(asked, kept), Some(1));
    }

    #[test]
    fn what_the_insurer_confirmed_holds_until_the_cover_is_another_one() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let id =
            id_of(&ask(&clinic, "people.add_policy", ("patient_id", patient), "primary").unwrap());
        let verify = || {
            clinic.ask(
                clinic.receptionist,
                "people.verify_policy",
                json!({ "id": id, "version": 0 }),
            )
        };
        verify().unwrap();
        assert_eq!(listed(&clinic, patient)[0]["verified_by"], "Rosa Iglesias");
        let change = |field: &str, value: Value| {
            let mut request = form("primary");
            request["id"] = json!(id);
            request["version"] = json!(0);
            request[field] = value;
            clinic.ask(clinic.receptionist, "people.update_policy", request).unwrap();
            listed(&clinic, patient)[0]["verified_at"].clone()
        };
        assert_ne!(change("copay_minor", json!(700)), json!(null));
        assert_eq!(change("policy_number", json!("MP-2")), json!(null));
        clinic.set_clock("2027-01-02T09:00:00Z");
        assert!(listed(&clinic, patient)[0]["lapsed"].as_bool().unwrap());
        assert!(verify().unwrap_err().sentence.contains("has ended"));
    }

    #[test]
    fn a_nurse_sees_no_insurance() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let refused = clinic.ask(clinic.nurse, "people.policies", json!({ "patient_id": patient }));
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
    }
}
