//! Why a model was not installed, or did not look, as a sentence for a person.

use crate::Unreadable;

/// Why a model was not installed, or did not look. No sentence carries anything of a patient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The description is no JSON of the form that is asked for.
    #[error("The model's description (model.json) is not as it must be: {why}.")]
    Description {
        /// Which line, and what about it.
        why: String,
    },
    /// The file is another one than the described one.
    #[error(
        "The model's file is not the one that its description names: its SHA-256 sum differs. It \
         was changed or exchanged; install the model anew from its maker."
    )]
    Sum,
    /// It takes more than a model may take here.
    #[error("This model is larger than what is run here: {what} (at most {most}).")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, with its unit.
        most: &'static str,
    },
    /// It is no ONNX, or a damaged one.
    #[error("This file holds no ONNX model, or a damaged one.")]
    NoModel,
    /// Its numbers lie in further files.
    #[error("This model's numbers lie in other files. Ask for it as one file.")]
    InParts,
    /// It needs an operation that is not run here.
    #[error(
        "This model uses the operation {operation}, which is not run here. Ask its maker for an \
         export with a fixed size and batch of 1."
    )]
    Operation {
        /// As ONNX calls it.
        operation: String,
    },
    /// It would compute something large before it sees an image.
    #[error(
        "This model computes large constants at its start ({operation}). Ask its maker for a \
         simplified export."
    )]
    Constants {
        /// As ONNX calls it.
        operation: String,
    },
    /// What it takes in is not what the description says.
    #[error(
        "This model does not take in what its description says. Compare width, height, channels \
         and layout with the model."
    )]
    Input,
    /// The description names an output that the model does not have.
    #[error("This model has no output {named}; it has {known}.")]
    NoOutput {
        /// As the description says it.
        named: String,
        /// What there is.
        known: String,
    },
    /// An output has another shape than the description says.
    #[error("The output {named} does not have the shape that the description says: {expected}.")]
    OutputShape {
        /// The output.
        named: String,
        /// What was expected.
        expected: String,
    },
    /// The image is of another modality.
    #[error("This model looks at {takes} and this image is {is}.")]
    Modality {
        /// The model's.
        takes: String,
        /// The image's.
        is: String,
    },
    /// The image shows another part of the body.
    #[error("This model looks at {takes} and this image shows {is}.")]
    BodyPart {
        /// The model's.
        takes: String,
        /// The image's.
        is: String,
    },
    /// The image has colours, or none, other than the model takes.
    #[error("This model takes colour images and this one is grey.")]
    NoColour,
    /// The grey values mean nothing in units.
    #[error(
        "This model takes values in units, such as Hounsfield units, and this image's values have \
         none."
    )]
    NoUnits,
    /// Somebody stopped it.
    #[error("The analysis was stopped before the model had looked.")]
    Stopped,
    /// It took too long.
    #[error("The model took longer than {seconds} seconds and was stopped.")]
    TooLong {
        /// The limit.
        seconds: u64,
    },
    /// The library could not run it.
    #[error("This model could not be run here.")]
    NotRun,
    /// Its numbers are no scores.
    #[error(
        "The output {named} gave numbers that are no scores from 0 to 1. The description may name \
         the wrong activation."
    )]
    NoScore {
        /// The output.
        named: String,
    },
    /// The image could not be read.
    #[error("{0}")]
    Image(Unreadable),
}
