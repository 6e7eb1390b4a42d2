//! Which printer each kind of paper goes to on this PC, and a page that tries one.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::kind::{Kind, Size};
use super::spooler::{Sheets, Spooler};
use super::{barcode, layout, set_frame, words_of};
use crate::Refusal;
use crate::shell::Shell;

/// What the barcode of a test page says.
const TEST_CODE: &str = "TEST-0001";

/// Where papers of this PC go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Printing {
    /// The printers that the system knows.
    pub printers: Vec<String>,
    /// The one that the system prints on where nothing is said.
    pub default_printer: Option<String>,
    /// Why no printer is known, for the person.
    pub trouble: Option<String>,
    /// Every kind of paper.
    pub kinds: Vec<KindOfPaper>,
    /// Where a paper without a printer is saved.
    pub folder: std::path::PathBuf,
}

/// Where one kind of paper goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindOfPaper {
    /// The kind.
    pub kind: Kind,
    /// Its printer; it is saved and opened where there is none.
    pub printer: Option<String>,
    /// Whether the system knows that printer at the moment.
    pub known: bool,
    /// The size of its label; `None` for the country's sheets.
    pub label: Option<Size>,
}

/// A printer for a kind of paper, or none.
#[derive(Clone, Debug, Deserialize)]
pub struct ChoosePrinter {
    /// The kind.
    pub kind: Kind,
    /// As the system names it.
    pub printer: Option<String>,
}

/// A page that shows whether a printer and its paper are right.
#[derive(Clone, Debug, Deserialize)]
pub struct TestPage {
    /// The kind whose size it has.
    pub kind: Kind,
    /// As the system names it.
    pub printer: String,
    /// The language of the screens, as a BCP 47 tag.
    #[serde(default)]
    pub language: Option<String>,
}

impl Shell {
    /// Where each kind of paper goes on this PC.
    pub fn printing(&self) -> Printing {
        let (known, trouble) = match Spooler(&self.network).known() {
            Ok(known) => (known, None),
            Err(trouble) => (Default::default(), Some(trouble.to_string())),
        };
        let profile = self.profile();
        let kinds = Kind::ALL.map(|kind| {
            let printer = profile.settings.printers.get(kind.name()).cloned();
            let is_known = printer.as_ref().is_none_or(|printer| known.names.contains(printer));
            KindOfPaper { kind, printer, known: is_known, label: kind.label() }
        });
        Printing {
            printers: known.names,
            default_printer: known.default,
            trouble,
            kinds: kinds.into(),
            folder: profile.documents(),
        }
    }

    /// Chooses the printer of a kind of paper on this PC.
    pub fn choose_printer(&self, request: &ChoosePrinter) -> Result<Printing, Refusal> {
        self.require_staff()?;
        if let Some(printer) = &request.printer {
            self.require_printer(printer)?;
        }
        self.change_profile(|profile| {
            let printers = &mut profile.settings.printers;
            match &request.printer {
                Some(printer) => printers.insert(request.kind.name().to_owned(), printer.clone()),
                None => printers.remove(request.kind.name()),
            };
            profile.save()
        })?;
        Ok(self.printing())
    }

    fn require_printer(&self, printer: &str) -> Result<(), Refusal> {
        let known = Spooler(&self.network)
            .known()
            .map_err(|trouble| Refusal::about("printer", trouble.to_string()))?;
        if known.names.iter().any(|name| name == printer) {
            return Ok(());
        }
        Err(Refusal::about(
            "printer",
            format!("This PC has no printer named {printer}. Choose one from the list."),
        ))
    }

    /// Prints a page that shows whether the printer and its paper are right for a kind.
    pub fn print_test_page(&self, request: &TestPage) -> Result<(), Refusal> {
        self.require_staff()?;
        self.require_printer(&request.printer)?;
        let (store, user) = self.store_and_person()?;
        let words = words_of(request.language.as_deref());
        let now = self.now();
        let size = match request.kind.label() {
            Some(size) => size,
            None => store.read(|reader| -> Result<Size, Refusal> {
                let who = clinic::Who::load(reader, user)?;
                super::heading::sheet(&super::Desk { reader, who: &who, now, words })
            })?,
        };
        let paper = words.with(
            "test-for",
            &[
                ("paper", words.say(request.kind.key()).into()),
                ("width", words.number(size.width).into()),
                ("height", words.number(size.height).into()),
            ],
        );
        let mut content = json!({
            "printer": request.printer,
            "paper": paper,
            "code": barcode::of(Some(TEST_CODE)),
        });
        set_frame(&mut content, words, size, request.kind);
        let pdf = layout::pdf("test_page.typ", &content, now)?;
        let folder = self.profile().documents();
        let title = words.say("test-page");
        let sheets = Sheets { title: &title, pdf: &pdf.bytes, size, folder: &folder };
        Spooler(&self.network)
            .hand_over(&sheets, &request.printer)
            .map_err(|trouble| Refusal::new(trouble.to_string()))?;
        Ok(())
    }
}
