//! The clinic itself: organization and departments, sites, practitioners.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::Field;
use super::field::{code, either, email, phone, reference, status, text, token, truth};
use super::mapping::{Draw, Mapping, OURS, PLAIN};
use super::sheet::{Sheet, string};
use crate::fhir::follow::NPI;

const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
/// What kinds of numbers there are.
pub(super) const NUMBERS: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "Organization",
        table: "organizations",
        fields: &[
            text("name", "name"),
            truth("is_active", "active"),
            status("kind", "type[0]", ROLE),
            phone("phone", 0),
            email("email"),
            text("address_line", "address[0].line[0]"),
            text("city", "address[0].city"),
            text("state", "address[0].state"),
            text("postal_code", "address[0].postalCode"),
            text("country", "address[0].country"),
        ],
        ..PLAIN
    },
    Mapping {
        kind: "Location",
        table: "sites",
        fields: &[
            text("name", "name"),
            either("is_active", "status", "active", "inactive"),
            status("kind", "type[0]", ROLE),
            phone("phone", 0),
            email("email"),
            text("code", "identifier[0].value"),
            text("address_line", "address.line[0]"),
            text("city", "address.city"),
            text("state", "address.state"),
            text("postal_code", "address.postalCode"),
            text("country", "address.country"),
        ],
        complete: |draw, row, sheet| {
            own_number(row, "site-code", sheet);
            sheet.set("mode", json!("instance"));
            sheet.set("managingOrganization", reference("Organization", draw.organization));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Organization",
        table: "departments",
        fields: &[
            text("name", "name"),
            truth("is_active", "active"),
            phone("phone", 0),
            text("code", "identifier[0].value"),
        ],
        complete: |draw, row, sheet| {
            own_number(row, "department-code", sheet);
            let kind = "http://terminology.hl7.org/CodeSystem/organization-type";
            sheet.set("type", json!([{ "coding": [{ "system": kind, "code": "dept" }] }]));
            sheet.set("partOf", reference("Organization", draw.organization));
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Practitioner",
        table: "practitioners",
        fields: PRACTITIONER,
        complete: practitioner,
        ..PLAIN
    },
];

const PRACTITIONER: &[Field] = &[
    text("family_name", "name[0].family"),
    text("given_name", "name[0].given[0]"),
    text("prefix", "name[0].prefix[0]"),
    text("name_text", "name[0].text"),
    code("gender", "gender"),
    phone("phone", 0),
    email("email"),
    text("address_line", "address[0].line[0]"),
    text("city", "address[0].city"),
    text("state", "address[0].state"),
    text("postal_code", "address[0].postalCode"),
    text("country", "address[0].country"),
    text("qualification", "qualification[0].code.text"),
    token("npi", "identifier[0].value"),
];

fn practitioner(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
    if sheet.has("identifier[0].value") {
        sheet.set("identifier[0].system", json!(NPI));
    }
    if let Some(number) = of("license_number") {
        let kind = json!({ "coding": [{ "system": NUMBERS, "code": "MD" }] });
        sheet.push("identifier", json!({ "type": kind, "value": number }));
    }
    if let Some(specialization) = of("specialization") {
        sheet.push("qualification", json!({ "code": { "text": specialization } }));
    }
    Ok(())
}

/// Says whose numbering the row's code belongs to.
fn own_number(row: &Cells, numbering: &str, sheet: &mut Sheet) {
    if row.get("code").is_some_and(|code| !code.is_null()) && sheet.has("identifier[0].value") {
        sheet.set("identifier[0].system", Json::from(format!("{OURS}{numbering}")));
    }
}
