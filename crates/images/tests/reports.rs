//! What devices report: a measurement report, one of computer-aided detection, and reports that are
//! no proposals.

mod made;

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use images::report::{Report, read};
use images::{DicomFile, Unreadable};
use made::{Made, code, coded, image, item, measured, region, report, said, stands_for};

fn take(made: Made) -> Result<Report, Unreadable> {
    read(&DicomFile::open(&made.file())?)
}

fn dcm(value: &str, meaning: &str) -> Made {
    code(value, "DCM", meaning)
}

fn algorithm() -> Vec<Made> {
    vec![
        said(dcm("111001", "Algorithm Name"), "Nodule finder"),
        said(dcm("111003", "Algorithm Version"), "2.1"),
    ]
}

/// A measurement group of TID 1500.
fn nodule() -> Made {
    let mut content = algorithm();
    content.extend([
        said(dcm("112039", "Tracking Identifier"), "Nodule 1"),
        coded(dcm("121071", "Finding"), code("27925004", "SCT", "Nodule")),
        coded(code("363698007", "SCT", "Finding Site"), code("39607008", "SCT", "Lung")),
        region(
            dcm("111030", "Image Region"),
            "POLYLINE",
            &[10.5, 20.0, 14.0, 20.0, 14.0, 26.0, 10.5, 20.0],
            vec![image("1.2.3.1", Some("2"))],
        ),
        measured(code("81827009", "SCT", "Diameter"), "12.50", code("mm", "UCUM", "millimeter")),
        measured(dcm("111012", "Certainty of Finding"), "87", code("%", "UCUM", "percent")),
        coded(code("X-1", "99MAKER", "Edge"), code("X-2", "99MAKER", "frayed")),
    ]);
    item("CONTAINER", dcm("125007", "Measurement Group")).items(tags::CONTENT_SEQUENCE, content)
}

/// Image library whose values are no findings.
fn library() -> Made {
    item("CONTAINER", dcm("111028", "Image Library")).items(
        tags::CONTENT_SEQUENCE,
        vec![measured(dcm("112011", "Pixel Spacing"), "0.7", code("mm", "UCUM", "millimeter"))],
    )
}

fn measurements(groups: Vec<Made>) -> Made {
    let groups = item("CONTAINER", dcm("126010", "Imaging Measurements"))
        .items(tags::CONTENT_SEQUENCE, groups);
    report(uids::COMPREHENSIVE3_DSR_STORAGE, vec![library(), groups])
}

#[test]
fn a_measurement_report_gives_concept_site_value_certainty_and_place() {
    let told = take(measurements(vec![nodule()])).unwrap();
    assert_eq!(told.sop_instance_uid, "1.2.3.4");
    assert_eq!(told.patient.family_name.as_deref(), Some("Marín"));
    let [program] = told.algorithms.as_slice() else { panic!("{:?}", told.algorithms) };
    assert_eq!((program.name.as_str(), program.version.as_deref()), ("Nodule finder", Some("2.1")));
    let [found] = told.findings.as_slice() else { panic!("{:?}", told.findings) };
    assert_eq!(found.concept.value.as_deref(), Some("27925004"));
    assert_eq!(found.concept.scheme.as_deref(), Some("SCT"));
    assert_eq!(found.site.as_ref().unwrap().meaning, "Lung");
    assert_eq!(found.confidence, Some(0.87));
    let [diameter] = found.measurements.as_slice() else { panic!("{:?}", found.measurements) };
    assert_eq!(diameter.value, "12.50");
    assert_eq!(diameter.unit.as_ref().unwrap().value.as_deref(), Some("mm"));
    let place = &found.positions[0];
    assert_eq!(place.graphic.as_deref(), Some("POLYLINE"));
    assert_eq!(place.points[0], [10.5, 20.0]);
    assert_eq!((place.sop_instance_uid.as_deref(), place.frame_number), (Some("1.2.3.1"), Some(2)));
    // A concept that nobody knows here is kept as it is.
    let edge = found.qualities.iter().find(|quality| quality.concept.meaning == "Edge").unwrap();
    assert_eq!(edge.concept.scheme.as_deref(), Some("99MAKER"));
    assert_eq!(edge.code.as_ref().unwrap().value.as_deref(), Some("X-2"));
}

/// TID 4000: the impression holds a cluster, the cluster two findings of single images, and places
/// name their images by their place in the tree.
#[test]
fn a_detection_report_gives_each_finding_its_own_program_and_image() {
    let centre = |x: f32, library_item: u32| {
        region(dcm("111010", "Center"), "POINT", &[x, 7.0], vec![stands_for(&[1, 1, library_item])])
    };
    let single = |name: &str, x: f32, library_item: u32| {
        coded(dcm("111059", "Single Image Finding"), code("F-01775", "SRT", "Calcification")).items(
            tags::CONTENT_SEQUENCE,
            vec![
                said(dcm("111001", "Algorithm Name"), name),
                centre(x, library_item),
                measured(dcm("111047", "Probability of cancer"), "0.4", code("1", "UCUM", "1")),
                measured(dcm("111012", "Certainty of Finding"), "70", code("%", "UCUM", "%")),
            ],
        )
    };
    let cluster =
        coded(dcm("111015", "Composite Feature"), code("F-01776", "SRT", "Calcification Cluster"))
            .items(tags::CONTENT_SEQUENCE, vec![single("One", 3.0, 1), single("Other", 4.0, 2)]);
    let impression = item("CONTAINER", dcm("111034", "Individual Impression"))
        .items(tags::CONTENT_SEQUENCE, vec![cluster]);
    let library = item("CONTAINER", dcm("111028", "Image Library"))
        .items(tags::CONTENT_SEQUENCE, vec![image("1.2.3.1", None), image("1.2.3.2", None)]);
    let made = report(uids::MAMMOGRAPHY_CADSR_STORAGE, vec![library, impression])
        .text(tags::MANUFACTURER, VR::LO, "Lumen")
        .text(tags::MANUFACTURER_MODEL_NAME, VR::LO, "MammoSee")
        .text(tags::SOFTWARE_VERSIONS, VR::LO, "5");
    let told = take(made).unwrap();
    let names: Vec<&str> = told.algorithms.iter().map(|made| made.name.as_str()).collect();
    assert_eq!(names, ["One", "Other", "Lumen MammoSee"]);
    let made_by: Vec<(&str, usize)> = told
        .findings
        .iter()
        .map(|found| (found.concept.meaning.as_str(), found.algorithm))
        .collect();
    assert_eq!(made_by, [("Calcification Cluster", 2), ("Calcification", 0), ("Calcification", 1)]);
    assert_eq!(told.findings[1].confidence, Some(0.7), "certainty goes before probability");
    let images: Vec<_> = told.findings[1..]
        .iter()
        .map(|found| found.positions[0].sop_instance_uid.as_deref().unwrap())
        .collect();
    assert_eq!(images, ["1.2.3.1", "1.2.3.2"]);
}

#[test]
fn what_a_person_wrote_is_no_proposal_and_what_nobody_signed_needs_a_maker() {
    let finding = || said(dcm("121071", "Finding"), "A shadow");
    let class = uids::COMPREHENSIVE_SR_STORAGE;
    let verified = report(class, vec![finding()]).text(tags::VERIFICATION_FLAG, VR::CS, "VERIFIED");
    assert_eq!(take(verified), Err(Unreadable::WrittenByPerson));
    let person = coded(dcm("121005", "Observer Type"), dcm("121006", "Person"));
    assert_eq!(take(report(class, vec![person, finding()])), Err(Unreadable::WrittenByPerson));
    assert_eq!(take(report(class, vec![finding()])), Err(Unreadable::NoMaker));
    let device = || coded(dcm("121005", "Observer Type"), dcm("121007", "Device"));
    assert_eq!(take(report(class, vec![device(), finding()])), Err(Unreadable::NoMaker));
    let named = said(dcm("121015", "Device Observer Model Name"), "LungSee");
    let told = take(report(class, vec![device(), named, finding()])).unwrap();
    assert_eq!((told.algorithms[0].name.as_str(), &told.algorithms[0].version), ("LungSee", &None));
    assert_eq!(told.findings[0].concept.meaning, "A shadow");
    assert_eq!(told.findings[0].concept.value, None);
    // What a person has verified was still made by the program that it names.
    let both = measurements(vec![nodule()]).text(tags::VERIFICATION_FLAG, VR::CS, "VERIFIED");
    assert!(take(both).unwrap().is_verified);
}

#[test]
fn a_certainty_that_is_none_and_a_place_that_leads_nowhere_are_left_out() {
    let odd = coded(dcm("111059", "Single Image Finding"), code("M-1", "SRT", "Mass")).items(
        tags::CONTENT_SEQUENCE,
        vec![
            measured(dcm("111012", "Certainty of Finding"), "870", code("%", "UCUM", "percent")),
            region(dcm("111010", "Center"), "POINT", &[f32::NAN, 1.0], vec![]),
            region(dcm("111010", "Center"), "POINT", &[2.0, 1.0], vec![stands_for(&[1, 99])]),
        ],
    );
    let mut content = algorithm();
    content.push(odd);
    let told = take(report(uids::CHEST_CADSR_STORAGE, content)).unwrap();
    let [found] = told.findings.as_slice() else { panic!("{:?}", told.findings) };
    assert_eq!(found.confidence, None);
    assert_eq!(found.positions.len(), 1);
    assert_eq!(found.positions[0].sop_instance_uid, None);
}

#[test]
fn a_report_with_too_many_findings_or_cut_off_is_a_sentence() {
    let many: Vec<Made> = (0..501).map(|_| nodule()).collect();
    assert!(matches!(take(measurements(many)), Err(Unreadable::TooLarge { .. })));
    let whole = measurements(vec![nodule()]).file();
    for end in (0..whole.len()).step_by(17) {
        if let Ok(told) = DicomFile::open(&whole[..end]).and_then(|file| read(&file)) {
            panic!("{end} of {}: {told:?}", whole.len());
        }
    }
    for at in (128..whole.len()).step_by(13) {
        let mut changed = whole.clone();
        changed[at] ^= 0x81;
        let _ = DicomFile::open(&changed).and_then(|file| read(&file));
    }
    assert_eq!(take(Made::grey(4, 4, 12).pixels(&[0; 16])), Err(Unreadable::NoReport));
}

#[test]
fn the_reports_of_pydicom_were_written_by_people() {
    let Some(folder) = made::pydicom() else { return };
    let of = |name: &str| {
        DicomFile::open(&std::fs::read(folder.join(name)).unwrap()).and_then(|file| read(&file))
    };
    assert_eq!(of("test-SR.dcm"), Err(Unreadable::WrittenByPerson));
    for name in ["reportsi.dcm", "reportsi_with_empty_number_tags.dcm"] {
        let told = of(name);
        assert!(told.is_err(), "{name}: {told:?}");
    }
}
