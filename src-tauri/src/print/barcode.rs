//! Barcodes as the templates draw them: the widths of bars, the squares of a QR code.
//!
//! Both carry the number as it is typed: a scanner is a keyboard, and what it types is searched for
//! like anything else.

use rxing::oned::{Code128Writer, OneDimensionalCodeWriter as _};
use rxing::qrcode::QRCodeWriter;
use rxing::{BarcodeFormat, EncodeHints, Writer as _};
use serde_json::{Value, json};

/// A Code 128 for scanners that read lines and a QR code for those that read pictures, which also
/// read it from a curved wrist; either is nothing where it cannot say `number`.
pub(super) fn of(number: Option<&str>) -> Value {
    let number = number.map(str::trim).filter(|number| !number.is_empty());
    json!({
        "text": number,
        "bars": number.and_then(bars),
        "squares": number.and_then(squares),
    })
}

/// The widths of bar, gap, bar … in modules.
fn bars(number: &str) -> Option<Vec<usize>> {
    let modules = Code128Writer.encode_oned(number).ok()?;
    Some(modules.chunk_by(|one, next| one == next).map(<[bool]>::len).collect())
}

/// The dark stretches of a QR code as row, first column and length, with its side.
fn squares(number: &str) -> Option<Value> {
    let hints = EncodeHints {
        ErrorCorrection: Some("M".to_owned()),
        Margin: Some("0".to_owned()),
        ..EncodeHints::default()
    };
    let code =
        QRCodeWriter.encode_with_hints(number, &BarcodeFormat::QR_CODE, 0, 0, &hints).ok()?;
    let side = code.width();
    let mut dark = Vec::new();
    for row in 0..side {
        let mut column = 0;
        while column < side {
            let length = (column..side).take_while(|column| code.get(*column, row)).count();
            let length = u32::try_from(length).ok()?;
            if length > 0 {
                dark.push([row, column, length]);
            }
            column += length + 1;
        }
    }
    Some(json!({ "side": side, "dark": dark }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_barcode_can_say_is_left_out() {
        assert_eq!(of(Some("  "))["text"], Value::Null);
        let arabic = of(Some("م-17"));
        assert_eq!(arabic["bars"], Value::Null);
        assert!(arabic["squares"]["dark"].is_array());
        let plain = of(Some("A-000017"));
        // Every character of Code 128 is 11 modules, its end 13.
        let width: u64 =
            plain["bars"].as_array().unwrap().iter().map(|bar| bar.as_u64().unwrap()).sum();
        assert_eq!(width % 11, 2);
    }
}
