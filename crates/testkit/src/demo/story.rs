//! What happens at the clinic besides its appointments, in chapters, each at its time.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context as _, Result, anyhow, bail};
use catalog::Type;
use chrono::{Days, NaiveDate};
use clinic::calendar;
use serde_json::{Map, Value, json};
use store::{Cells, params};
use uuid::Uuid;

use super::patients::Patient;
use super::staff::user;
use super::{DAY, Demo, MINUTE, id_of};

/// One thing that happens, and when.
pub(super) struct Chapter {
    at: i64,
    tell: fn(&mut Story<'_>) -> Result<()>,
}

/// The chapters with what they have made so far, by names that other chapters use.
pub(super) struct Story<'d> {
    demo: &'d Demo<'d>,
    chapters: VecDeque<Chapter>,
    made: BTreeMap<&'static str, Uuid>,
}

impl<'d> Story<'d> {
    /// The story of the clinic, before it has patients.
    pub fn new(demo: &'d Demo<'d>) -> Result<Self> {
        let mut story = Self { demo, chapters: VecDeque::new(), made: BTreeMap::new() };
        let parts = [
            super::waiting::CHAPTERS,
            super::who::CHAPTERS,
            super::elsewhere::CHAPTERS,
            super::pharmacy::CHAPTERS,
            super::ordinary::CHAPTERS,
            super::laboratory::CHAPTERS,
            super::bed::CHAPTERS,
            super::acute::CHAPTERS,
            super::treatment::CHAPTERS,
            super::imaging::CHAPTERS,
            super::therapy::CHAPTERS,
            super::letters::CHAPTERS,
            super::claims::CHAPTERS,
            super::alarms::CHAPTERS,
            super::company::CHAPTERS,
            super::program::CHAPTERS,
            super::own::CHAPTERS,
            super::second_thoughts::CHAPTERS,
        ];
        let mut chapters = Vec::new();
        for (days_ago, hour, minute, tell) in parts.into_iter().flatten() {
            let at = demo.at(demo.now - days_ago * DAY, *hour, *minute)?;
            chapters.push(Chapter { at: at.min(demo.now), tell: *tell });
        }
        chapters.sort_by_key(|chapter| chapter.at);
        story.chapters = chapters.into();
        for person in std::iter::once(&super::FOUNDER).chain(&super::STAFF) {
            story.made.insert(person.username, user(demo.store, person.username)?);
        }
        for (name, username) in PRACTITIONERS {
            story.made.insert(name, story.find("practitioners", "user_id", story.id(username)?)?);
        }
        let site: Option<Uuid> = demo.store.read::<_, store::Error>(|reader| {
            reader.value("SELECT id FROM sites ORDER BY id LIMIT 1", [])
        })?;
        story.made.insert("site", site.context("the clinic has a site")?);
        Ok(story)
    }

    /// Chooses whom the chapters are about: patients whom no test of the window looks for.
    pub fn cast(&mut self, patients: &[Patient]) -> Result<()> {
        let today = self.day(0);
        let mut grown = patients.iter().filter(|patient| {
            let person = crate::people::person(patient.seed);
            patient.age_years(today) >= 25
                && patient.age_years(today) < 85
                && super::patients::lasting(patient.seed).is_none()
                && !["es", "en", "fr"].contains(&person.language)
        });
        for part in PARTS {
            let patient = grown.next().with_context(|| format!("somebody for the part {part}"))?;
            self.made.insert(part, patient.id);
        }
        let child = patients.iter().find(|patient| {
            (1..12).contains(&patient.age_years(today))
                && !["es", "en", "fr"].contains(&crate::people::person(patient.seed).language)
        });
        self.made.insert("child", child.context("a child")?.id);
        let young = patients.iter().find(|patient| {
            patient.female
                && (20..46).contains(&patient.age_years(today))
                && !self.made.values().any(|id| *id == patient.id)
        });
        self.made.insert("expecting", young.context("a young woman")?.id);
        Ok(())
    }

    /// Tells what has happened until `moment`.
    pub fn tell_until(&mut self, moment: i64) -> Result<()> {
        while let Some(chapter) = self.chapters.front() {
            if chapter.at > moment {
                break;
            }
            let Some(chapter) = self.chapters.pop_front() else { break };
            self.demo.clock.set(chapter.at);
            (chapter.tell)(self)?;
        }
        Ok(())
    }

    /// The town's clinic.
    pub fn demo(&self) -> &'d Demo<'d> {
        self.demo
    }

    /// The moment that the clock shows.
    pub fn now(&self) -> i64 {
        self.demo.clock.now()
    }

    /// Lets minutes pass, but not beyond now.
    pub fn pass(&self, minutes: i64) {
        self.demo.clock.set((self.now() + minutes * MINUTE).min(self.demo.now));
    }

    /// The day that lies `ahead` days after today.
    pub fn day(&self, ahead: i64) -> NaiveDate {
        let today = calendar::day_of(self.demo.town.zone(), self.demo.now);
        let days = Days::new(ahead.unsigned_abs());
        let day =
            if ahead < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) };
        day.unwrap_or(today)
    }

    /// A time on the day that lies `ahead` days after today.
    pub fn time(&self, ahead: i64, hour: u32, minute: u32) -> Result<i64> {
        self.demo.at(self.demo.now + ahead * DAY, hour, minute)
    }

    /// A price in the town's money.
    pub fn price(&self, euro_cents: i64) -> i64 {
        self.demo.town.price(euro_cents)
    }

    /// What a chapter, the staff list or the cast calls `name`.
    pub fn id(&self, name: &str) -> Result<Uuid> {
        self.made.get(name).copied().ok_or_else(|| anyhow!("nothing is called {name} yet"))
    }

    /// Calls `id` `name`.
    pub fn call(&mut self, name: &'static str, id: Uuid) {
        self.made.insert(name, id);
    }

    /// Gives a command as `who`.
    pub fn ask(&self, who: &str, command: &str, request: Value) -> Result<Value> {
        let request = self.named(request)?;
        self.demo.ask(self.id(who)?, command, request)
    }

    /// Gives a command that makes something, which is called `name`.
    pub fn make(
        &mut self,
        name: &'static str,
        who: &str,
        command: &str,
        request: Value,
    ) -> Result<Uuid> {
        let id = id_of(&self.ask(who, command, request)?)?;
        self.made.insert(name, id);
        Ok(id)
    }

    /// Gives a command about the row called `name` in the version that stands.
    pub fn step(
        &self,
        who: &str,
        command: &str,
        (table, name): (&'static str, &str),
        mut request: Value,
    ) -> Result<Value> {
        let id = self.id(name)?;
        let version = self.demo.version(table, id)?;
        let fields = request.as_object_mut().context("a request has fields")?;
        fields.entry("id").or_insert_with(|| json!(id));
        fields.insert("version".to_owned(), json!(version));
        self.ask(who, command, request)
    }

    /// Texts of the form `@name` stand for what is called so.
    fn named(&self, request: Value) -> Result<Value> {
        Ok(match request {
            Value::String(text) => match text.strip_prefix('@') {
                Some(name) => json!(self.id(name)?),
                None => Value::String(text),
            },
            Value::Array(values) => Value::Array(
                values.into_iter().map(|value| self.named(value)).collect::<Result<_>>()?,
            ),
            Value::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| Ok((name, self.named(value)?)))
                    .collect::<Result<Map<_, _>>>()?,
            ),
            other => other,
        })
    }

    /// The doctor writes up the visit called `visit`, ends and signs it.
    pub fn close(&self, doctor: &str, visit: &str, assessment: &str, plan: &str) -> Result<()> {
        let about = ("visits", visit);
        let reason: Option<Option<String>> = self.demo.store.read::<_, store::Error>(|reader| {
            let id = self.made.get(visit);
            reader.value("SELECT reason FROM visits WHERE id = ?1", params![id])
        })?;
        let note = json!({"reason": reason.flatten(), "assessment": assessment, "plan": plan});
        self.step(doctor, "encounters.write_note", about, note)?;
        self.step(doctor, "encounters.end_visit", about, json!({}))?;
        self.step(doctor, "encounters.sign_visit", about, json!({})).map(drop)
    }

    /// Writes a row that no command of this version writes.
    pub fn put(&self, who: &str, table: &'static str, fields: Value) -> Result<Uuid> {
        let (author, cells) = (self.id(who)?, cells(table, self.named(fields)?)?);
        let put = self
            .demo
            .store
            .write::<_, store::Error>(author, "demo.note", |write| write.insert(table, cells));
        put.with_context(|| format!("a row of {table}"))
    }

    /// Changes columns that no command of this version changes.
    pub fn change(
        &self,
        who: &str,
        (table, name): (&'static str, &str),
        fields: Value,
    ) -> Result<()> {
        let (author, id) = (self.id(who)?, self.id(name)?);
        let cells = cells(table, self.named(fields)?)?;
        let changed = self.demo.store.write::<_, store::Error>(author, "demo.note", |write| {
            write.update(table, id, None, cells)
        });
        changed.with_context(|| format!("a row of {table}"))
    }

    /// Notes something on the row of `table` in which `column` is what is called `name`.
    pub fn note_on(
        &mut self,
        who: &str,
        table: &'static str,
        (column, name): (&str, &str),
        notes: &str,
    ) -> Result<()> {
        let id = self.find(table, column, self.id(name)?)?;
        self.call("noted", id);
        self.change(who, (table, "noted"), json!({"notes": notes}))
    }

    /// The newest row of a table in which `column` is `id`.
    pub fn find(&self, table: &str, column: &str, id: Uuid) -> Result<Uuid> {
        let found: Option<Uuid> = self.demo.store.read::<_, store::Error>(|reader| {
            let sql = format!(
                "SELECT id FROM {table} WHERE {column} IN (?1, ?2) AND deleted_at IS NULL \
                 ORDER BY created_at DESC, id DESC LIMIT 1"
            );
            reader.value(&sql, params![id, self.demo.other_record(id)])
        })?;
        found.with_context(|| format!("a row of {table} by {column}"))
    }

    /// Whether the record has a centre.
    pub fn is_enrolled(&self) -> Result<bool> {
        Ok(self.demo.store.facts()?.device.is_some())
    }

    /// One value that a query gives.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> Result<T> {
        let found: Option<T> =
            self.demo.store.read::<_, store::Error>(|reader| reader.value(sql, []))?;
        found.with_context(|| format!("something by {sql}"))
    }
}

/// Days before today, hour, minute, and what happens then.
pub(super) type At = (i64, u32, u32, fn(&mut Story<'_>) -> Result<()>);

/// Whom the chapters are about.
const PARTS: [&str; 9] =
    ["fallen", "feverish", "insured", "online", "low", "watched", "yellow", "referred", "short"];

/// Who of the staff is a practitioner, by the name that chapters use.
const PRACTITIONERS: [(&str, &str); 6] = [
    ("dr amina", "amina"),
    ("dr daniel", "daniel"),
    ("dr meiling", "meiling"),
    ("dr anjali", "anjali"),
    ("dr elise", "elise"),
    ("dr hana", "hana"),
];

/// The fields of an object as cells of `table`, each of its column's type.
pub(super) fn cells(table: &str, fields: Value) -> Result<Cells> {
    let shape = migrations::schema().table(table).with_context(|| format!("the table {table}"))?;
    let Value::Object(fields) = fields else { bail!("cells are an object") };
    let mut cells = Cells::new();
    for (name, value) in fields {
        let column = shape.column(&name).with_context(|| format!("{table}.{name}"))?;
        let wrong = || anyhow!("{table}.{name} is no {:?}", column.kind);
        let value = match (column.kind, value) {
            (_, Value::Null) => catalog::Value::Null,
            (Type::Uuid, Value::String(text)) => catalog::Value::Uuid(text.parse()?),
            (Type::Boolean, Value::Bool(truth)) => catalog::Value::Boolean(truth),
            (Type::Double, number) => catalog::Value::Real(number.as_f64().ok_or_else(wrong)?),
            (Type::BigInt | Type::Timestamp, number) => {
                catalog::Value::Integer(number.as_i64().ok_or_else(wrong)?)
            }
            (Type::Json, value) => catalog::Value::Text(value.to_string()),
            (_, Value::String(text)) => catalog::Value::Text(text),
            _ => return Err(wrong()),
        };
        cells.put(&name, value);
    }
    Ok(cells)
}
