//! ONNX files that the tests write themselves, byte by byte: the wire format of protocol buffers,
//! with the field numbers of `onnx.proto3`. Whoever reads a test can work its numbers out by hand.

use serde_json::{Value, json};

/// A message of protocol buffers.
#[derive(Clone, Default)]
pub struct Message(Vec<u8>);

impl Message {
    fn varint(mut self, mut value: u64) -> Self {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
        self
    }

    /// A whole number in the field `field`.
    pub fn number(self, field: u64, value: i64) -> Self {
        self.varint(field << 3).varint(value.cast_unsigned())
    }

    /// Bytes, a text, or a message in the field `field`.
    pub fn bytes(self, field: u64, bytes: &[u8]) -> Self {
        let mut message = self.varint(field << 3 | 2).varint(bytes.len() as u64);
        message.0.extend_from_slice(bytes);
        message
    }

    pub fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    pub fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.0)
    }
}

/// What an attribute of a step holds.
pub enum Attribute {
    Number(i64),
    Numbers(Vec<i64>),
    Graph(Message),
}

/// A step: its operation, what goes in, what comes out, and its attributes.
pub fn step(
    operation: &str,
    from: &[&str],
    to: &[&str],
    attributes: &[(&str, Attribute)],
) -> Message {
    let mut node = Message::default();
    for name in from {
        node = node.text(1, name);
    }
    for name in to {
        node = node.text(2, name);
    }
    node = node.text(4, operation);
    for (name, value) in attributes {
        let attribute = Message::default().text(1, name);
        node = node.message(
            5,
            &match value {
                Attribute::Number(number) => attribute.number(3, *number).number(20, 2),
                Attribute::Numbers(numbers) => {
                    let all = numbers.iter().fold(attribute, |all, one| all.number(8, *one));
                    all.number(20, 7)
                }
                Attribute::Graph(graph) => attribute.message(6, graph).number(20, 5),
            },
        );
    }
    node
}

fn tensor(name: &str, shape: &[i64], kind: i64, raw: &[u8]) -> Message {
    let shaped = shape.iter().fold(Message::default(), |all, side| all.number(1, *side));
    shaped.number(2, kind).text(8, name).bytes(9, raw)
}

/// A constant of 32-bit floating point numbers.
pub fn floats(name: &str, shape: &[i64], numbers: &[f32]) -> Message {
    let raw: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    tensor(name, shape, 1, &raw)
}

/// A constant of 64-bit whole numbers.
pub fn wholes(name: &str, numbers: &[i64]) -> Message {
    let raw: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    tensor(name, &[i64::try_from(numbers.len()).unwrap_or_default()], 7, &raw)
}

/// A constant that is said to lie in another file.
pub fn elsewhere(name: &str) -> Message {
    let entry = Message::default().text(1, "location").text(2, "weights.bin");
    Message::default().number(1, 4).number(2, 1).text(8, name).message(13, &entry).number(14, 1)
}

/// The whole file: one input called `image`, these steps, constants and outputs.
pub fn file(steps: &[Message], constants: &[Message], outputs: &[&str]) -> Vec<u8> {
    let value = |name: &str| {
        let kind = Message::default().message(1, &Message::default().number(1, 1));
        Message::default().text(1, name).message(2, &kind)
    };
    let mut graph = steps.iter().fold(Message::default(), |all, step| all.message(1, step));
    graph = graph.text(2, "made by a test");
    graph = constants.iter().fold(graph, |all, one| all.message(5, one));
    graph = graph.message(11, &value("image"));
    graph = outputs.iter().fold(graph, |all, name| all.message(12, &value(name)));
    let opset = Message::default().text(1, "").number(2, 13);
    Message::default().number(1, 8).message(7, &graph).message(8, &opset).0
}

/// Looks at grey images of 8 × 8 numbers from 0 to 1. `logit` is 8 × their mean − 4, so that the
/// mean 0.5 gives the score 0.5 (sigmoid). `boxes` is the one place with the largest number, as
/// left, top, right and bottom, and `score` is that number.
pub fn brightest() -> Vec<u8> {
    use Attribute::{Number, Numbers};
    let steps = [
        step(
            "ReduceMean",
            &["image"],
            &["mean"],
            &[("axes", Numbers(vec![1, 2, 3])), ("keepdims", Number(0))],
        ),
        step("Mul", &["mean", "eight"], &["steep"], &[]),
        step("Sub", &["steep", "four"], &["logit"], &[]),
        step("Reshape", &["image", "flat shape"], &["flat"], &[]),
        step("ArgMax", &["flat"], &["place"], &[("axis", Number(0)), ("keepdims", Number(1))]),
        step("Cast", &["place"], &["at"], &[("to", Number(1))]),
        step("Div", &["at", "eight"], &["rows"], &[]),
        step("Floor", &["rows"], &["top"], &[]),
        step("Mul", &["top", "eight"], &["before"], &[]),
        step("Sub", &["at", "before"], &["left"], &[]),
        step("Add", &["left", "one"], &["right"], &[]),
        step("Add", &["top", "one"], &["bottom"], &[]),
        step("Concat", &["left", "top", "right", "bottom"], &["box"], &[("axis", Number(0))]),
        step("Reshape", &["box", "box shape"], &["boxes"], &[]),
        step(
            "ReduceMax",
            &["flat"],
            &["score"],
            &[("axes", Numbers(vec![0])), ("keepdims", Number(1))],
        ),
    ];
    let constants = [
        floats("eight", &[1], &[8.0]),
        floats("four", &[1], &[4.0]),
        floats("one", &[1], &[1.0]),
        wholes("flat shape", &[64]),
        wholes("box shape", &[1, 4]),
    ];
    file(&steps, &constants, &["logit", "boxes", "score"])
}

/// What describes [`brightest`], without the sum of its file.
pub fn about_brightest() -> Value {
    json!({
        "format": 1, "name": "Brightest place", "version": "1.0",
        "intended_use": "Shows that a model is run. No claim about any disease.",
        "method": "The mean, and the place with the largest number.",
        "citation": "Holdfast's own tests.", "licence": "MIT OR Apache-2.0",
        "limits": "Tests only.", "file_sha256": "", "modalities": ["DX"], "body_parts": ["WRIST"],
        "input": {
            "width": 8, "height": 8, "channels": 1, "layout": "nchw", "fit": "stretch",
            "range": { "kind": "stored_bits" }, "mean": [0.0], "deviation": [1.0]
        },
        "outputs": [
            { "kind": "classification", "tensor": "logit", "activation": "sigmoid",
              "labels": [{ "name": "bright", "threshold": 0.5 }] },
            { "kind": "boxes", "boxes": "boxes", "scores": "score", "activation": "none",
              "form": "corners", "unit": "pixels", "threshold": 0.5, "labels": ["brightest"] }
        ]
    })
}
