//! The print system of this PC: which printers it has, and handing a page to one of them.
//!
//! Linux and macOS print through CUPS's own commands, which take a page on standard input, so that
//! it lies nowhere in clear: the libraries for CUPS write it into a file for everybody's temporary
//! folder first. Windows reads pages from files alone; there one lies in the folder for papers for
//! as long as it is being handed over.

#[cfg(not(windows))]
mod cups;
#[cfg(windows)]
mod windows;

#[cfg(not(windows))]
pub(super) use cups::Spooler;
#[cfg(windows)]
pub(super) use windows::Spooler;

use super::Size;

/// Why a page did not reach a printer, or the printers could not be asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// No print system is installed.
    #[error(
        "This PC has no print system. Ask whoever looks after it to install CUPS, or save papers in the folder."
    )]
    NoPrintSystem,
    /// The print system did not answer.
    #[error(
        "The print system of this PC does not answer. Restart the PC or the printer, then try again."
    )]
    Silent,
    /// It said no.
    #[error("The print system refused it: {0}")]
    Refused(String),
    /// The program or the file could not be used.
    #[error("The paper could not be handed to the print system: {0}")]
    Io(#[from] std::io::Error),
}

/// What the print system knows.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub names: Vec<String>,
    pub default: Option<String>,
}

/// One page or several for a printer.
pub(super) struct Sheets<'a> {
    /// What the printer's own list shows; it names no patient.
    pub title: &'a str,
    pub pdf: &'a [u8],
    pub size: Size,
    /// Where a file may lie for a moment.
    #[cfg_attr(not(windows), expect(dead_code, reason = "CUPS reads standard input"))]
    pub folder: &'a std::path::Path,
}

/// What became of something that the print system took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It is in the printer's own queue.
    Waiting,
    /// It was printed.
    Printed,
    /// Somebody called it off at the printer, or the printer gave it up.
    Ended,
}
