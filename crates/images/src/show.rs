//! What a viewer needs of an image: how large it is, how its values become light, how far its
//! pixels lie apart, and the values themselves as they are stored.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use serde::Serialize;

use crate::file::{items, text};
use crate::{DicomFile, Picture, Unreadable};

/// The brightest value of a colour plane that is handed to a viewer.
const COLOUR_BRIGHTEST: i32 = 255;

/// A range of values that a viewer shows from black to white (PS3.3 C.11.2.1.2), in the units of
/// the rescaled values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Window {
    /// (0028,1050).
    pub center: f64,
    /// (0028,1051).
    pub width: f64,
    /// (0028,1055), what the device calls it.
    pub name: Option<String>,
}

/// From where the distance of pixels is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpacingFrom {
    /// (0028,0030): in the patient.
    PixelSpacing,
    /// (0018,1164): at the detector, where everything is a little larger than in the patient.
    ImagerPixelSpacing,
}

/// How an image is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// How many frames it has.
    pub frames: u32,
    /// Pixels of a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// 1 for grey, 3 for red, green and blue.
    pub planes: u8,
    /// The smallest value that may be stored; 0 for colours.
    pub darkest: i32,
    /// The largest; 255 for colours.
    pub brightest: i32,
    /// Whether small values are bright (`MONOCHROME1`).
    pub inverted: bool,
    /// (0028,1053): what a stored value is multiplied by; 1 where nothing is said.
    pub rescale_slope: f64,
    /// (0028,1052): what is added then; 0 where nothing is said.
    pub rescale_intercept: f64,
    /// (0028,1054): the unit of what comes out, such as `HU`.
    pub rescale_unit: Option<String>,
    /// Those that the device proposes.
    pub windows: Vec<Window>,
    /// Between rows and between columns, in millimetres, where it is known.
    pub pixel_spacing_mm: Option<[f64; 2]>,
    /// From where it is known.
    pub spacing_from: Option<SpacingFrom>,
}

impl DicomFile {
    /// How the image is shown.
    ///
    /// # Errors
    /// [`Unreadable`] where the image is not looked at here.
    pub fn shown(&self) -> Result<Shown, Unreadable> {
        let stored = self.stored()?;
        let planes = stored.planes();
        let (darkest, brightest) = if planes == 1 { stored.range() } else { (0, COLOUR_BRIGHTEST) };
        let number = |tag: Tag| self.number(tag);
        let slope = number(tags::RESCALE_SLOPE).filter(|slope| *slope != 0.0);
        let in_the_patient = self.pair(tags::PIXEL_SPACING);
        let at_the_detector = self.pair(tags::IMAGER_PIXEL_SPACING);
        Ok(Shown {
            frames: stored.frames,
            columns: stored.columns,
            rows: stored.rows,
            planes,
            darkest,
            brightest,
            inverted: stored.is_inverted(),
            rescale_slope: slope.unwrap_or(1.0),
            rescale_intercept: number(tags::RESCALE_INTERCEPT).unwrap_or(0.0),
            rescale_unit: self.rescale_unit(),
            windows: if planes == 1 { self.windows() } else { Vec::new() },
            pixel_spacing_mm: in_the_patient.or(at_the_detector),
            spacing_from: match (in_the_patient, at_the_detector) {
                (Some(_), _) => Some(SpacingFrom::PixelSpacing),
                (None, Some(_)) => Some(SpacingFrom::ImagerPixelSpacing),
                (None, None) => None,
            },
        })
    }

    /// The values of frame `number`, counted from 0, each less the darkest as two bytes with the
    /// smaller first: plane by plane, row by row from the upper left corner, as they are stored.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn values(&self, number: u32) -> Result<Vec<u8>, Unreadable> {
        let picture = self.picture(number)?;
        let Picture { planes, darkest, brightest, inverted, .. } = picture;
        let colour = planes.len() > 1;
        let mut bytes = Vec::with_capacity(planes.iter().map(Vec::len).sum::<usize>() * 2);
        for value in planes.iter().flatten() {
            let value = match (colour, inverted) {
                (true, _) => value * COLOUR_BRIGHTEST / brightest.max(1),
                (false, true) => brightest - value,
                (false, false) => value - darkest,
            };
            bytes.extend(u16::try_from(value).unwrap_or(0).to_le_bytes());
        }
        Ok(bytes)
    }

    /// Of a CT, values are Hounsfield units unless it says otherwise (PS3.3 C.8.2.1).
    fn rescale_unit(&self) -> Option<String> {
        let said = self.holders().find_map(|object| text(object, tags::RESCALE_TYPE));
        let is_ct = text(&self.object, tags::MODALITY).as_deref() == Some("CT");
        let rescaled = self.number(tags::RESCALE_SLOPE).is_some();
        said.filter(|unit| unit != "US").or_else(|| (is_ct && rescaled).then(|| "HU".to_owned()))
    }

    fn windows(&self) -> Vec<Window> {
        let found = self.holders().find_map(|object| {
            let centers = numbers(object, tags::WINDOW_CENTER);
            (!centers.is_empty()).then_some((object, centers))
        });
        let Some((object, centers)) = found else { return Vec::new() };
        let widths = numbers(object, tags::WINDOW_WIDTH);
        let names = text(object, tags::WINDOW_CENTER_WIDTH_EXPLANATION).unwrap_or_default();
        let mut names = names.split('\\').map(str::trim);
        centers
            .into_iter()
            .zip(widths)
            .map(|(center, width)| {
                let name = names.next().filter(|name| !name.is_empty()).map(str::to_owned);
                Window { center, width, name }
            })
            .filter(|window| window.width >= 1.0)
            .collect()
    }

    fn number(&self, tag: Tag) -> Option<f64> {
        self.holders().find_map(|object| numbers(object, tag).first().copied())
    }

    /// Two distances above nothing.
    fn pair(&self, tag: Tag) -> Option<[f64; 2]> {
        self.holders().find_map(|object| match numbers(object, tag)[..] {
            [row, column] if row > 0.0 && column > 0.0 => Some([row, column]),
            _ => None,
        })
    }

    /// Where such things stand: in the image itself, or in the functional groups of an enhanced one
    /// (PS3.3 C.7.6.16), those that all frames share before those of the first frame.
    fn holders(&self) -> impl Iterator<Item = &InMemDicomObject> {
        let groups =
            [tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE];
        let within = [
            tags::PIXEL_MEASURES_SEQUENCE,
            tags::FRAME_VOILUT_SEQUENCE,
            tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
        ];
        let grouped = groups
            .into_iter()
            .filter_map(|group| items(&self.object, group).first())
            .flat_map(move |group| within.into_iter().filter_map(|tag| items(group, tag).first()));
        std::iter::once(&*self.object).chain(grouped)
    }
}

/// The numbers of an attribute; none where it is not there, or not all of them are finite.
fn numbers(object: &InMemDicomObject, tag: Tag) -> Vec<f64> {
    let numbers = object.get(tag).and_then(|element| element.to_multi_float64().ok());
    numbers.filter(|all| all.iter().all(|one| one.is_finite())).unwrap_or_default()
}
