//! What happens between doctor, nurse and patient: visits, measurements, diagnoses, the laboratory,
//! procedures, vaccinations, referrals and plans of care.

pub mod acute;
pub mod add_addendum;
pub mod arrive;
pub mod cancel_visit;
pub mod care_plans;
pub mod conditions;
pub mod correct_vitals;
pub mod diagnose;
pub mod end_visit;
pub mod icd10;
pub mod immunizations;
pub mod laboratory;
pub mod leave_unseen;
pub mod move_visit;
pub mod notes;
pub mod older;
pub mod own_visits;
pub mod procedures;
pub mod proposals;
pub mod record_vitals;
pub mod referrals;
pub mod reopen_visit;
pub mod room;
pub mod sign_visit;
pub mod start_visit;
pub mod visit;
pub mod visit_lists;
pub mod vitals;
pub mod write_note;

pub(crate) mod belongs;
mod excludes;
mod signs_in_as;
mod unusual;

#[cfg(test)]
mod indexes;

use catalog::Action::{Insert, Read, Update};

use crate::commands::{Command, open, own_read, read, write};

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    let mut commands = visits();
    commands.extend(notes::commands());
    commands.extend(measurements());
    commands.extend(diagnoses());
    commands.extend(conditions::commands());
    commands.extend(laboratory::commands());
    commands.extend(procedures::commands());
    commands.extend(immunizations::commands());
    commands.extend(referrals::commands());
    commands.extend(care_plans::commands());
    commands.extend(acute::commands());
    commands.extend(proposals::commands());
    commands
}

fn visits() -> Vec<Command> {
    vec![
        write("encounters.arrive", &[("visits", Insert)], arrive::arrive),
        write(
            "encounters.start_visit",
            &[("visits", Insert), ("appointments", Update)],
            start_visit::start_visit,
        ),
        write("encounters.room", &[("visits", Insert), ("appointments", Update)], room::room),
        write(
            "encounters.move_visit",
            &[("visits", Update), ("appointments", Update)],
            move_visit::move_visit,
        ),
        write(
            "encounters.leave_unseen",
            &[("visits", Update), ("appointments", Update)],
            leave_unseen::leave_unseen,
        ),
        write(
            "encounters.cancel_visit",
            &[("visits", Update), ("appointments", Update)],
            cancel_visit::cancel_visit,
        ),
        write(
            "encounters.reopen_visit",
            &[("visits", Update), ("appointments", Update)],
            reopen_visit::reopen_visit,
        ),
        open("encounters.visit", &[("visits", Read)], visit::visit, visit::opened),
        read("encounters.open_visits", &[("visits", Read)], visit_lists::open_visits),
        read("encounters.unsigned_visits", &[("visits", Read)], visit_lists::unsigned_visits),
        open(
            "encounters.patient_visits",
            &[("visits", Read)],
            visit_lists::patient_visits,
            visit_lists::opened,
        ),
        own_read("encounters.own_visits", &[("visits", Read)], own_visits::own_visits),
        own_read(
            "encounters.own_visit",
            &[
                ("visits", Read),
                ("medical_conditions", Read),
                ("prescriptions", Read),
                ("procedures", Read),
                ("lab_results", Read),
                ("immunizations", Read),
            ],
            own_visits::own_visit,
        ),
        write("encounters.write_note", &[("visits", Update)], write_note::write_note),
        write(
            "encounters.end_visit",
            &[("visits", Update), ("appointments", Update)],
            end_visit::end_visit,
        ),
        write(
            "encounters.sign_visit",
            &[("visits", Update), ("medical_conditions", Insert), ("ehr_entries", Insert)],
            sign_visit::sign_visit,
        ),
        write(
            "encounters.add_addendum",
            &[("visit_addenda", Insert), ("ehr_entries", Insert)],
            add_addendum::add_addendum,
        ),
    ]
}

fn measurements() -> Vec<Command> {
    vec![
        write("encounters.record_vitals", &[("vitals", Insert)], record_vitals::record_vitals),
        write("encounters.correct_vitals", &[("vitals", Insert)], correct_vitals::correct_vitals),
        write("encounters.strike_vitals", &[("vitals", Insert)], correct_vitals::strike_vitals),
        open("encounters.vitals", &[("vitals", Read)], vitals::vitals, vitals::opened),
        open("encounters.vitals_trend", &[("vitals", Read)], vitals::trend, vitals::trend_opened),
    ]
}

fn diagnoses() -> Vec<Command> {
    vec![
        read("encounters.find_icd10", &[("icd10_codes", Read)], icd10::find),
        write(
            "encounters.diagnose",
            &[("medical_conditions", Insert), ("ehr_entries", Insert)],
            diagnose::diagnose,
        ),
    ]
}
