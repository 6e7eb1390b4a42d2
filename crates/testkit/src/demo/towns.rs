//! Where the demo clinic stands: a harbour town in which it is the middle of the morning now, so
//! that the day has something behind it and something before it whenever somebody looks.

use chrono::Timelike as _;
use chrono_tz::Tz;
use clinic::calendar;

/// A harbour town.
#[derive(Debug)]
pub struct Town {
    /// What it is called.
    pub name: &'static str,
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    /// IANA name.
    pub time_zone: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// What a hundred euro cents are in minor units of the currency, roughly.
    per_hundred: i64,
}

/// Eleven in the morning.
const MINUTES_WANTED: i64 = 11 * 60;

impl Town {
    /// The rules of its clocks.
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }

    /// A price there, rounded as prices are.
    pub fn price(&self, euro_cents: i64) -> i64 {
        let price = euro_cents * self.per_hundred / 100;
        let step = if price > 20_000 { 1_000 } else { 50 };
        (price + step / 2) / step * step
    }
}

/// The town where it is about eleven in the morning at `now`.
pub fn town(now: i64) -> &'static Town {
    let away = |town: &&Town| {
        let wall = calendar::wall_clock(town.zone(), now);
        let minutes = i64::from(wall.hour() * 60 + wall.minute());
        let apart = (minutes - MINUTES_WANTED).rem_euclid(24 * 60);
        apart.min(24 * 60 - apart)
    };
    TOWNS.iter().min_by_key(away).unwrap_or(&TOWNS[0])
}

/// The town with this time zone and currency; the first one for a clinic that was set up by hand.
pub(super) fn of(time_zone: &str, currency: &str) -> &'static Town {
    TOWNS
        .iter()
        .find(|town| town.time_zone == time_zone && town.currency == currency)
        .unwrap_or(&TOWNS[0])
}

const fn town_of(
    name: &'static str,
    country: &'static str,
    time_zone: &'static str,
    currency: &'static str,
    per_hundred: i64,
) -> Town {
    Town { name, country, time_zone, currency, per_hundred }
}

const TOWNS: [Town; 22] = [
    town_of("Porto", "PT", "Europe/Lisbon", "EUR", 100),
    town_of("Málaga", "ES", "Europe/Madrid", "EUR", 100),
    town_of("Rhodes", "GR", "Europe/Athens", "EUR", 100),
    town_of("Mombasa", "KE", "Africa/Nairobi", "KES", 14_000),
    town_of("Muscat", "OM", "Asia/Muscat", "OMR", 420),
    town_of("Karachi", "PK", "Asia/Karachi", "PKR", 30_000),
    town_of("Kochi", "IN", "Asia/Kolkata", "INR", 9_500),
    town_of("Chittagong", "BD", "Asia/Dhaka", "BDT", 13_000),
    town_of("Bangkok", "TH", "Asia/Bangkok", "THB", 3_800),
    town_of("Singapore", "SG", "Asia/Singapore", "SGD", 150),
    town_of("Nagasaki", "JP", "Asia/Tokyo", "JPY", 165),
    town_of("Hobart", "AU", "Australia/Hobart", "AUD", 175),
    town_of("Nouméa", "NC", "Pacific/Noumea", "XPF", 120),
    town_of("Auckland", "NZ", "Pacific/Auckland", "NZD", 195),
    town_of("Honolulu", "US", "Pacific/Honolulu", "USD", 115),
    town_of("Juneau", "US", "America/Juneau", "USD", 115),
    town_of("Vancouver", "CA", "America/Vancouver", "CAD", 160),
    town_of("Mazatlán", "MX", "America/Mazatlan", "MXN", 2_100),
    town_of("Veracruz", "MX", "America/Mexico_City", "MXN", 2_100),
    town_of("Cartagena", "CO", "America/Bogota", "COP", 450_000),
    town_of("Halifax", "CA", "America/Halifax", "CAD", 160),
    town_of("Recife", "BR", "America/Recife", "BRL", 620),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_every_hour_there_is_a_town_in_its_morning() {
        for hour in 0..24 {
            let now = 1_760_000_000_000_000 + hour * calendar::HOUR;
            let town = town(now);
            let wall = calendar::wall_clock(town.zone(), now);
            assert!((9..=13).contains(&wall.hour()), "{} has {wall}", town.name);
        }
    }

    #[test]
    fn every_town_has_clocks() {
        assert!(TOWNS.iter().all(|town| town.time_zone.parse::<Tz>().is_ok()));
    }
}
