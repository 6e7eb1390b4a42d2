//! That the audit trail and the security log are read by an index, however long they have become.

use crate::fixture::Clinic;
use crate::system::{audit, dashboard, metrics};

#[test]
fn no_list_of_what_happened_reads_a_whole_table() {
    let clinic = Clinic::found();
    let whole = "SELECT id FROM security_logs WHERE failure_reason = 'stopped'";
    assert_eq!(clinic.scans(whole), ["SCAN security_logs"]);
    let security = audit::SECURITY_BY.iter().map(|by| audit::security_query(by));
    let audit = audit::audit_by().map(|by| audit::audit_query(&by));
    for sql in security.chain(audit).chain([
        metrics::LIST.to_owned(),
        metrics::TOTALS.to_owned(),
        dashboard::DECISIONS.to_owned(),
    ]) {
        let scans = clinic.scans(&sql);
        assert!(scans.is_empty(), "{sql}\n{scans:?}");
    }
}

#[test]
fn each_filter_of_the_security_log_has_its_index() {
    let clinic = Clinic::found();
    let indexes = ["by_time", "by_user", "by_device", "by_action"];
    for (by, index) in audit::SECURITY_BY.iter().zip(indexes) {
        let plan = clinic.plan(&audit::security_query(by));
        let index = format!("security_logs_{index} ");
        assert!(plan.iter().any(|step| step.contains(&index)), "{index}: {plan:?}");
    }
}
