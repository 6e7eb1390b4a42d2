//! That scans and what belongs to them are read by an index, however many there have been.

use crate::fixture::Clinic;
use crate::imaging::{register_files, report, scan, scans, worklist};
use crate::scheduling::needed;

#[test]
fn no_list_of_imaging_reads_a_whole_table() {
    let clinic = Clinic::found();
    let whole = "SELECT id FROM scans WHERE modality = 'CT'";
    assert_eq!(clinic.scans(whole), ["SCAN scans"]);
    for sql in [
        worklist::WAITING,
        scan::FILES,
        scan::ANALYSES,
        scan::FINDINGS,
        scan::REPORTS,
        report::OPEN,
        report::SIGNED,
        register_files::SAME_INSTANCE,
        needed::OF_SCAN,
        &scans::scans_page_sql(),
    ] {
        let scans = clinic.scans(sql);
        assert!(scans.is_empty(), "{sql}\n{scans:?}");
    }
}
