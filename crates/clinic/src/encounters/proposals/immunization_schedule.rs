//! Which vaccinations are due at which age.
//!
//! Sources of the defaults: WHO recommendations for routine immunization, summary tables 1 and 2
//! (2024), with the position papers on measles (2017), pertussis (2015), human papillomavirus
//! (2022) and influenza (2022); ACIP adult immunization schedule (CDC 2024) for the booster against
//! tetanus and diphtheria. Codes are CVX.
//!
//! Of a birth date that is not known to the day every day that it leaves open is tried: a dose is
//! overdue where it is on all of them, and may be overdue where it is on some.
//!
//! Limits: a small schedule. A clinic puts its country's in the setting `immunization_schedule`,
//! which then stands in place of all of it. Contraindications and refusals are not looked at, and
//! vaccinations without a CVX code are not counted, which is told.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Reader, params};

use crate::encounters::acute::patient::{PatientFacts, Sex};
use crate::{Refused, Who};

/// The setting's name.
const SETTING: &str = "immunization_schedule";
/// How long after its month a dose counts as overdue.
const GRACE_MONTHS: u32 = 1;

/// A vaccination of the schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ScheduledVaccine {
    /// What it is against.
    pub name: String,
    /// The CVX codes that count.
    pub cvx: Vec<String>,
    /// The age at which each dose is due, months.
    pub due_at_months: Vec<u32>,
    /// After the last of these doses, how often it is repeated.
    pub repeat_months: Option<u32>,
    /// The age from which on it is not proposed any more, months.
    pub until_months: Option<u32>,
    /// Only for female patients.
    #[serde(default)]
    pub female_only: bool,
    /// Where it was published.
    pub source: String,
}

fn vaccine(name: &str, cvx: &str, due_at_months: &[u32], source: &str) -> ScheduledVaccine {
    ScheduledVaccine {
        name: name.to_owned(),
        cvx: cvx.split_whitespace().map(str::to_owned).collect(),
        due_at_months: due_at_months.to_vec(),
        repeat_months: None,
        until_months: None,
        female_only: false,
        source: source.to_owned(),
    }
}

/// The schedule that stands where the clinic has set none.
fn defaults() -> Vec<ScheduledVaccine> {
    vec![
        ScheduledVaccine {
            until_months: Some(84),
            ..vaccine(
                "Diphtheria, tetanus and pertussis",
                "01 20 22 28 50 102 106 107 110 120 130 132 146 170 198",
                &[2, 4, 6],
                "WHO recommendations for routine immunization, table 2 (2024): three doses from 6 \
                 weeks on, complete by 6 months",
            )
        },
        ScheduledVaccine {
            until_months: Some(216),
            ..vaccine(
                "Measles",
                "03 04 05 94",
                &[12, 18],
                "WHO recommendations for routine immunization, table 2 (2024): two doses, at 9 or \
                 12 and at 15 to 18 months",
            )
        },
        ScheduledVaccine {
            until_months: Some(180),
            female_only: true,
            ..vaccine(
                "Human papillomavirus",
                "62 118 137 165",
                &[132],
                "WHO position paper on HPV vaccines (2022): girls of 9 to 14 years",
            )
        },
        ScheduledVaccine {
            repeat_months: Some(120),
            ..vaccine(
                "Tetanus and diphtheria, booster",
                "09 113 115 138 139 196",
                &[228],
                "ACIP adult immunization schedule, CDC 2024: every 10 years",
            )
        },
        ScheduledVaccine {
            repeat_months: Some(12),
            ..vaccine(
                "Influenza",
                "15 16 88 111 135 140 141 144 149 150 151 153 155 158 161 166 168 171 185 186 194 \
                 197 205",
                &[780],
                "WHO position paper on influenza vaccines (2022): older adults, every year",
            )
        },
    ]
}

/// The schedule as it stands for the clinic. A setting that cannot be read counts as none.
pub(crate) fn schedule(reader: &Reader<'_>, who: &Who) -> Result<Vec<ScheduledVaccine>, Refused> {
    #[derive(Deserialize)]
    struct Content {
        vaccines: Vec<ScheduledVaccine>,
    }
    let content: Option<String> = reader.value(
        "SELECT content FROM system_settings WHERE organization_id = ?1 AND name = ?2 \
         AND deleted_at IS NULL AND (site_id IS NULL OR site_id = ?3) \
         ORDER BY site_id IS NULL, id LIMIT 1",
        params![who.organization_id, SETTING, who.site.id],
    )?;
    Ok(content
        .and_then(|text| serde_json::from_str::<Content>(&text).ok())
        .map_or_else(defaults, |content| content.vaccines))
}

/// A vaccination that was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// Its CVX code.
    pub cvx: String,
    /// The day.
    pub on: NaiveDate,
}

/// A dose whose day has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overdue {
    /// The first day on which it can have been due.
    pub from: NaiveDate,
    /// The last one, where it was surely due; nothing where the dose may not be due at all, since
    /// the day of birth is not known to the day.
    pub surely: Option<NaiveDate>,
}

impl ScheduledVaccine {
    /// The next dose, where its day has passed, or may have passed as far as the day of birth is
    /// known.
    pub fn overdue(&self, facts: &PatientFacts, given: &[Given]) -> Option<Overdue> {
        let (earliest, latest) = facts.born_between?;
        if self.female_only && facts.sex != Some(Sex::Female) {
            return None;
        }
        let mut days: Vec<NaiveDate> =
            given.iter().filter(|dose| self.cvx.contains(&dose.cvx)).map(|dose| dose.on).collect();
        days.sort_unstable();
        days.dedup();
        // Whoever is older is sooner due and sooner past the age for it, so that those for whom it
        // is overdue are born in one span of days, and its ends decide.
        let young_enough = match self.until_months {
            Some(until) => facts.today.checked_sub_months(Months::new(until))?.succ_opt()?,
            None => earliest,
        };
        let oldest = earliest.max(young_enough);
        if oldest > latest {
            return None;
        }
        let from = self.overdue_since(oldest, &days, facts.today)?;
        let surely = self
            .overdue_since(latest, &days, facts.today)
            .filter(|_| oldest == earliest && latest <= facts.today);
        Some(Overdue { from, surely })
    }

    /// The day on which the next dose was due to whoever was born on `born` and has had doses on
    /// `days`, where it is overdue on `today`.
    fn overdue_since(
        &self,
        born: NaiveDate,
        days: &[NaiveDate],
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        // What is repeated is for nobody who is younger than for the last dose of the list, even
        // if they had it once.
        let age = match self.repeat_months {
            Some(_) => self.due_at_months.get(days.len()).or(self.due_at_months.last()),
            None => self.due_at_months.get(days.len()),
        };
        let by_age = born.checked_add_months(Months::new(*age?))?;
        let due = match (days.last(), self.repeat_months) {
            // A booster that was given before its age counts from the day it was given.
            (Some(last), Some(repeat)) => by_age.max(last.checked_add_months(Months::new(repeat))?),
            _ => by_age,
        };
        let until = due.checked_add_months(Months::new(GRACE_MONTHS))?;
        (today > until).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encounters::laboratory::whose::born_between;

    fn person(born: &str, sex: Sex) -> PatientFacts {
        PatientFacts {
            born_between: Some((born.parse().unwrap(), born.parse().unwrap())),
            today: "2026-03-02".parse().unwrap(),
            sex: Some(sex),
            pregnant: false,
            preferred_language: None,
        }
    }

    fn overdue(facts: &PatientFacts, given: &[(&str, &str)]) -> Vec<String> {
        let given: Vec<Given> = given
            .iter()
            .map(|(cvx, on)| Given { cvx: (*cvx).to_owned(), on: on.parse().unwrap() })
            .collect();
        defaults()
            .iter()
            .filter_map(|vaccine| {
                let due = vaccine.overdue(facts, &given)?;
                Some(match due.surely {
                    Some(last) if last == due.from => format!("{} {last}", vaccine.name),
                    Some(last) => format!("{} {} to {last}", vaccine.name, due.from),
                    None => format!("{} perhaps", vaccine.name),
                })
            })
            .collect()
    }

    /// Worked by hand: born on 2024-09-10, the child is 17 months old on 2026-03-02. The third dose
    /// was due with 6 months, the first against measles with 12; the second is due with 18.
    #[test]
    fn a_child_of_seventeen_months() {
        let child = person("2024-09-10", Sex::Male);
        assert_eq!(
            overdue(&child, &[("146", "2024-11-12"), ("146", "2025-01-10")]),
            ["Diphtheria, tetanus and pertussis 2025-03-10", "Measles 2025-09-10"]
        );
        let complete = [
            ("146", "2024-11-12"),
            ("146", "2025-01-10"),
            ("20", "2025-03-12"),
            ("03", "2025-09-15"),
        ];
        assert!(overdue(&child, &complete).is_empty());
    }

    /// Worked by hand: at 30 and at 5 years nobody is 65 yet, whatever they had; at 70 the dose of
    /// 2024-10-01 is followed by one a year later.
    #[test]
    fn a_vaccine_for_older_people_is_due_to_nobody_who_had_it_young() {
        let once = [("150", "2024-10-01")];
        let influenza = |born: &str| {
            let told = overdue(&person(born, Sex::Male), &once);
            told.into_iter().filter(|told| told.starts_with("Influenza")).collect::<Vec<_>>()
        };
        assert_eq!(influenza("1996-01-01"), [""; 0]);
        assert_eq!(influenza("2021-01-01"), [""; 0]);
        assert_eq!(influenza("1956-01-01"), ["Influenza 2025-10-01"]);
    }

    #[test]
    fn boosters_count_from_the_last_one_and_papillomavirus_is_for_girls() {
        let old = person("1950-01-01", Sex::Female);
        assert_eq!(
            overdue(&old, &[("139", "2015-06-01"), ("150", "2024-10-01")]),
            ["Tetanus and diphtheria, booster 2025-06-01", "Influenza 2025-10-01"]
        );
        assert!(overdue(&old, &[("139", "2018-06-01"), ("150", "2025-10-20")]).is_empty());
        let girl = person("2013-06-01", Sex::Female);
        let given = [("03", "2014-06-01"), ("03", "2014-12-01")];
        assert_eq!(overdue(&girl, &given), ["Human papillomavirus 2024-06-01"]);
        assert!(overdue(&person("2013-06-01", Sex::Male), &given).is_empty());
    }

    /// Worked by hand for 2026-03-02. An estimate of 2024-09-10 leaves every birth from 2019-09-10
    /// open, and also one that has not come yet: nothing is sure. One of 1955-01-01 leaves births
    /// from 1950-01-01 to 1960-01-01 open: the booster was due with 19 years, from 1969 to 1979, and
    /// influenza with 65 years, which whoever was born in 1960 has had on 2025-01-01. One of
    /// 1958-01-01 leaves 1963-01-01 open, who is not 65 yet.
    #[test]
    fn an_estimated_birth_says_what_may_be_due_and_a_dose_repeated_by_the_calendar_is_sure() {
        let estimated = |born: &str, precision: &str| PatientFacts {
            born_between: born_between(born.parse().unwrap(), precision),
            ..person(born, Sex::Male)
        };
        let perhaps =
            ["Diphtheria, tetanus and pertussis perhaps", "Measles perhaps"].map(str::to_owned);
        assert_eq!(overdue(&estimated("2024-09-10", "estimated"), &[]), perhaps);
        assert_eq!(
            overdue(&estimated("1955-01-01", "estimated"), &[]),
            [
                "Tetanus and diphtheria, booster 1969-01-01 to 1979-01-01",
                "Influenza 2015-01-01 to 2025-01-01"
            ]
        );
        let flu = overdue(&estimated("1958-01-01", "estimated"), &[("139", "2020-01-01")]);
        assert_eq!(flu, ["Influenza perhaps"]);
        // Of two doses that were given, the day of the last decides and not the age.
        let given = [("139", "2010-06-01"), ("150", "2024-10-01")];
        assert_eq!(
            overdue(&estimated("1955-01-01", "estimated"), &given),
            ["Tetanus and diphtheria, booster 2020-06-01", "Influenza 2025-10-01"]
        );
        // Known to the month: the third dose is surely a month late for whoever was born on the last
        // day of it, and the second against measles, with 18 months, for nobody yet.
        let month = estimated("2024-09-01", "month");
        let given = [("146", "2024-11-12"), ("146", "2025-01-10"), ("03", "2025-09-15")];
        assert_eq!(
            overdue(&month, &given),
            ["Diphtheria, tetanus and pertussis 2025-03-01 to 2025-03-30"]
        );
        assert!(overdue(&estimated("2024-09-10", "unknown"), &[]).is_empty());
        // Between one who is too old for it and one who is too young somebody is due.
        let girl = PatientFacts { sex: Some(Sex::Female), ..estimated("2013-01-01", "estimated") };
        let measles = [("03", "2014-06-01"), ("03", "2014-12-01"), ("139", "2022-01-01")];
        assert_eq!(overdue(&girl, &measles), ["Human papillomavirus perhaps"]);
    }
}
