//! What things cost. A price is never changed in place: it ends, and another begins, so that what
//! was asked on a day can be read at any time.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Asking, Refused, Who, calendar};

const SHOWN_MAX: u32 = 100;
/// Further words are not looked at: four tell any price from another.
const WORDS_MAX: usize = 4;

/// Which prices: by the beginning of a code or by words, on a day (today where it is left out) and
/// at a site (this one where it is left out).
#[derive(Deserialize, TS)]
pub struct PricesAsked {
    query: Option<String>,
    on: Option<String>,
    site_id: Option<Uuid>,
}

/// A price.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListedPrice {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    /// `None` for every site.
    pub(crate) site_id: Option<Uuid>,
    pub(crate) code: Option<String>,
    pub(crate) code_system: Option<String>,
    pub(crate) description: String,
    pub(crate) unit_price_minor: i64,
    pub(crate) currency: String,
    pub(crate) valid_from_on: String,
    /// The last day, where one is known.
    pub(crate) valid_until_on: Option<String>,
}

const COLUMNS: &str = "id, version, site_id, code, code_system, description, unit_price_minor, \
     currency, valid_from_on, valid_until_on";
/// Prices of organization ?1 at site ?2 or at every site on day ?3.
const VALID: &str = "organization_id = ?1 AND (site_id IS NULL OR site_id = ?2) \
     AND valid_from_on <= ?3 AND (valid_until_on IS NULL OR valid_until_on >= ?3) \
     AND is_active AND deleted_at IS NULL";
/// A site's own price goes before the one of every site, and the younger before the older.
const NEAREST: &str = "site_id IS NULL, valid_from_on DESC, id DESC";

/// Prices that are valid at the site on the day, by description.
pub fn prices(asking: &Asking<'_>, request: PricesAsked) -> Result<Vec<ListedPrice>, Refused> {
    let on = match filled(request.on.as_deref()) {
        Some(on) => calendar::day("on", &on)?,
        None => asking.today(),
    };
    let site = request.site_id.unwrap_or(asking.who.site.id);
    let organization = asking.who.organization_id;
    let query = filled(request.query.as_deref()).unwrap_or_default();
    // Every typed word stands somewhere in the description, or the code begins with all of it.
    let mut words: [String; WORDS_MAX] = std::array::from_fn(|_| "%".to_owned());
    for (place, word) in words.iter_mut().zip(query.split_whitespace()) {
        *place = pattern(word, true);
    }
    let [first, second, third, fourth] = words;
    let sql = format!(
        "SELECT {COLUMNS} FROM price_list WHERE {VALID} AND (code LIKE ?4 ESCAPE '!' \
         OR (description LIKE ?5 ESCAPE '!' AND description LIKE ?6 ESCAPE '!' \
         AND description LIKE ?7 ESCAPE '!' AND description LIKE ?8 ESCAPE '!')) \
         ORDER BY description, {NEAREST} LIMIT {SHOWN_MAX}"
    );
    let code = pattern(&query, false);
    let on = on.to_string();
    let values = params![organization, site, on, code, first, second, third, fourth];
    Ok(asking.reader.rows(&sql, values)?)
}

/// A LIKE pattern for what begins with `text`, or holds it.
fn pattern(text: &str, anywhere: bool) -> String {
    let mut pattern = if anywhere { "%".to_owned() } else { String::new() };
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Where and when a price is asked for, and in which currency.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The site is this person's.
    pub who: &'a Who,
    /// `YYYY-MM-DD`.
    pub on: &'a str,
    /// ISO 4217.
    pub currency: &'a str,
}

impl Place<'_> {
    /// The price of a code; a code system, where one is known, must be the price's, unless the
    /// price has none.
    pub fn of_code(
        self,
        reader: &Reader<'_>,
        code: &str,
        system: Option<&str>,
    ) -> Result<Option<ListedPrice>, Refused> {
        let sql = format!(
            "SELECT {COLUMNS} FROM price_list WHERE {VALID} AND currency = ?4 AND code = ?5 \
             AND (?6 IS NULL OR code_system IS NULL OR code_system = ?6) ORDER BY {NEAREST} LIMIT 1"
        );
        let (organization, site) = (self.who.organization_id, self.who.site.id);
        Ok(reader.row(&sql, params![organization, site, self.on, self.currency, code, system])?)
    }

    /// The price of what is called exactly so, large and small letters alike.
    pub fn of_name(self, reader: &Reader<'_>, name: &str) -> Result<Option<ListedPrice>, Refused> {
        let sql = format!(
            "SELECT {COLUMNS} FROM price_list WHERE {VALID} AND currency = ?4 \
             AND description = ?5 COLLATE NOCASE ORDER BY {NEAREST} LIMIT 1"
        );
        let (organization, site) = (self.who.organization_id, self.who.site.id);
        Ok(reader.row(&sql, params![organization, site, self.on, self.currency, name.trim()])?)
    }
}

/// The price with this id, as it stands.
pub(super) fn one(reader: &Reader<'_>, id: Uuid) -> Result<ListedPrice, Refused> {
    let sql = format!(
        "SELECT {COLUMNS} FROM price_list WHERE id = ?1 AND is_active AND deleted_at IS NULL"
    );
    reader.row(&sql, params![id])?.ok_or_else(|| Refused::gone("price"))
}
