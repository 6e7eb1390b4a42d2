//! Models that the clinic installs, on files that the tests write: what they see is worked out by
//! hand, and what must not run does not.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a story fails by panicking")]

mod made;
#[path = "made/onnx.rs"]
mod onnx;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use data_encoding::HEXLOWER;
use dicom_core::VR;
use dicom_dictionary_std::tags;
use images::DicomFile;
use images::model::{Description, FrameSeen, MODEL_BYTES_MAX, Model, Place, Unfit, Watch};
use made::Made;
use onnx::{Attribute, about_brightest, brightest, elsewhere, file, floats, step, wholes};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn sum(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Opens `onnx` as `about` describes it, with the right sum.
fn open(mut about: Value, onnx: &[u8]) -> Result<Model, Unfit> {
    about["file_sha256"] = json!(sum(onnx));
    Model::open(Description::read(about.to_string().as_bytes())?, onnx)
}

fn look(model: &Model, dicom: &[u8]) -> Result<Vec<FrameSeen>, Unfit> {
    let stopped = AtomicBool::new(false);
    let file = DicomFile::open(dicom).unwrap();
    model.look(&file, Some("wrist"), Watch::new(Duration::from_secs(60), &stopped))
}

/// 16 × 16 pixels of 8 bits, dark but for 2 × 2 bright ones from column 8 and row 4.
fn dot() -> Vec<u8> {
    let bright = |at: usize| (8..10).contains(&(at % 16)) && (4..6).contains(&(at / 16));
    (0..256).map(|at| if bright(at) { 255 } else { 0 }).collect()
}

fn eight_bits(rows: u16, columns: u16) -> Made {
    Made::grey(rows, columns, 8).number(tags::BITS_ALLOCATED, 8)
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} {expected}");
}

/// Made half as large, each place takes 1/8, 3/8, 3/8 and 1/8 of four pixels, both ways. The
/// brightest place is column 4, row 2, with (3/8 + 3/8)² = 0.5625. Each bright pixel gives a quarter
/// to the sum of all, which is 1, and the mean 1/64; the score of the whole is 1 ÷ (1 + e^3.875).
#[test]
fn a_model_sees_what_was_worked_out_by_hand_at_the_place_where_it_is() {
    let model = open(about_brightest(), &brightest()).unwrap();
    let frames = look(&model, &eight_bits(16, 16).bytes(&dot()).file()).unwrap();
    let [frame] = frames.as_slice() else { panic!("{frames:?}") };
    assert_eq!(frame.scores[0].label, "bright");
    close(frame.scores[0].score, 1.0 / (1.0 + 3.875_f64.exp()));
    let [seen] = frame.seen.as_slice() else { panic!("{frame:?}") };
    assert_eq!(seen.label, "brightest");
    close(seen.confidence, 0.5625);
    let place = Place { x: 8.0, y: 4.0, width: 2.0, height: 2.0 };
    assert_eq!(seen.place, Some(place));
    assert_eq!(look(&model, &eight_bits(16, 16).bytes(&dot()).file()).unwrap(), frames);

    // Stored the other way round it is the same picture.
    let turned: Vec<u8> = dot().iter().map(|value| 255 - value).collect();
    let turned = eight_bits(16, 16)
        .text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1")
        .bytes(&turned);
    assert_eq!(look(&model, &turned.file()).unwrap(), frames);
    // Of colours it sees the luma: 0.299 of red alone, and then it is sure of nothing.
    let colour = |red: u8, green: u8, blue: u8| {
        let pixels: Vec<u8> =
            dot().iter().flat_map(|on| [red, green, blue].map(|most| most.min(*on))).collect();
        let made = eight_bits(16, 16)
            .number(tags::SAMPLES_PER_PIXEL, 3)
            .number(tags::PLANAR_CONFIGURATION, 0);
        made.text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB").bytes(&pixels).file()
    };
    assert_eq!(look(&model, &colour(255, 255, 255)).unwrap(), frames);
    assert!(look(&model, &colour(255, 0, 0)).unwrap()[0].seen.is_empty());
}

#[test]
fn each_frame_is_looked_at_and_the_surest_comes_first() {
    let model = open(about_brightest(), &brightest()).unwrap();
    let bright = vec![255; 256];
    let two = eight_bits(16, 16).text(tags::NUMBER_OF_FRAMES, VR::IS, "2");
    let frames = look(&model, &two.bytes(&[bright, dot()].concat()).file()).unwrap();
    assert_eq!(frames.iter().map(|frame| frame.frame).collect::<Vec<_>>(), [0, 1]);
    let labels = |frame: &FrameSeen| -> Vec<String> {
        frame.seen.iter().map(|seen| seen.label.clone()).collect()
    };
    // The mean 1 gives 1 ÷ (1 + e^−4).
    assert_eq!(labels(&frames[0]), ["brightest", "bright"]);
    close(frames[0].seen[1].confidence, 1.0 / (1.0 + (-4.0_f64).exp()));
    assert_eq!(frames[0].seen[1].place, None);
    assert_eq!(labels(&frames[1]), ["brightest"]);
}

/// Heat that stands in the picture itself: two regions, of which the second touches the edge.
#[test]
fn a_heat_map_becomes_boxes_and_overlapping_boxes_are_thinned_out() {
    let mut about = about_brightest();
    about["outputs"] = json!([{ "kind": "heat_map", "tensor": "heat", "activation": "none",
                                "threshold": 0.4, "label": "warm" }]);
    let heat = file(&[step("Relu", &["image"], &["heat"], &[])], &[], &["heat"]);
    let model = open(about.clone(), &heat).unwrap();
    let mut pixels = vec![0; 64];
    for (at, value) in [(9, 255), (10, 102), (18, 204), (63, 128)] {
        pixels[at] = value;
    }
    let frames = look(&model, &eight_bits(8, 8).bytes(&pixels).file()).unwrap();
    let [surer, other] = frames[0].seen.as_slice() else { panic!("{frames:?}") };
    assert_eq!(surer.place, Some(Place { x: 1.0, y: 1.0, width: 2.0, height: 2.0 }));
    close(surer.confidence, 1.0);
    assert_eq!(other.place, Some(Place { x: 7.0, y: 7.0, width: 1.0, height: 1.0 }));
    close(other.confidence, 128.0 / 255.0);

    // Three boxes whatever is shown: the second shares 3/4 with the first and is less sure.
    let boxes = [[1.0, 1.0, 5.0, 5.0], [1.0, 1.0, 5.0, 4.0], [6.0, 6.0, 20.0, 20.0]].concat();
    let constants = [floats("made", &[3, 4], &boxes), floats("sure", &[3], &[0.9, 0.8, 0.7])];
    let steps = [
        step(
            "ReduceMax",
            &["image"],
            &["most"],
            &[("axes", Attribute::Numbers(vec![0, 1, 2, 3])), ("keepdims", Attribute::Number(0))],
        ),
        step("Sub", &["most", "most"], &["none"], &[]),
        step("Add", &["made", "none"], &["boxes"], &[]),
        step("Add", &["sure", "none"], &["score"], &[]),
    ];
    about["outputs"] = json!([{ "kind": "boxes", "boxes": "boxes", "scores": "score",
        "activation": "none", "form": "corners", "unit": "pixels", "threshold": 0.5,
        "overlap_max": 0.6, "labels": ["box"] }]);
    let model = open(about, &file(&steps, &constants, &["boxes", "score"])).unwrap();
    let frames = look(&model, &eight_bits(8, 8).bytes(&pixels).file()).unwrap();
    let places: Vec<Place> = frames[0].seen.iter().filter_map(|seen| seen.place).collect();
    let first = Place { x: 1.0, y: 1.0, width: 4.0, height: 4.0 };
    // The last one is cut at the image's edge.
    assert_eq!(places, [first, Place { x: 6.0, y: 6.0, width: 2.0, height: 2.0 }]);
}

/// Hounsfield units: 40 is stored as 1064. Between −160 and 240 it is (40 + 160) ÷ 400 = 0.5.
#[test]
fn values_in_units_and_normalisation_are_what_the_description_says() {
    let mut about = about_brightest();
    about["input"]["range"] = json!({ "kind": "units", "low": -160.0, "high": 240.0 });
    about["input"]["mean"] = json!([0.25]);
    about["input"]["deviation"] = json!([0.5]);
    let model = open(about, &brightest()).unwrap();
    let image = Made::grey(8, 8, 12).pixels(&[1064; 64]);
    let scaled = Made::grey(8, 8, 12)
        .text(tags::RESCALE_SLOPE, VR::DS, "1")
        .text(tags::RESCALE_INTERCEPT, VR::DS, "-1024")
        .pixels(&[1064; 64]);
    assert_eq!(look(&model, &image.file()), Err(Unfit::NoUnits));
    let frames = look(&model, &scaled.file()).unwrap();
    // (0.5 − 0.25) ÷ 0.5 = 0.5, whose logit is 0.
    close(frames[0].scores[0].score, 0.5);
}

#[test]
fn another_file_than_the_described_one_is_not_opened() {
    let onnx = brightest();
    let mut about = about_brightest();
    about["file_sha256"] = json!(sum(b"another"));
    let described = Description::read(about.to_string().as_bytes()).unwrap();
    assert_eq!(Model::open(described, &onnx).err(), Some(Unfit::Sum));
    let mut changed = onnx.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let mut about = about_brightest();
    about["file_sha256"] = json!(sum(&onnx));
    let described = Description::read(about.to_string().as_bytes()).unwrap();
    assert_eq!(Model::open(described, &changed).err(), Some(Unfit::Sum));
}

#[test]
fn an_image_of_another_kind_is_not_looked_at() {
    let model = open(about_brightest(), &brightest()).unwrap();
    let image = || eight_bits(16, 16).bytes(&dot());
    let refused = look(&model, &image().text(tags::MODALITY, VR::CS, "CT").file()).unwrap_err();
    assert_eq!(refused.to_string(), "This model looks at DX and this image is CT.");
    let chest = image().text(tags::BODY_PART_EXAMINED, VR::CS, "CHEST").file();
    let refused = look(&model, &chest).unwrap_err();
    assert_eq!(refused.to_string(), "This model looks at WRIST and this image shows CHEST.");
    let file = DicomFile::open(&image().file()).unwrap();
    let stopped = AtomicBool::new(false);
    let unsaid = model.look(&file, None, Watch::new(Duration::from_secs(60), &stopped));
    assert!(matches!(unsaid, Err(Unfit::BodyPart { .. })), "neither image nor order says it");
    let mut colour = about_brightest();
    colour["input"] = json!({ "width": 8, "height": 8, "channels": 3, "layout": "nhwc",
        "fit": "letterbox", "range": { "kind": "stored_bits" }, "mean": [0.0, 0.0, 0.0],
        "deviation": [1.0, 1.0, 1.0] });
    colour["outputs"].as_array_mut().unwrap().truncate(1);
    let mean = file_of_mean();
    let grey = look(&open(colour.clone(), &mean).unwrap(), &image().file());
    assert_eq!(grey, Err(Unfit::NoColour));
    colour["input"]["grey_as_colour"] = json!(true);
    let frames = look(&open(colour, &mean).unwrap(), &image().file()).unwrap();
    close(frames[0].scores[0].score, 1.0 / (1.0 + (-1.0_f64 / 64.0).exp()));
}

/// The mean of all numbers as `logit`, whatever their order.
fn file_of_mean() -> Vec<u8> {
    let axes = Attribute::Numbers(vec![1, 2, 3]);
    let mean = step(
        "ReduceMean",
        &["image"],
        &["logit"],
        &[("axes", axes), ("keepdims", Attribute::Number(0))],
    );
    file(&[mean], &[], &["logit"])
}

#[test]
fn a_model_that_takes_too_long_or_that_somebody_stops_ends() {
    let model = open(about_brightest(), &brightest()).unwrap();
    let file = DicomFile::open(&eight_bits(16, 16).bytes(&dot()).file()).unwrap();
    let looked = |limit: Duration, stopped: bool| {
        let stopped = AtomicBool::new(stopped);
        model.look(&file, Some("WRIST"), Watch::new(limit, &stopped))
    };
    assert_eq!(looked(Duration::ZERO, false), Err(Unfit::TooLong { seconds: 0 }));
    assert_eq!(looked(Duration::from_secs(60), true), Err(Unfit::Stopped));
}

#[test]
fn what_is_not_run_here_is_refused_with_what_it_is() {
    let refused = |steps: &[onnx::Message], constants: &[onnx::Message]| {
        open(about_brightest(), &file(steps, constants, &["logit", "boxes", "score"]))
            .err()
            .unwrap()
    };
    let operation = |name: &str| Unfit::Operation { operation: name.to_owned() };
    let range = step("Range", &["a", "b", "c"], &["logit"], &[]);
    assert_eq!(refused(&[range], &[]), operation("Range"));
    let inner = step(
        "Relu",
        &["image"],
        &["logit"],
        &[("body", Attribute::Graph(onnx::Message::default()))],
    );
    assert_eq!(refused(&[inner], &[]), operation("graphs in graphs"));
    let own = step("Relu", &["image"], &["logit"], &[]).text(7, "com.example");
    assert_eq!(refused(&[own], &[]), operation("Relu"));
    let add = step("Add", &["image", "far"], &["logit"], &[]);
    assert_eq!(refused(&[add], &[elsewhere("far")]), Unfit::InParts);

    let mut about = about_brightest();
    about["file_sha256"] = json!("0".repeat(64));
    let described = Description::read(about.to_string().as_bytes()).unwrap();
    let large = Model::open(described, &vec![0; MODEL_BYTES_MAX + 1]).err();
    assert_eq!(large, Some(Unfit::TooLarge { what: "its file", most: "256 MiB" }));

    // Two lines of 10000 numbers would fold into 100 million.
    let line = |name: &str, shape: &[i64]| floats(name, shape, &[1.0; 10_000]);
    let product = step("MatMul", &["down", "across"], &["large"], &[]);
    let constants = [line("down", &[10_000, 1]), line("across", &[1, 10_000])];
    assert_eq!(
        refused(&[product], &constants),
        Unfit::Constants { operation: "MatMul".to_owned() }
    );
    let padded = step("Pad", &["down", "by"], &["large"], &[]);
    let constants = [line("down", &[10_000]), wholes("by", &[0, i64::MAX])];
    assert_eq!(refused(&[padded], &constants), Unfit::Constants { operation: "Pad".to_owned() });
    // 2^40 numbers that are not there, and numbers that are said to be more than are there.
    let claimed = |side: i64| {
        let add = step("Add", &["image", "claimed"], &["logit"], &[]);
        let tensor = onnx::Message::default().number(1, side).number(2, 1).text(8, "claimed");
        refused(&[add], &[tensor.bytes(9, &[0; 16])])
    };
    assert!(matches!(claimed(1 << 40), Unfit::TooLarge { .. }));
    assert_eq!(claimed(1 << 20), Unfit::NoModel);

    // Each step makes the image four times as large: at last 64 × 4^11 numbers.
    let names: Vec<String> =
        (0..=11).map(|at| if at == 0 { "image".to_owned() } else { format!("x{at}") }).collect();
    let four_times = |from: &String, to: &String| {
        step("Concat", &[from, from, from, from], &[to], &[("axis", Attribute::Number(3))])
    };
    let growing: Vec<onnx::Message> =
        names.iter().zip(&names[1..]).map(|(from, to)| four_times(from, to)).collect();
    let large = open(about_brightest(), &file(&growing, &[], &["x11"])).err();
    assert_eq!(
        large,
        Some(Unfit::TooLarge { what: "one of its tensors", most: "64 million numbers" })
    );
}

#[test]
fn a_model_must_take_in_and_give_what_its_description_says() {
    let wrong = |change: fn(&mut Value)| {
        let mut about = about_brightest();
        change(&mut about);
        open(about, &brightest()).err().unwrap()
    };
    // 64 numbers are asked for inside, and 9 × 8 come.
    assert_eq!(wrong(|about| about["input"]["width"] = json!(9)), Unfit::Input);
    assert_eq!(
        wrong(|about| about["outputs"][0]["tensor"] = json!("logits")).to_string(),
        "This model has no output logits; it has logit, boxes, score."
    );
    let two = wrong(|about| {
        about["outputs"][0]["labels"] =
            json!([{ "name": "a", "threshold": null }, { "name": "b" }]);
    });
    assert!(two.to_string().contains("2 numbers, one for each label"), "{two}");
    let boxes = wrong(|about| about["outputs"][1]["boxes"] = json!("score"));
    assert!(boxes.to_string().contains("four numbers for each box"), "{boxes}");
    // A logit of −3.9 is no score.
    let mut about = about_brightest();
    about["outputs"][0]["activation"] = json!("none");
    let model = open(about, &brightest()).unwrap();
    let looked = look(&model, &eight_bits(16, 16).bytes(&dot()).file());
    assert_eq!(looked, Err(Unfit::NoScore { named: "logit".to_owned() }));
}

#[test]
fn a_description_that_does_not_hold_together_is_told_what_is_wrong() {
    let wrong = |change: fn(&mut Value)| {
        let mut about = about_brightest();
        about["file_sha256"] = json!("0".repeat(64));
        change(&mut about);
        Description::read(about.to_string().as_bytes()).unwrap_err().to_string()
    };
    for (told, expected) in [
        (wrong(|about| about["file_sha256"] = json!("../../x")), "64 lower-case hexadecimal"),
        (wrong(|about| about["modalities"] = json!([])), "modalities must name"),
        (wrong(|about| about["format"] = json!(2)), "format must be 1"),
        (wrong(|about| about["citation"] = json!(" ")), "citation must have"),
        (
            wrong(|about| drop(about.as_object_mut().unwrap().remove("licence"))),
            "missing field `licence`",
        ),
        (wrong(|about| about["licens"] = json!("MIT")), "unknown field `licens`"),
        (wrong(|about| about["input"]["mean"] = json!([0.0, 0.0])), "one number for each channel"),
        (wrong(|about| about["input"]["deviation"] = json!([0.0])), "above 0"),
        (wrong(|about| about["input"]["width"] = json!(0)), "from 1 to 4096"),
        (
            wrong(|about| {
                about["input"]["range"] = json!({ "kind": "units", "low": 1.0, "high": 1.0 })
            }),
            "under its high",
        ),
        (wrong(|about| about["outputs"] = json!([])), "outputs must name"),
        (wrong(|about| about["outputs"][1]["threshold"] = json!(0.0)), "above 0 and is 1 at most"),
    ] {
        assert!(told.contains(expected), "{told}");
    }
    assert!(Description::read(&vec![b' '; 300_000]).unwrap_err().to_string().contains("256 KiB"));
}

#[test]
fn a_file_that_is_cut_or_changed_ends_in_a_sentence() {
    let whole = brightest();
    assert_eq!(open(about_brightest(), b"no model").err(), Some(Unfit::NoModel));
    for end in (0..whole.len()).step_by(7) {
        // Whatever it tells, it tells.
        let _ = open(about_brightest(), &whole[..end])
            .map(|model| look(&model, &eight_bits(16, 16).bytes(&dot()).file()));
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x81;
        let _ = open(about_brightest(), &changed)
            .map(|model| look(&model, &eight_bits(16, 16).bytes(&dot()).file()));
    }
}
