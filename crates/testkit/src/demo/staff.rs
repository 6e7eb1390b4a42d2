//! Who works at the demo clinic.

use anyhow::{Context as _, Result, anyhow};
use serde_json::json;
use store::{Cells, Store, params};
use uuid::Uuid;

use super::Demo;
use crate::PASSWORD;

/// Somebody who works at the clinic.
#[derive(Debug)]
pub struct Colleague {
    /// As written.
    pub given_name: &'static str,
    /// As written.
    pub family_name: &'static str,
    /// For signing in.
    pub username: &'static str,
    /// Roles by their codes.
    pub roles: &'static [&'static str],
    /// A practitioner's field.
    pub specialization: Option<&'static str>,
    /// How long a practitioner's appointments are, minutes.
    pub slot_minutes: i64,
    /// Where a practitioner sees people.
    pub room: &'static str,
}

/// Who has founded the clinic and runs it.
pub const FOUNDER: Colleague = Colleague {
    given_name: "Leïla",
    family_name: "Haddad",
    username: "leila",
    roles: &["admin", "receptionist", "finance"],
    specialization: None,
    slot_minutes: 0,
    room: "",
};

const fn colleague(
    given_name: &'static str,
    family_name: &'static str,
    username: &'static str,
    roles: &'static [&'static str],
) -> Colleague {
    Colleague {
        given_name,
        family_name,
        username,
        roles,
        specialization: None,
        slot_minutes: 0,
        room: "",
    }
}

const fn doctor(
    given_name: &'static str,
    family_name: &'static str,
    username: &'static str,
    specialization: &'static str,
    slot_minutes: i64,
    room: &'static str,
) -> Colleague {
    let specialization = Some(specialization);
    let roles = &["doctor"];
    Colleague { given_name, family_name, username, roles, specialization, slot_minutes, room }
}

/// Everybody else.
pub const STAFF: [Colleague; 14] = [
    colleague("Rosa", "Iglesias", "rosa", &["receptionist", "finance"]),
    colleague("Tomás", "Vidal", "tomas", &["nurse"]),
    colleague("Piotr", "Zieliński", "piotr", &["finance"]),
    doctor("Amina", "Benali", "amina", "Family medicine", 30, "Room 1"),
    doctor("Daniel", "Okafor", "daniel", "Paediatrics", 30, "Room 2"),
    doctor("Mei-Ling", "Chen", "meiling", "Internal medicine", 40, "Room 3"),
    doctor("Anjali", "Sharma", "anjali", "Cardiology", 40, "Room 4"),
    colleague("Kwame", "Mensah", "kwame", &["pharmacist"]),
    colleague("Noor", "Rahman", "noor", &["lab_technician"]),
    Colleague {
        specialization: Some("Radiology"),
        ..colleague("Élise", "Moreau", "elise", &["radiologist"])
    },
    colleague("Jonas", "Lindqvist", "jonas", &["imaging_technician"]),
    Colleague {
        specialization: Some("Psychotherapy"),
        ..colleague("Hana", "Nováková", "hana", &["therapist"])
    },
    colleague("Joris", "de Wit", "joris", &["manager"]),
    colleague("Dmitri", "Orlov", "dmitri", &["it_admin"]),
];

/// Whom a doctor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Practice {
    Everybody,
    Children,
    Adults,
    Hearts,
}

/// When doctors see people: hours in the morning and in the afternoon.
const HOURS: [(u32, u32); 2] = [(8, 13), (14, 18)];

/// A doctor who can be booked.
#[derive(Clone, Debug)]
pub(super) struct Doctor {
    pub user: Uuid,
    pub practitioner: Uuid,
    pub minutes: i64,
    pub room: &'static str,
    pub practice: Practice,
    /// How many minutes behind the plan the doctor runs.
    pub late_minutes: i64,
}

impl Doctor {
    /// Hour and minute of every place in a day.
    pub fn slots(&self) -> Vec<(u32, u32)> {
        let length = u32::try_from(self.minutes).unwrap_or(30).max(5);
        HOURS
            .iter()
            .flat_map(|(from, to)| {
                let minutes = (to - from) * 60;
                (0..minutes / length).map(move |place| {
                    let minute = from * 60 + place * length;
                    (minute / 60, minute % 60)
                })
            })
            .collect()
    }
}

impl Demo<'_> {
    /// Everybody joins, with hours where they see people.
    pub(super) fn hire(&self, founder: Uuid) -> Result<()> {
        for colleague in &STAFF {
            self.ask(
                founder,
                "organization.add_user",
                json!({"given_name": colleague.given_name, "family_name": colleague.family_name,
                       "username": colleague.username, "password": PASSWORD,
                       "roles": colleague.roles,
                       "is_practitioner": colleague.specialization.is_some(),
                       "specialization": colleague.specialization}),
            )?;
            let id = user(self.store, colleague.username)?;
            // In a demo the printed password goes on being the password.
            self.store.write::<_, store::Error>(founder, "organization.add_user", |write| {
                write.update("users", id, None, Cells::new().set("must_change_password", false))
            })?;
        }
        for doctor in doctors(self.store)? {
            let week: Vec<_> = (1..=7)
                .flat_map(|weekday| HOURS.map(|hours| (weekday, hours)))
                .map(|(weekday, (from, to))| {
                    json!({"weekday": weekday, "starts": format!("{from:02}:00"),
                           "ends": format!("{to:02}:00"), "slot_minutes": doctor.minutes})
                })
                .collect();
            self.ask(
                founder,
                "scheduling.set_hours",
                json!({"practitioner_id": doctor.practitioner, "weekdays": week}),
            )?;
        }
        Ok(())
    }
}

/// The user with a name.
pub(super) fn user(store: &Store, username: &str) -> Result<Uuid> {
    let found: Option<Uuid> = store.read::<_, store::Error>(|reader| {
        reader.value("SELECT id FROM users WHERE username = ?1", params![username])
    })?;
    found.ok_or_else(|| anyhow!("nobody at the demo clinic is called {username}"))
}

/// The doctors who can be booked, in the order of [`STAFF`].
pub(super) fn doctors(store: &Store) -> Result<Vec<Doctor>> {
    STAFF
        .iter()
        .filter(|colleague| colleague.specialization.is_some())
        .zip([0, 7, 13, 19])
        .map(|(colleague, late_minutes)| {
            let user = user(store, colleague.username)?;
            let practitioner: Option<Uuid> = store.read::<_, store::Error>(|reader| {
                reader.value("SELECT id FROM practitioners WHERE user_id = ?1", params![user])
            })?;
            Ok(Doctor {
                user,
                practitioner: practitioner.context("a doctor is a practitioner")?,
                minutes: colleague.slot_minutes,
                room: colleague.room,
                practice: match colleague.specialization {
                    Some("Paediatrics") => Practice::Children,
                    Some("Internal medicine") => Practice::Adults,
                    Some("Cardiology") => Practice::Hearts,
                    _ => Practice::Everybody,
                },
                late_minutes,
            })
        })
        .collect()
}
