//! From the bytes of an ONNX file to a plan that can be run, with every bound looked at before
//! memory is taken for it.

use std::collections::HashMap;
use std::sync::Arc;

use tract_onnx::pb::tensor_proto::DataLocation;
use tract_onnx::pb::{AttributeProto, GraphProto, NodeProto, TensorProto};
use tract_onnx::prelude::{
    Datum as _, Framework as _, InferenceFact, InferenceModelExt as _, TypedModel, TypedSimplePlan,
};
use tract_onnx::tract_core::plan::SimplePlan;

use super::{Description, Layout, Output, Unfit};

/// Steps of a model. The largest ones for images have a few thousand.
const STEPS_MAX: usize = 20_000;
/// Numbers of one tensor: 64 million, of four bytes mostly.
const TENSOR_NUMBERS_MAX: u64 = 64 * 1024 * 1024;
/// Numbers of all tensors that are known before an image is, without those in the file itself.
const CONSTANT_NUMBERS_MAX: u64 = 2 * TENSOR_NUMBERS_MAX;
/// Bytes of all tensors that are needed at one moment (2 GiB).
const LIVE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Numbers of the shape of a tensor.
const RANK_MAX: u64 = 16;

/// Operations whose results are as large as their inputs and attributes say. Left out are those
/// that take the size from a value (`Range`, `Expand`, …), that run other graphs (`If`, `Loop`),
/// and whatever is random.
const OPERATIONS: &[&str] = &[
    "Abs",
    "Add",
    "And",
    "ArgMax",
    "ArgMin",
    "AveragePool",
    "BatchNormalization",
    "Cast",
    "Ceil",
    "Clip",
    "Concat",
    "Constant",
    "Conv",
    "ConvTranspose",
    "Cos",
    "DepthToSpace",
    "DequantizeLinear",
    "Div",
    "Dropout",
    "Elu",
    "Equal",
    "Erf",
    "Exp",
    "Flatten",
    "Floor",
    "Gather",
    "Gelu",
    "Gemm",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Greater",
    "GreaterOrEqual",
    "GroupNormalization",
    "HardSigmoid",
    "HardSwish",
    "Identity",
    "InstanceNormalization",
    "LayerNormalization",
    "LeakyRelu",
    "Less",
    "LessOrEqual",
    "Log",
    "LogSoftmax",
    "LRN",
    "MatMul",
    "Max",
    "MaxPool",
    "Min",
    "Mish",
    "Mod",
    "Mul",
    "Neg",
    "Not",
    "Or",
    "PRelu",
    "Pad",
    "Pow",
    "QuantizeLinear",
    "Reciprocal",
    "ReduceL1",
    "ReduceL2",
    "ReduceMax",
    "ReduceMean",
    "ReduceMin",
    "ReduceProd",
    "ReduceSum",
    "ReduceSumSquare",
    "Relu",
    "Reshape",
    "Resize",
    "Round",
    "Selu",
    "Shape",
    "Sigmoid",
    "Sign",
    "Sin",
    "Size",
    "Slice",
    "Softmax",
    "Softplus",
    "Softsign",
    "SpaceToDepth",
    "Split",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Sum",
    "Tanh",
    "ThresholdedRelu",
    "Transpose",
    "Unsqueeze",
    "Upsample",
    "Where",
];
/// Of those the ones whose results may have as many numbers as their inputs multiplied.
const GROWING: &[&str] = &[
    "Add",
    "And",
    "Div",
    "Equal",
    "Gather",
    "Gemm",
    "Greater",
    "GreaterOrEqual",
    "Less",
    "LessOrEqual",
    "MatMul",
    "Max",
    "Min",
    "Mod",
    "Mul",
    "Or",
    "PRelu",
    "Pow",
    "Sub",
    "Sum",
    "Where",
];
/// And those whose results a small input can make as large as it likes.
const UNBOUNDED: &[&str] = &["Conv", "ConvTranspose", "Pad", "Resize", "Upsample"];

/// A model that was found to be within the bounds.
pub(super) struct Loaded {
    pub plan: Arc<TypedSimplePlan>,
    pub outputs: Vec<String>,
}

/// Reads the model in `onnx`, which takes in and gives what `description` says.
pub(super) fn load(onnx: &[u8], description: &Description) -> Result<Loaded, Unfit> {
    let reader = tract_onnx::onnx();
    let proto = reader.proto_model_for_read(&mut &*onnx).map_err(|_| Unfit::NoModel)?;
    let graph = proto.graph.as_ref().ok_or(Unfit::NoModel)?;
    if !proto.functions.is_empty() {
        return Err(Unfit::Operation { operation: "functions of its own".to_owned() });
    }
    check_graph(graph)?;
    let outputs: Vec<String> = graph.output.iter().map(|output| output.name.clone()).collect();
    let input = &description.input;
    let (channels, rows, columns) =
        (input.channels as usize, input.height as usize, input.width as usize);
    let shape = match input.layout {
        Layout::Nchw => [1, channels, rows, columns],
        Layout::Nhwc => [1, rows, columns, channels],
    };
    let model = reader.model_for_proto_model(&proto).map_err(|_| Unfit::NotRun)?;
    let model = model
        .with_input_fact(0, InferenceFact::dt_shape(f32::datum_type(), shape))
        .and_then(|model| model.into_typed())
        .map_err(|_| Unfit::Input)?;
    check_memory(&model)?;
    for output in &description.outputs {
        check_output(output, &model, &outputs)?;
    }
    let model = model.into_optimized().map_err(|_| Unfit::NotRun)?;
    let plan = SimplePlan::new(model).map_err(|_| Unfit::NotRun)?;
    Ok(Loaded { plan, outputs })
}

/// Refuses a graph whose operations are not run here, or that folds into something large.
fn check_graph(graph: &GraphProto) -> Result<(), Unfit> {
    if graph.node.len() > STEPS_MAX {
        return Err(Unfit::TooLarge { what: "its steps", most: "20000" });
    }
    if !graph.sparse_initializer.is_empty() {
        return Err(Unfit::Operation { operation: "sparse numbers".to_owned() });
    }
    // How many numbers each tensor has at most that is known before an image is.
    let mut constant: HashMap<&str, u64> = HashMap::new();
    for tensor in &graph.initializer {
        constant.insert(&tensor.name, check_tensor(tensor)?);
    }
    let inputs = graph.input.iter().filter(|input| !constant.contains_key(input.name.as_str()));
    if inputs.count() != 1 {
        return Err(Unfit::Input);
    }
    let mut all = 0;
    for node in &graph.node {
        let Some(numbers) = check_node(node, &constant)? else { continue };
        all += numbers * node.output.len() as u64;
        if all > CONSTANT_NUMBERS_MAX {
            return Err(Unfit::Constants { operation: node.op_type.clone() });
        }
        constant.extend(node.output.iter().map(|output| (output.as_str(), numbers)));
    }
    Ok(())
}

/// How many numbers the results of `node` have at most, where they are known before an image is.
fn check_node(node: &NodeProto, constant: &HashMap<&str, u64>) -> Result<Option<u64>, Unfit> {
    let operation = node.op_type.as_str();
    let standard = matches!(node.domain.as_str(), "" | "ai.onnx");
    if !standard || !OPERATIONS.contains(&operation) {
        let plain = operation.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        return Err(Unfit::Operation { operation: plain });
    }
    let mut own = 0;
    for attribute in &node.attribute {
        own += check_attribute(attribute)?;
    }
    match operation {
        "Constant" => return Ok(Some(own.max(1))),
        // Of a tensor whose size is known only its shape is.
        "Shape" | "Size" => return Ok(Some(RANK_MAX)),
        _ => {}
    }
    let inputs = node.input.iter().filter(|input| !input.is_empty());
    let known: Option<Vec<u64>> = inputs.map(|input| constant.get(&**input).copied()).collect();
    let Some(known) = known else { return Ok(None) };
    let too_much = || Unfit::Constants { operation: operation.to_owned() };
    if UNBOUNDED.contains(&operation) {
        return Err(too_much());
    }
    let numbers = if GROWING.contains(&operation) {
        known.iter().try_fold(1_u64, |all, some| all.checked_mul((*some).max(1)))
    } else {
        known.iter().try_fold(1_u64, |all, some| all.checked_add(*some))
    };
    numbers.filter(|numbers| *numbers <= TENSOR_NUMBERS_MAX).map(Some).ok_or_else(too_much)
}

/// How many numbers an attribute holds.
fn check_attribute(attribute: &AttributeProto) -> Result<u64, Unfit> {
    let inner = attribute.g.is_some() || !attribute.graphs.is_empty();
    if inner || attribute.sparse_tensor.is_some() || !attribute.sparse_tensors.is_empty() {
        return Err(Unfit::Operation { operation: "graphs in graphs".to_owned() });
    }
    let mut numbers = (attribute.ints.len() + attribute.floats.len()) as u64;
    for tensor in attribute.t.iter().chain(&attribute.tensors) {
        numbers += check_tensor(tensor)?;
    }
    Ok(numbers)
}

/// How many numbers a tensor of the file has; they must be there.
fn check_tensor(tensor: &TensorProto) -> Result<u64, Unfit> {
    let elsewhere = tensor.data_location == Some(DataLocation::External as i32);
    if elsewhere || !tensor.external_data.is_empty() {
        return Err(Unfit::InParts);
    }
    let numbers = tensor
        .dims
        .iter()
        .try_fold(1_u64, |all, dim| all.checked_mul(u64::try_from(*dim).ok()?))
        .filter(|numbers| *numbers <= TENSOR_NUMBERS_MAX)
        .ok_or(Unfit::TooLarge { what: "one of its tensors", most: "64 million numbers" })?;
    let there = [
        tensor.raw_data.len(),
        tensor.float_data.len(),
        tensor.int32_data.len(),
        tensor.int64_data.len(),
        tensor.double_data.len(),
        tensor.uint64_data.len(),
    ];
    // Each number takes a byte at least.
    if numbers > there.into_iter().max().unwrap_or(0) as u64 {
        return Err(Unfit::NoModel);
    }
    Ok(numbers)
}

/// Refuses a model whose tensors take too much memory, one by one or at one moment.
fn check_memory(model: &TypedModel) -> Result<(), Unfit> {
    let mut waiting: Vec<usize> = model
        .nodes()
        .iter()
        .map(|node| node.outputs.iter().map(|output| output.successors.len()).sum())
        .collect();
    let sizes = model.nodes().iter().map(|node| {
        node.outputs.iter().try_fold(0_u64, |all, output| {
            let mut sides = output.fact.shape.as_concrete().ok_or(Unfit::Input)?.iter();
            let numbers = sides.try_fold(1_u64, |all, side| all.checked_mul(*side as u64));
            let numbers = numbers.filter(|numbers| *numbers <= TENSOR_NUMBERS_MAX);
            let numbers = numbers.ok_or(Unfit::TooLarge {
                what: "one of its tensors",
                most: "64 million numbers",
            })?;
            Ok(all + numbers * output.fact.datum_type.size_of() as u64)
        })
    });
    let sizes: Vec<u64> = sizes.collect::<Result<_, Unfit>>()?;
    let mut live = 0;
    for id in model.eval_order().map_err(|_| Unfit::NotRun)? {
        live += sizes.get(id).copied().unwrap_or(0);
        if live > LIVE_BYTES_MAX {
            return Err(Unfit::TooLarge { what: "the memory that it needs", most: "2 GiB" });
        }
        for input in &model.node(id).inputs {
            if let Some(left) = waiting.get_mut(input.node) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    live -= sizes.get(input.node).copied().unwrap_or(0).min(live);
                }
            }
        }
    }
    Ok(())
}

/// Refuses an output that is not there, or not of the shape that the description says.
fn check_output(output: &Output, model: &TypedModel, names: &[String]) -> Result<(), Unfit> {
    let shape = |named: &str| -> Result<Vec<usize>, Unfit> {
        let place = names.iter().position(|name| name == named);
        let fact = place.and_then(|place| model.output_fact(place).ok());
        let fact = fact
            .ok_or_else(|| Unfit::NoOutput { named: named.to_owned(), known: names.join(", ") })?;
        fact.shape.as_concrete().map(<[usize]>::to_vec).ok_or(Unfit::Input)
    };
    let numbers = |named: &str| shape(named).map(|shape| shape.iter().product::<usize>());
    let expect = |holds: bool, named: &str, expected: String| {
        if holds { Ok(()) } else { Err(Unfit::OutputShape { named: named.to_owned(), expected }) }
    };
    match output {
        Output::Classification { tensor, labels, .. } => {
            let expected = format!("{} numbers, one for each label", labels.len());
            expect(numbers(tensor)? == labels.len(), tensor, expected)
        }
        Output::Boxes { boxes, scores, classes, labels, .. } => {
            let given = numbers(boxes)?;
            let last = shape(boxes)?.last() == Some(&4);
            expect(last && given > 0, boxes, "four numbers for each box".to_owned())?;
            let count = given / 4;
            let each = if classes.is_some() { 1 } else { labels.len() };
            let expected = format!("{} numbers for {count} boxes", each * count);
            expect(numbers(scores)? == each * count, scores, expected)?;
            match classes {
                Some(classes) => {
                    let expected = format!("{count} numbers, one for each box");
                    expect(numbers(classes)? == count, classes, expected)
                }
                None => Ok(()),
            }
        }
        Output::HeatMap { tensor, .. } => {
            let shape = shape(tensor)?;
            let (batch, grid) = shape.split_at(shape.len().saturating_sub(2));
            let holds = grid.len() == 2 && batch.iter().all(|side| *side == 1);
            expect(holds, tensor, "one grid of rows and columns".to_owned())
        }
    }
}
