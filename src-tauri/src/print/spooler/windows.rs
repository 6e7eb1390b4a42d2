//! Windows, by `winprint`, which draws a PDF with the system's own renderer.

use std::collections::BTreeMap;
use std::io::Write as _;

use tokio::runtime::Handle;
use winprint::printer::{FilePrinter as _, PrintOutcome, PrinterDevice, WinPdfPrinter};
use winprint::ticket::PrintTicket;

use super::{Known, Progress, Sheets, Trouble};

/// The print system.
pub(in crate::print) struct Spooler<'n>(pub &'n Handle);

impl Spooler<'_> {
    /// The printers of this PC, by name.
    pub fn known(&self) -> Result<Known, Trouble> {
        let refused = |error: &dyn std::error::Error| Trouble::Refused(error.to_string());
        let printers = PrinterDevice::all().map_err(|error| refused(&error))?;
        let mut names: Vec<String> =
            printers.iter().map(|printer| printer.name().to_owned()).collect();
        names.sort_unstable_by_key(|name| name.to_lowercase());
        let default = PrinterDevice::user_default().ok().flatten();
        Ok(Known { names, default: default.map(|printer| printer.name().to_owned()) })
    }

    /// Hands `sheets` to `printer`, and waits until the print system has all of it.
    pub fn hand_over(&self, sheets: &Sheets<'_>, printer: &str) -> Result<Option<String>, Trouble> {
        let printers = PrinterDevice::all().map_err(|error| Trouble::Refused(error.to_string()))?;
        let device = printers
            .into_iter()
            .find(|known| known.name() == printer)
            .ok_or_else(|| Trouble::Refused(format!("there is no printer {printer}")))?;
        std::fs::create_dir_all(sheets.folder)?;
        // The file's name is what the printer's list shows. It goes when this is over.
        let prefix = format!("{} ", sheets.title);
        let mut file =
            tempfile::Builder::new().prefix(&prefix).suffix(".pdf").tempfile_in(sheets.folder)?;
        file.write_all(sheets.pdf)?;
        let path = file.into_temp_path();
        let outcome = WinPdfPrinter::new(device)
            .print(&path, PrintTicket::default())
            .map_err(|error| Trouble::Refused(error.to_string()))?;
        match outcome {
            PrintOutcome::Completed => Ok(None),
            PrintOutcome::Canceled => {
                Err(Trouble::Refused("it was called off at the printer".to_owned()))
            }
        }
    }

    /// Nothing is asked again here: handing over has waited for the end.
    pub fn progress(&self) -> Result<BTreeMap<String, Progress>, Trouble> {
        Ok(BTreeMap::new())
    }
}
