//! Why a file could not be looked at, as a sentence for a person.

/// Why a file could not be looked at. No sentence carries anything that the file says of a patient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It does not begin as a DICOM file does.
    #[error("This is no DICOM file.")]
    NotDicom,
    /// It ends too early, or is not built as the standard asks.
    #[error("This DICOM file is damaged or ends too early. Fetch it from the machine again.")]
    Damaged,
    /// It is larger, or more deeply built, than what is opened here.
    #[error("This file is larger than what is opened here: {what} (at most {most}).")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, with its unit.
        most: &'static str,
    },
    /// The file's coding is not known here.
    #[error(
        "This file is written in a way that cannot be read here (transfer syntax {uid}). Ask for it \
         uncompressed."
    )]
    TransferSyntax {
        /// The UID, of digits and dots, or `none`.
        uid: String,
    },
    /// Its contents are encrypted (DICOM PS3.15 annex E keeps them in (0400,0500)).
    #[error("This file's contents are encrypted and cannot be read here.")]
    Encrypted,
    /// The pixels could not be decoded.
    #[error(
        "The image in this file could not be decoded: it is damaged, or written in a way that is not \
         read here. Ask for it uncompressed."
    )]
    Undecoded,
    /// It holds no image.
    #[error("This file holds no image.")]
    NoImage,
    /// Its colours are coded in a way that is not read here.
    #[error("This image's colours are coded in a way that is not read here. Ask for it as RGB.")]
    Colour,
    /// It has bits for each pixel that are not judged.
    #[error("This image has {bits} bits for each pixel. Only images of 8 or 16 bits are read.")]
    Bits {
        /// Bits allocated.
        bits: u16,
    },
    /// The image is too small to be judged.
    #[error("This image is too small to be judged: it needs at least 3 \u{d7} 3 pixels.")]
    TooSmall,
    /// It is no structured report.
    #[error("This file is no structured report.")]
    NoReport,
    /// It does not say which report it is.
    #[error(
        "This report carries no identity (SOP Instance UID), so it cannot be told from others."
    )]
    NoIdentity,
    /// A person wrote the report.
    #[error(
        "A person wrote this report; it is nothing that a program proposes. Add it as a document."
    )]
    WrittenByPerson,
    /// It does not say what made it.
    #[error("This report does not say which program or device made it.")]
    NoMaker,
}
