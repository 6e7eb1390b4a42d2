//! Columns and the places in a resource where they stand: one list that is read in both
//! directions, so that what an export writes, an import of it understands.

use catalog::{Type, Value};
use chrono::{DateTime, NaiveDate, SecondsFormat};
use iso_currency::Currency;
use rust_decimal::Decimal as Exact;
use serde_json::{Map, Value as Json, json};
use store::Cells;
use uuid::Uuid;

use super::sheet::{Sheet, at, code_text, string, uri_text};
use crate::fhir::elements::Decimal;
use crate::fhir::intake::from_fhir;
use crate::fhir::money::sum;

/// A column and where it stands.
pub(crate) struct Field {
    pub column: &'static str,
    /// Such as `name[0].family`.
    pub path: &'static str,
    pub form: Form,
}

/// How a column's value is written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// A string.
    Text,
    /// A string without inner white space, such as a code.
    Token,
    /// The FHIR code of an enumerated column.
    Code,
    /// The same in a `Coding` of this system.
    Coding(&'static str),
    /// The same in a `CodeableConcept`.
    Status(&'static str),
    /// A `CodeableConcept` of words, the row's own code (columns of system and code), and the
    /// foreign codes that are bound to `bound`.
    Concept {
        code: Option<(&'static str, &'static str)>,
        bound: &'static str,
    },
    /// A day.
    Day,
    /// A moment.
    Moment,
    /// `Type/id`.
    Reference(&'static str),
    /// The same as the `actor` of one of several participants.
    Actor(&'static str),
    Number,
    Whole,
    /// A whole number above 0.
    Positive,
    Truth,
    /// The opposite of the column.
    Untruth,
    /// A truth as one of two codes.
    Either(&'static str, &'static str),
    /// Minor units of the row's currency.
    Money,
    /// The nth way of this system to reach somebody.
    Telecom(&'static str, usize),
}

const fn field(column: &'static str, path: &'static str, form: Form) -> Field {
    Field { column, path, form }
}
pub(super) const fn text(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Text)
}
pub(super) const fn token(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Token)
}
pub(super) const fn code(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Code)
}
pub(super) const fn coding(c: &'static str, path: &'static str, system: &'static str) -> Field {
    field(c, path, Form::Coding(system))
}
pub(super) const fn status(c: &'static str, path: &'static str, system: &'static str) -> Field {
    field(c, path, Form::Status(system))
}
pub(super) const fn concept(
    words: &'static str,
    path: &'static str,
    system: &'static str,
    code: &'static str,
) -> Field {
    field(words, path, Form::Concept { code: Some((system, code)), bound: code })
}
pub(super) const fn words(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Concept { code: None, bound: column })
}
pub(super) const fn day(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Day)
}
pub(super) const fn moment(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Moment)
}
pub(super) const fn refer(c: &'static str, path: &'static str, kind: &'static str) -> Field {
    field(c, path, Form::Reference(kind))
}
pub(super) const fn actor(c: &'static str, kind: &'static str) -> Field {
    field(c, "participant", Form::Actor(kind))
}
pub(super) const fn number(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Number)
}
pub(super) const fn whole(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Whole)
}
pub(super) const fn positive(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Positive)
}
pub(super) const fn truth(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Truth)
}
pub(super) const fn untruth(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Untruth)
}
pub(super) const fn either(
    column: &'static str,
    path: &'static str,
    yes: &'static str,
    no: &'static str,
) -> Field {
    field(column, path, Form::Either(yes, no))
}
pub(super) const fn money(column: &'static str, path: &'static str) -> Field {
    field(column, path, Form::Money)
}
pub(super) const fn phone(column: &'static str, nth: usize) -> Field {
    field(column, "telecom", Form::Telecom("phone", nth))
}
pub(super) const fn email(column: &'static str) -> Field {
    field(column, "telecom", Form::Telecom("email", 0))
}

/// A foreign code that stands beside a row's own.
#[derive(Clone)]
pub(crate) struct Binding {
    pub column: String,
    pub coding: Json,
    pub system: Option<String>,
    pub code: String,
}

impl Field {
    /// Writes the column of `row` where it belongs, unless something stands there already.
    pub fn write(&self, table: &str, row: &Cells, bindings: &mut Vec<Binding>, sheet: &mut Sheet) {
        let value = row.get(self.column).unwrap_or(&Value::Null);
        if let Form::Concept { code, bound } = self.form {
            let concept = concept_of(row, value, code, &take_bound(bindings, bound));
            return sheet.set_new(self.path, concept);
        }
        let written = match self.form {
            Form::Text => value.as_text().and_then(string).map(Json::from),
            Form::Token => value.as_text().and_then(code_text).map(Json::from),
            Form::Code => fhir_code(table, self.column, value).map(Json::from),
            Form::Coding(system) => fhir_code(table, self.column, value)
                .map(|code| json!({ "system": system, "code": code })),
            Form::Status(system) => fhir_code(table, self.column, value)
                .map(|code| json!({ "coding": [{ "system": system, "code": code }] })),
            Form::Day => value.as_text().filter(|day| is_day(day)).map(Json::from),
            Form::Moment => value.as_integer().and_then(instant).map(Json::from),
            Form::Reference(kind) => value.as_uuid().map(|id| reference(kind, id)),
            Form::Number => value.as_real().map(Json::from),
            Form::Whole => value.as_integer().and_then(|n| i32::try_from(n).ok()).map(Json::from),
            Form::Positive => value
                .as_integer()
                .and_then(|n| i32::try_from(n).ok())
                .filter(|n| *n > 0)
                .map(Json::from),
            Form::Truth => value.as_boolean().map(Json::from),
            Form::Untruth => value.as_boolean().map(|truth| Json::from(!truth)),
            Form::Either(yes, no) => {
                value.as_boolean().map(|truth| Json::from(if truth { yes } else { no }))
            }
            Form::Money => value
                .as_integer()
                .and_then(|minor| money_of(minor, row.get("currency").and_then(Value::as_text)?)),
            Form::Actor(kind) => {
                if let Some(id) = value.as_uuid() {
                    let actor = json!({ "actor": reference(kind, id), "status": "accepted" });
                    sheet.push(self.path, actor);
                }
                return;
            }
            Form::Telecom(system, _) => {
                if let Some(value) = value.as_text().and_then(string) {
                    sheet.push(self.path, json!({ "system": system, "value": value }));
                }
                return;
            }
            Form::Concept { .. } => None,
        };
        sheet.set_new(self.path, written);
    }

    /// Reads back into `cells` what stands in the resource.
    pub fn read(&self, table: &str, json: &Json, cells: &mut Cells) {
        let mut put = |column: &str, value: Option<Value>| {
            if let Some(value) = value {
                cells.put(column, value);
            }
        };
        if let Form::Concept { code, .. } = self.form {
            put(self.column, at(json, self.path).and_then(|c| text_at(c, "text")).map(Value::Text));
            let own = at(json, self.path).and_then(|concept| at(concept, "coding[0]"));
            if let (Some((system_column, code_column)), Some(own)) = (code, own) {
                put(system_column, text_at(own, "system").map(Value::Text));
                put(code_column, text_at(own, "code").map(Value::Text));
            }
            return;
        }
        let found = at(json, self.path);
        let value = found.and_then(|found| match self.form {
            Form::Text | Form::Token => found.as_str().map(Value::from),
            Form::Code => enumerated(table, self.column, found.as_str()),
            Form::Coding(_) => {
                enumerated(table, self.column, found.get("code").and_then(Json::as_str))
            }
            Form::Status(_) => {
                enumerated(table, self.column, at(found, "coding[0].code").and_then(Json::as_str))
            }
            Form::Day => found.as_str().filter(|day| is_day(day)).map(Value::from),
            Form::Moment => found.as_str().and_then(micros).map(Value::Integer),
            Form::Reference(kind) => referred(found, kind).map(Value::Uuid),
            Form::Number => found.as_f64().map(Value::Real),
            Form::Whole | Form::Positive => found.as_i64().map(Value::Integer),
            Form::Truth => found.as_bool().map(Value::Boolean),
            Form::Untruth => found.as_bool().map(|truth| Value::Boolean(!truth)),
            Form::Either(yes, _) => found.as_str().map(|code| Value::Boolean(code == yes)),
            Form::Money => minor_of(found).map(Value::Integer),
            Form::Actor(kind) => found
                .as_array()?
                .iter()
                .find_map(|one| referred(one.get("actor")?, kind))
                .map(Value::Uuid),
            Form::Telecom(system, nth) => found
                .as_array()?
                .iter()
                .filter(|one| one.get("system").and_then(Json::as_str) == Some(system))
                .nth(nth)
                .and_then(|one| text_at(one, "value"))
                .map(Value::Text),
            Form::Concept { .. } => None,
        });
        put(self.column, value);
    }
}

fn take_bound(bindings: &mut Vec<Binding>, column: &str) -> Vec<Binding> {
    let (taken, left) =
        std::mem::take(bindings).into_iter().partition(|binding| binding.column == column);
    *bindings = left;
    taken
}

/// Words and codes together. A foreign code that is the row's own lends it its name.
fn concept_of(
    row: &Cells,
    words: &Value,
    code: Option<(&str, &str)>,
    bound: &[Binding],
) -> Option<Json> {
    let of = |column: &str| row.get(column).and_then(Value::as_text);
    let own = code.and_then(|(system, code)| Some((of(system), of(code)?)));
    let is_own = |binding: &&Binding| {
        own.is_some_and(|(system, code)| {
            binding.code == code && binding.system.as_deref() == system
        })
    };
    let mut codings: Vec<Json> = Vec::new();
    if let Some((system, code)) = own {
        let named = bound.iter().find(is_own).map(|binding| binding.coding.clone());
        codings.extend(named.or_else(|| coding_of(system, Some(code), None)));
    }
    codings.extend(bound.iter().filter(|b| !is_own(b)).map(|binding| binding.coding.clone()));
    let mut concept = Map::new();
    if !codings.is_empty() {
        concept.insert("coding".to_owned(), Json::Array(codings));
    }
    if let Some(words) = words.as_text().and_then(string) {
        concept.insert("text".to_owned(), words.into());
    }
    (!concept.is_empty()).then_some(Json::Object(concept))
}

/// A coding of what of it can stand in one.
pub(crate) fn coding_of(
    system: Option<&str>,
    code: Option<&str>,
    display: Option<&str>,
) -> Option<Json> {
    let mut coding = Map::new();
    let parts = [
        ("system", system.and_then(uri_text)),
        ("code", code.and_then(code_text)),
        ("display", display.and_then(string)),
    ];
    for (name, part) in parts {
        if let Some(part) = part {
            coding.insert(name.to_owned(), part.into());
        }
    }
    (!coding.is_empty()).then_some(Json::Object(coding))
}

/// `Type/id`.
pub(crate) fn reference(kind: &str, id: Uuid) -> Json {
    json!({ "reference": format!("{kind}/{id}") })
}

/// The id that a reference to `kind` names.
pub(crate) fn referred(json: &Json, kind: &str) -> Option<Uuid> {
    let (named, id) = json.get("reference")?.as_str()?.split_once('/')?;
    (named == kind).then(|| Uuid::try_parse(id).ok()).flatten()
}

/// The FHIR code of an enumerated value.
pub(crate) fn fhir_code(table: &str, column: &str, value: &Value) -> Option<&'static str> {
    catalog::table(table)?.column(column)?.enumeration?.fhir(value.as_text()?)
}

fn enumerated(table: &str, column: &str, code: Option<&str>) -> Option<Value> {
    from_fhir(table, column, code?).map(Value::from)
}

/// A moment as FHIR writes it; `None` beyond the years that it can write.
pub(crate) fn instant(micros: i64) -> Option<String> {
    let moment = DateTime::from_timestamp_micros(micros)?;
    let text = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    // FHIR's years have four digits; a sign or a fifth digit stands for another millennium.
    (text.as_bytes().get(4) == Some(&b'-') && !text.starts_with("0000")).then_some(text)
}

/// The moment in microseconds.
pub(crate) fn micros(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.timestamp_micros())
}

pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10
        && !text.starts_with("0000")
        && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// A sum in the currency's own unit. `None` where the currency is not one of ISO 4217, or the sum
/// has more digits than every reader of JSON keeps.
pub(crate) fn money_of(minor: i64, currency: &str) -> Option<Json> {
    let digits = u32::from(Currency::from_code(currency)?.exponent().unwrap_or(0));
    let value: f64 = Exact::new(minor, digits).to_string().parse().ok()?;
    let money = json!({ "value": value, "currency": currency });
    (minor_of(&money) == Some(minor)).then_some(money)
}

fn minor_of(money: &Json) -> Option<i64> {
    let currency = money.get("currency")?.as_str()?;
    let value = Decimal(money.get("value")?.to_string());
    sum(&value, currency).filter(|sum| !sum.rounded).map(|sum| sum.minor)
}

fn text_at(json: &Json, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

/// A value in an extension: in the type of its column, without loss.
pub(super) fn extension_value(
    kind: Type,
    value: &Value,
    referred: Option<&str>,
) -> Option<(&'static str, Json)> {
    Some(match (kind, value) {
        (Type::Uuid, Value::Uuid(id)) => match referred {
            Some(kind) => ("valueReference", reference(kind, *id)),
            None => ("valueString", id.to_string().into()),
        },
        (Type::Timestamp, Value::Integer(micros)) => match instant(*micros) {
            Some(text) => ("valueInstant", text.into()),
            None => ("valueString", micros.to_string().into()),
        },
        (Type::BigInt, Value::Integer(number)) => match i32::try_from(*number) {
            Ok(number) => ("valueInteger", number.into()),
            Err(_) => ("valueString", number.to_string().into()),
        },
        (Type::Boolean, Value::Boolean(truth)) => ("valueBoolean", (*truth).into()),
        (Type::Double, Value::Real(number)) => ("valueDecimal", (*number).into()),
        (Type::Date, Value::Text(day)) if is_day(day) => ("valueDate", day.as_str().into()),
        (_, Value::Text(text)) if text.is_empty() => return None,
        (_, Value::Text(text)) if string(text).as_ref() == Some(text) => {
            ("valueString", text.as_str().into())
        }
        (_, Value::Text(text)) => {
            let bytes = data_encoding::BASE64.encode(text.as_bytes());
            ("valueBase64Binary", bytes.into())
        }
        _ => return None,
    })
}

/// The value of such an extension.
pub(super) fn extension_read(kind: Type, extension: &Json) -> Option<Value> {
    let text = |name: &str| extension.get(name).and_then(Json::as_str);
    let bytes = || {
        let bytes = data_encoding::BASE64.decode(text("valueBase64Binary")?.as_bytes()).ok()?;
        String::from_utf8(bytes).ok()
    };
    let string = || text("valueString").map(str::to_owned).or_else(bytes);
    match kind {
        Type::Uuid => {
            let reference = extension.get("valueReference").and_then(|r| r.get("reference"));
            let reference = reference.and_then(Json::as_str).and_then(|r| r.split_once('/'));
            let id = reference.map(|(_, id)| id).or_else(|| text("valueString"))?;
            Uuid::try_parse(id).ok().map(Value::Uuid)
        }
        Type::Timestamp => text("valueInstant")
            .and_then(micros)
            .or_else(|| text("valueString")?.parse().ok())
            .map(Value::Integer),
        Type::BigInt => extension
            .get("valueInteger")
            .and_then(Json::as_i64)
            .or_else(|| text("valueString")?.parse().ok())
            .map(Value::Integer),
        Type::Boolean => extension.get("valueBoolean").and_then(Json::as_bool).map(Value::Boolean),
        Type::Double => extension.get("valueDecimal").and_then(Json::as_f64).map(Value::Real),
        Type::Date => text("valueDate").map(str::to_owned).or_else(string).map(Value::Text),
        Type::Time | Type::Json | Type::Text => string().map(Value::Text),
    }
}
