//! The places where care happens.

use catalog::Limited;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::organization::plan::one_more;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// What is written down about a site.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SiteForm {
    name: String,
    code: Option<String>,
    kind: Option<String>,
    /// IANA, such as `Europe/Madrid`.
    time_zone: String,
    /// ISO 4217, such as `EUR`.
    currency: String,
    address_line: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    is_active: bool,
}

/// A site.
#[derive(Serialize, Deserialize, TS)]
pub struct SiteLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    site: SiteForm,
}

/// Every site, by name.
pub fn sites(asking: &Asking<'_>, _: Nothing) -> Result<Vec<SiteLine>, Refused> {
    let keys: Vec<(Uuid, i64)> = asking.reader.rows(
        "SELECT id, version FROM sites WHERE deleted_at IS NULL ORDER BY is_active DESC, name, id",
        [],
    )?;
    let mut lines = Vec::new();
    for (id, version) in keys {
        let site: Option<SiteForm> = asking.reader.row(
            "SELECT name, code, kind, time_zone, currency, address_line, city, state, \
             postal_code, country, phone, email, is_active FROM sites WHERE id = ?1",
            params![id],
        )?;
        lines.extend(site.map(|site| SiteLine { id, version, site }));
    }
    Ok(lines)
}

impl SiteForm {
    fn cells(&self) -> Result<Cells, Refused> {
        let zone = self.time_zone.trim();
        zone.parse::<Tz>().map_err(|_| {
            Refused::field(
                "time_zone",
                "This time zone is not known. Choose one such as Europe/Madrid.",
            )
        })?;
        let text = |field: &Option<String>| filled(field.as_deref());
        Ok(Cells::new()
            .set("name", self.name.trim())
            .set("code", text(&self.code))
            .set("kind", text(&self.kind))
            .set("time_zone", zone)
            .set("currency", self.currency.trim())
            .set("address_line", text(&self.address_line))
            .set("city", text(&self.city))
            .set("state", text(&self.state))
            .set("postal_code", text(&self.postal_code))
            .set("country", text(&self.country))
            .set("phone", text(&self.phone))
            .set("email", text(&self.email))
            .set("is_active", self.is_active))
    }
}

/// Adds a site.
pub fn add_site(write: &mut Write<'_>, who: &Who, request: SiteForm) -> Result<Made, Refused> {
    if request.is_active {
        one_more(write, who, Limited::Sites, "is_active")?;
    }
    let id = write.insert("sites", request.cells()?)?;
    Ok(Made { id })
}

/// Changes what is written down about a site. A site where this PC stands is not closed from here.
pub fn update_site(
    write: &mut Write<'_>,
    who: &Who,
    request: SiteLine,
) -> Result<Nothing, Refused> {
    if request.id == who.site.id && !request.site.is_active {
        return Err(Refused::field(
            "is_active",
            "This PC stands at this site. Close the site from a PC of another one.",
        ));
    }
    let was: Option<bool> =
        write.value("SELECT is_active FROM sites WHERE id = ?1", params![request.id])?;
    if request.site.is_active && was == Some(false) {
        one_more(write, who, Limited::Sites, "is_active")?;
    }
    write.update("sites", request.id, Some(request.version), request.site.cells()?)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    #[test]
    fn a_branch_opens_in_another_time_zone_and_the_own_site_is_not_closed_from_inside() {
        let clinic = Clinic::found();
        let branch = |zone: &str, currency: &str| {
            json!({
                "name": "Canarias", "code": "LPA", "kind": "branch", "time_zone": zone,
                "currency": currency, "address_line": null, "city": "Las Palmas", "state": null,
                "postal_code": null, "country": "ES", "phone": null, "email": null,
                "is_active": true
            })
        };
        let add = |form: Value| clinic.ask(clinic.owner, "organization.add_site", form);
        assert_eq!(add(branch("Atlantis", "EUR")).unwrap_err().field, Some("time_zone"));
        assert_eq!(add(branch("Atlantic/Canary", "euro")).unwrap_err().field, Some("currency"));
        add(branch("Atlantic/Canary", "EUR")).unwrap();
        let sites = clinic.ask(clinic.nurse, "organization.sites", json!({})).unwrap();
        let mut own = sites[1].clone();
        assert_eq!(own["id"], json!(clinic.site));
        own["phone"] = json!("+34 956 000 000");
        clinic.ask(clinic.owner, "organization.update_site", own.clone()).unwrap();
        own["is_active"] = json!(false);
        let refused = clinic.ask(clinic.owner, "organization.update_site", own).unwrap_err();
        assert_eq!(refused.field, Some("is_active"));
    }
}
