//! A radiologist answers for a report.

use catalog::Role;
use serde_json::json;
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::alerts::critical::{Critical, correction_is_owed, settled};
use crate::imaging::queue::{done, entry_id};
use crate::imaging::report::{Report, must_be_radiologist, report as reported};
use crate::imaging::standing::{Scan, ThisImaging, scan};
use crate::messages::notify::{Note, notify};
use crate::messages::tell_patient::{PatientNote, tell_patient};
use crate::records::append::{Entry, append};
use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// Signs a report, once. It goes into the chained record, the scan counts as reported, whoever
/// ordered it and the patient are told, and of a critical result somebody is telephoned. An
/// amendment ends the alarm about the report that it replaces.
pub fn sign_report(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    must_be_radiologist(who, "sign")?;
    let report = reported(write, this.id)?;
    report.must_be_open("signed")?;
    if report.overall_result.is_none() {
        return Err(Refused::field("overall_result", "Choose the overall result before you sign."));
    }
    let scan = scan(write, report.scan_id)?;
    let of = format!("scan {}", number(&scan));
    let critical = Critical {
        source: ("reports", report.id),
        patient: report.patient_id,
        of: &of,
        roles: &["doctor"],
        telephones: Role::Radiologist,
        assigned_to: Some(who.user_id),
    };
    let now = write.now();
    let cells = Cells::new()
        .set("status", "signed")
        .set("signed_at", now)
        .set("signed_by", who.user_id)
        .set("practitioner_id", who.practitioner_id);
    write.update("reports", report.id, Some(this.version), cells)?;
    if let Some(amended) = report.amends_id {
        let before = reported(write, amended)?;
        write.update("reports", amended, None, Cells::new().set("status", "amended"))?;
        replace(write, who, &before, (&report, &critical))?;
    }
    if scan.status == "acquired" {
        let cells = Cells::new().set("status", "reported").set("completed_at", now);
        write.update("scans", scan.id, None, cells)?;
    }
    done(write, entry_id(scan.id, "reading", None))?;
    let entry = Entry {
        patient: report.patient_id,
        record_type: "report",
        content: content(&report, &scan),
        source: Some(("reports", report.id)),
    };
    append(write, who, entry)?;
    write.audit("sign", Some("reports"), Some(report.id), Some(report.patient_id), None)?;
    tell_orderer(write, &report, &scan)?;
    tell(write, &report)?;
    // It calls those who treat, and waits with the radiologist until somebody has been told by
    // word of mouth.
    if report.is_critical() && report.told_at.is_none() {
        critical.raise(write, who)?;
    }
    let signed = Happened {
        trigger: "report_signed",
        row: ("reports", report.id),
        patient: Some(report.patient_id),
    };
    happened(write, who, &signed)?;
    Ok(Nothing {})
}

fn content(report: &Report, scan: &Scan) -> serde_json::Value {
    json!({
        "report_id": report.id,
        "scan_id": scan.id,
        "scan_number": scan.scan_number,
        "modality": scan.modality,
        "body_part": scan.body_part,
        "kind": report.kind,
        "findings": report.findings_text,
        "impression": report.impression,
        "recommendations": report.recommendations,
        "overall_result": report.overall_result,
        "amends_id": report.amends_id,
        "amendment_reason": report.amendment_reason
    })
}

fn tell_orderer(write: &mut Write<'_>, report: &Report, scan: &Scan) -> Result<(), Refused> {
    let user: Option<Option<Uuid>> =
        write.value("SELECT user_id FROM practitioners WHERE id = ?1", params![scan.ordered_by])?;
    let Some(user) = user.flatten() else { return Ok(()) };
    let amended = if report.amends_id.is_some() { "amended" } else { "signed" };
    notify(
        write,
        &Note {
            id: None,
            user,
            kind: "result",
            title: format!("Report {amended}: scan {}", number(scan)),
            body: None,
            link: Some(("reports", report.id)),
            due_at: None,
        },
    )?;
    Ok(())
}

/// The patient hears that there is a report, and not what it says.
fn tell(write: &mut Write<'_>, report: &Report) -> Result<(), Refused> {
    let is = if report.amends_id.is_some() { "was amended" } else { "is there" };
    tell_patient(
        write,
        &PatientNote {
            id: None,
            patient: report.patient_id,
            kind: "result",
            title: format!("The report on your images {is}"),
            body: None,
            link: ("reports", report.id),
        },
    )?;
    Ok(())
}

fn number(scan: &Scan) -> &str {
    scan.scan_number.as_deref().unwrap_or("without a number")
}

/// Ends the alarm about a report that was amended. Whoever was told that it was critical, or has
/// still to hear that it was not, is telephoned again if the new one is not.
fn replace(
    write: &mut Write<'_>,
    who: &Who,
    amended: &Report,
    new: (&Report, &Critical<'_>),
) -> Result<(), Refused> {
    let was_told = amended.is_critical() && amended.told_at.is_some();
    let is_owed = was_told || correction_is_owed(write, amended.id)?;
    settled(write, who, amended.id, "The report was amended")?;
    let (report, critical) = new;
    // Who was told the new wording before it was signed knows.
    if is_owed && !report.is_critical() && report.told_at.is_none() {
        critical.take_back(write, who)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use crate::imaging::acquire::tests::acquired;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn start(clinic: &Clinic, user: Uuid, scan: Uuid) -> Uuid {
        let request = json!({ "scan_id": scan });
        id_of(&clinic.ask(user, "imaging.start_report", request).unwrap())
    }

    fn save(report: Uuid, result: Value, preliminary: bool) -> Value {
        json!({
            "id": report, "version": 0, "findings_text": "Thrombus in the right main artery.",
            "impression": "Pulmonary embolism.", "recommendations": null,
            "overall_result": result, "preliminary": preliminary
        })
    }

    fn this(id: Uuid) -> Value {
        json!({ "id": id, "version": 0 })
    }

    fn status(clinic: &Clinic, report: Uuid) -> String {
        clinic.text("SELECT status FROM reports WHERE id = ?1", report).unwrap()
    }

    #[test]
    fn a_report_is_signed_once_by_a_radiologist_and_stands_in_the_chained_record() {
        let clinic = Clinic::found();
        let (technician, radiologist, scan) = acquired(&clinic);
        let sql = "SELECT hex(patient_id) FROM scans WHERE id = ?1";
        let user = clinic.connect(clinic.text(sql, scan).unwrap().parse().unwrap(), "Elena");
        let report = start(&clinic, radiologist, scan);
        let second = json!({ "scan_id": scan });
        let refused = clinic.ask(radiologist, "imaging.start_report", second.clone()).unwrap_err();
        assert_eq!(refused.code, Some("report_open"));
        let early = clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap_err();
        assert_eq!(early.field, Some("overall_result"));
        let by_technician = save(report, json!("normal"), true);
        let refused = clinic.ask(technician, "imaging.save_report", by_technician.clone());
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
        clinic.ask(radiologist, "imaging.save_report", by_technician).unwrap();
        assert_eq!(status(&clinic, report), "preliminary");
        clinic
            .ask(radiologist, "imaging.save_report", save(report, json!("normal"), false))
            .unwrap();
        assert_eq!(status(&clinic, report), "preliminary");
        let refused = clinic.ask(technician, "imaging.sign_report", this(report)).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap();
        assert_eq!(status(&clinic, report), "signed");
        let again = clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap_err();
        assert_eq!(again.code, Some("over"));
        let late = save(report, json!("normal"), false);
        let late = clinic.ask(radiologist, "imaging.save_report", late).unwrap_err();
        assert!(late.sentence.contains("Amend it"));
        let refused = clinic.ask(radiologist, "imaging.start_report", second).unwrap_err();
        assert_eq!(refused.code, Some("signed"));
        let scan_status = clinic.text("SELECT status FROM scans WHERE id = ?1", scan);
        assert_eq!(scan_status.as_deref(), Some("reported"));
        let sql = "SELECT record_type || ' ' || (content LIKE '%Pulmonary embolism%') \
                   FROM ehr_entries WHERE row_id = ?1";
        assert_eq!(clinic.text(sql, report).unwrap(), "report 1");
        let sql = "SELECT count(*) FROM audit_logs WHERE action = 'sign' AND row_id = ?1";
        assert_eq!(clinic.number(sql, report), Some(1));
        let told = clinic.ask(clinic.doctor, "messages.notifications", json!({})).unwrap();
        assert_eq!(told["items"][0]["title"], "Report signed: scan A-000001");
        let told = clinic.ask(user, "messages.own_notifications", json!({})).unwrap();
        assert_eq!(told["items"][0]["title"], "The report on your images is there");
        assert_eq!(told["items"][0]["body"], json!(null));
        let mine = clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap();
        assert_eq!(mine, json!([]), "a normal result calls nobody");
    }

    #[test]
    fn a_critical_result_calls_the_doctors_until_somebody_has_been_told() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let report = start(&clinic, radiologist, scan);
        let critical = save(report, json!("critical"), false);
        clinic.ask(radiologist, "imaging.save_report", critical).unwrap();
        clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap();
        let mine = clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap();
        assert_eq!(mine[0]["kind"], "critical_result");
        assert!(!mine[0]["title"].as_str().unwrap().contains("Elena"));
        let tasks = || {
            let request = json!({ "only_mine": true });
            clinic.ask(radiologist, "messages.tasks", request).unwrap().as_array().unwrap().len()
        };
        assert_eq!(tasks(), 1);
        assert_eq!(alarms(&clinic, report), ["open critical_result, created"]);
        let tell = |to: &str| json!({ "id": report, "version": 0, "told_to": to });
        let silent = clinic.ask(radiologist, "imaging.tell_result", tell(" ")).unwrap_err();
        assert_eq!(silent.field, Some("told_to"));
        clinic.ask(radiologist, "imaging.tell_result", tell("Dr Benali, by telephone")).unwrap();
        assert_eq!(tasks(), 0);
        assert_eq!(alarms(&clinic, report), ["resolved critical_result, created,resolved"]);
        assert_eq!(clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap(), json!([]));
        let sql = "SELECT told_to FROM reports WHERE id = ?1 AND told_by IS NOT NULL";
        assert_eq!(clinic.text(sql, report).unwrap(), "Dr Benali, by telephone");
    }

    /// The alerts that `report` opened, each with its timeline.
    fn alarms(clinic: &Clinic, report: Uuid) -> Vec<String> {
        let told: Result<Vec<String>, store::Error> = clinic.store.read(|reader| {
            reader.column(
                "SELECT a.status || ' ' || a.kind || ', ' || (SELECT group_concat(kind) FROM \
                 (SELECT kind FROM alert_events e WHERE e.alert_id = a.id ORDER BY kind)) \
                 FROM alerts a WHERE a.source_row_id = ?1 ORDER BY a.id",
                store::params![report],
            )
        });
        told.unwrap()
    }

    #[test]
    fn an_amendment_ends_the_alarm_and_whoever_was_told_is_told_again() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let tasks = || -> Vec<String> {
            let request = json!({ "only_mine": true });
            let tasks = clinic.ask(radiologist, "messages.tasks", request).unwrap();
            let tasks = tasks.as_array().unwrap().iter();
            tasks.map(|task| task["title"].as_str().unwrap().to_owned()).collect()
        };
        let sign = |report: Uuid, result: &str| {
            let saved = save(report, json!(result), false);
            clinic.ask(radiologist, "imaging.save_report", saved).unwrap();
            clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap();
        };
        let amend = |report: Uuid, result: &str| {
            let request = json!({ "id": report, "reason": "an artefact" });
            let new = clinic.ask(radiologist, "imaging.amend_report", request).unwrap();
            sign(id_of(&new), result);
            id_of(&new)
        };
        let tell = |report: Uuid| {
            let told = json!({ "id": report, "version": 0, "told_to": "Dr Benali" });
            clinic.ask(radiologist, "imaging.tell_result", told)
        };
        let telephone = ["Telephone a critical result: scan A-000001"];
        let correction = ["Telephone the correction of a critical result: scan A-000001"];

        let first = start(&clinic, radiologist, scan);
        sign(first, "critical");
        assert_eq!(tasks(), telephone);
        let second = amend(first, "normal");
        assert_eq!(alarms(&clinic, first), ["resolved critical_result, created,resolved"]);
        assert!(tasks().is_empty(), "nobody had been told");
        let third = amend(second, "critical");
        assert_eq!(
            (tasks(), alarms(&clinic, third).len()),
            (telephone.map(str::to_owned).into(), 1)
        );
        tell(third).unwrap();
        let fourth = amend(third, "normal");
        assert_eq!(tasks(), correction);
        let stale = tell(third).unwrap_err();
        assert!(stale.sentence.contains("has been amended"), "{}", stale.sentence);
        // The correction is still owed when the amendment is amended.
        let fifth = amend(fourth, "abnormal");
        assert_eq!(tasks(), correction);
        tell(fifth).unwrap();
        assert!(tasks().is_empty());
        assert_eq!(clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap(), json!([]));
    }

    #[test]
    fn who_was_told_before_the_signature_is_not_called_again() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let report = start(&clinic, radiologist, scan);
        let critical = save(report, json!("critical"), false);
        clinic.ask(radiologist, "imaging.save_report", critical).unwrap();
        let tell = json!({ "id": report, "version": 0, "told_to": "Dr Benali" });
        clinic.ask(radiologist, "imaging.tell_result", tell).unwrap();
        clinic.ask(radiologist, "imaging.sign_report", this(report)).unwrap();
        assert_eq!(clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap(), json!([]));
    }

    #[test]
    fn an_amendment_is_a_new_report_that_replaces_the_old_one_when_it_is_signed() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let old = start(&clinic, radiologist, scan);
        let request = |reason: &str| json!({ "id": old, "reason": reason });
        let unsigned = clinic.ask(radiologist, "imaging.amend_report", request("typing error"));
        assert!(unsigned.unwrap_err().sentence.contains("not signed"));
        let abnormal = save(old, json!("abnormal"), false);
        clinic.ask(radiologist, "imaging.save_report", abnormal).unwrap();
        clinic.ask(radiologist, "imaging.sign_report", this(old)).unwrap();
        let silent = clinic.ask(radiologist, "imaging.amend_report", request("")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        let amended = clinic.ask(radiologist, "imaging.amend_report", request("the other side"));
        let new = id_of(&amended.unwrap());
        assert_eq!((status(&clinic, old), status(&clinic, new)), ("signed".into(), "draft".into()));
        clinic.ask(radiologist, "imaging.sign_report", this(new)).unwrap();
        assert_eq!(
            (status(&clinic, old), status(&clinic, new)),
            ("amended".into(), "signed".into())
        );
        let again = clinic.ask(radiologist, "imaging.amend_report", request("twice")).unwrap_err();
        assert!(again.sentence.contains("has been amended"));
        let sql = "SELECT count(*) FROM ehr_entries WHERE record_type = 'report' \
                   AND patient_id = (SELECT patient_id FROM scans WHERE id = ?1)";
        assert_eq!(clinic.number(sql, scan), Some(2));
    }

    #[test]
    fn a_draft_is_cancelled_with_a_reason_and_the_scan_waits_again() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let report = start(&clinic, radiologist, scan);
        let cancel = |reason: &str| json!({ "id": report, "version": 0, "reason": reason });
        let silent = clinic.ask(radiologist, "imaging.cancel_report", cancel(" ")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        clinic.ask(radiologist, "imaging.cancel_report", cancel("wrong template")).unwrap();
        let request = json!({ "stage": "reading", "only_mine": false });
        let lines = clinic.ask(radiologist, "imaging.worklist", request).unwrap();
        assert_eq!(lines[0]["status"], "waiting");
        start(&clinic, radiologist, scan);
    }
}
