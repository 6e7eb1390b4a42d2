//! A new price.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::money;
use crate::billing::prices::ListedPrice;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who, calendar};

/// What costs how much, where and from when on.
#[derive(Deserialize, TS)]
pub struct AddPrice {
    /// `None` for every site.
    site_id: Option<Uuid>,
    code: Option<String>,
    code_system: Option<String>,
    description: String,
    unit_price_minor: i64,
    /// The site's currency where it is left out.
    currency: Option<String>,
    valid_from_on: String,
    valid_until_on: Option<String>,
}

/// Adds a price, unless one for the same is valid on one of its days.
pub fn add_price(write: &mut Write<'_>, who: &Who, request: AddPrice) -> Result<Made, Refused> {
    let currency = filled(request.currency.as_deref());
    let until = filled(request.valid_until_on.as_deref());
    let price = NewPrice {
        site_id: request.site_id,
        code: filled(request.code.as_deref()),
        code_system: filled(request.code_system.as_deref()),
        description: request.description.trim().to_owned(),
        unit_price_minor: money::not_negative("unit_price_minor", request.unit_price_minor)?,
        currency: money::currency("currency", currency.as_deref().unwrap_or(&who.site.currency))?,
        from: calendar::day("valid_from_on", &request.valid_from_on)?.to_string(),
        until: until
            .map(|day| calendar::day("valid_until_on", &day))
            .transpose()?
            .map(|day| day.to_string()),
    };
    Ok(Made { id: price.insert(write, who)? })
}

/// A price that is about to be written.
pub(super) struct NewPrice {
    pub site_id: Option<Uuid>,
    pub code: Option<String>,
    pub code_system: Option<String>,
    pub description: String,
    pub unit_price_minor: i64,
    pub currency: String,
    pub from: String,
    pub until: Option<String>,
}

impl NewPrice {
    /// What follows on `old` from a day on.
    pub fn after(old: ListedPrice, unit_price_minor: i64, from: String) -> Self {
        Self {
            site_id: old.site_id,
            code: old.code,
            code_system: old.code_system,
            description: old.description,
            unit_price_minor,
            currency: old.currency,
            from,
            until: None,
        }
    }

    /// Writes it.
    pub fn insert(self, write: &mut Write<'_>, who: &Who) -> Result<Uuid, Refused> {
        if self.is_taken(write, who)? {
            return Err(Refused::field(
                "valid_from_on",
                "There is a price for this already on one of these days. Replace that price, or \
                 end it first.",
            ));
        }
        Ok(write.insert(
            "price_list",
            Cells::new()
                .set("site_id", self.site_id)
                .set("code", self.code)
                .set("code_system", self.code_system)
                .set("description", self.description)
                .set("unit_price_minor", self.unit_price_minor)
                .set("currency", self.currency)
                .set("valid_from_on", self.from)
                .set("valid_until_on", self.until)
                .set("is_active", true),
        )?)
    }

    /// The same is what has the same code in the same system, or without a code the same name, at
    /// the same site and in the same currency.
    fn is_taken(&self, reader: &Reader<'_>, who: &Who) -> Result<bool, Refused> {
        let taken: Option<i64> = reader.value(
            "SELECT 1 FROM price_list WHERE organization_id = ?1 AND site_id IS ?2 \
             AND currency = ?3 AND (?5 IS NULL OR valid_from_on <= ?5) \
             AND (valid_until_on IS NULL OR valid_until_on >= ?4) \
             AND CASE WHEN ?6 IS NULL THEN code IS NULL AND description = ?8 COLLATE NOCASE \
                 ELSE code = ?6 AND code_system IS ?7 END \
             AND is_active AND deleted_at IS NULL LIMIT 1",
            params![
                who.organization_id,
                self.site_id,
                self.currency,
                self.from,
                self.until,
                self.code,
                self.code_system,
                self.description
            ],
        )?;
        Ok(taken.is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn price(code: Option<&str>, name: &str, minor: i64, from: &str) -> Value {
        json!({
            "site_id": null, "code": code, "code_system": null, "description": name,
            "unit_price_minor": minor, "currency": null, "valid_from_on": from,
            "valid_until_on": null
        })
    }

    fn found(clinic: &Clinic, query: &str, on: &str) -> Vec<i64> {
        let request = json!({ "query": query, "on": on, "site_id": null });
        let prices = clinic.ask(clinic.receptionist, "billing.prices", request).unwrap();
        prices.as_array().unwrap().iter().map(|p| p["unit_price_minor"].as_i64().unwrap()).collect()
    }

    #[test]
    fn a_price_is_found_by_code_or_words_on_its_days_and_never_changed_in_place() {
        let clinic = Clinic::found();
        let add = |request| clinic.ask(clinic.owner, "billing.add_price", request);
        let old = add(price(Some("85025"), "Blood count, complete", 1_200, "2026-01-01")).unwrap();
        add(price(Some("99213"), "Consultation 100%", 4_000, "2026-01-01")).unwrap();
        assert_eq!(found(&clinic, "8502", "2026-03-02"), [1_200]);
        assert_eq!(found(&clinic, "complete BLOOD", "2026-03-02"), [1_200]);
        assert_eq!(found(&clinic, "100%", "2026-03-02"), [4_000]);
        assert_eq!(found(&clinic, "blood urine", "2026-03-02"), [0_i64; 0]);
        assert_eq!(found(&clinic, "", "2025-12-31"), [0_i64; 0]);
        let replace = json!({
            "id": old["id"], "version": 0, "unit_price_minor": 1_300, "valid_from_on": "2026-04-01"
        });
        clinic.ask(clinic.owner, "billing.replace_price", replace.clone()).unwrap();
        assert_eq!(found(&clinic, "85025", "2026-03-31"), [1_200]);
        assert_eq!(found(&clinic, "85025", "2026-04-01"), [1_300]);
        assert!(
            clinic.ask(clinic.owner, "billing.replace_price", replace).is_err(),
            "it has ended"
        );
    }

    #[test]
    fn one_thing_has_one_price_a_day_and_a_sites_own_goes_first() {
        let clinic = Clinic::found();
        let add = |request: &Value| clinic.ask(clinic.owner, "billing.add_price", request.clone());
        let everywhere = price(Some("85025"), "Blood count", 1_200, "2026-01-01");
        let first = id_of(&add(&everywhere).unwrap());
        assert_eq!(add(&everywhere).unwrap_err().field, Some("valid_from_on"));
        let mut here = everywhere.clone();
        here["site_id"] = json!(clinic.site);
        here["unit_price_minor"] = json!(900);
        add(&here).unwrap();
        assert_eq!(found(&clinic, "85025", "2026-03-02"), [900, 1_200], "the nearer first");
        let end = json!({ "id": first, "version": 0, "valid_until_on": "2026-02-28" });
        clinic.ask(clinic.owner, "billing.end_price", end).unwrap();
        assert_eq!(found(&clinic, "85025", "2026-03-02"), [900]);
        assert_eq!(found(&clinic, "85025", "2026-02-28"), [900, 1_200]);
        add(&price(Some("85025"), "Blood count", 1_250, "2026-03-01")).unwrap();
    }

    #[test]
    fn a_price_that_has_not_begun_is_withdrawn_and_one_that_has_ends_on_a_day_of_its_own() {
        let clinic = Clinic::found();
        let add = |request: Value| clinic.ask(clinic.owner, "billing.add_price", request).unwrap();
        let future = add(price(None, "Massage", 3_000, "2026-06-01"));
        let end = |id: &Value, day: &str| {
            let request = json!({ "id": id, "version": 0, "valid_until_on": day });
            clinic.ask(clinic.owner, "billing.end_price", request)
        };
        end(&future["id"], "2026-05-31").unwrap();
        assert_eq!(found(&clinic, "massage", "2026-06-01"), [0_i64; 0]);
        let current = add(price(None, "Massage", 3_000, "2026-02-01"));
        assert_eq!(end(&current["id"], "2026-01-31").unwrap_err().field, Some("valid_until_on"));
    }

    #[test]
    fn the_desk_reads_prices_and_makes_none_and_a_price_is_not_below_zero() {
        let clinic = Clinic::found();
        let request = price(None, "Massage", 3_000, "2026-02-01");
        let desk = clinic.ask(clinic.receptionist, "billing.add_price", request.clone());
        assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
        for (field, value) in [
            ("unit_price_minor", json!(-1)),
            ("currency", json!("EURO")),
            ("valid_from_on", json!("tomorrow")),
            ("description", json!(" ")),
        ] {
            let mut wrong = request.clone();
            wrong[field] = value;
            let refused = clinic.ask(clinic.owner, "billing.add_price", wrong).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
    }
}
