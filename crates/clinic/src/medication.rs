//! What is prescribed, what speaks against it, and what becomes of it: handed out, given, taken.
//!
//! Stock, refills left and adherence are computed from rows and never stored. The list of
//! medicines and cautions is the clinic's own; it begins with one that ships with the program.

pub mod adherence;
pub mod administer;
pub mod cancel;
pub mod cautions;
pub mod check;
pub mod complete;
pub mod correct_dispensing;
pub mod count_stock;
pub mod dispense;
pub mod due;
pub mod hold;
pub mod item;
pub mod keep_lot;
pub mod medicines;
pub mod move_stock;
pub mod own_dose;
pub mod prescribe;
pub mod propose_lots;
pub mod record;
pub mod renew;
pub mod reorder;
pub mod review_stock;
pub mod set_expiry_warning;
pub mod standing;
pub mod starter;
pub mod statement;
pub mod stock;
pub mod stop;
pub mod suggest;
pub mod transfer_stock;
pub mod undo_stop;
pub mod waiting;

mod dose;
pub(crate) mod formulary;
mod ingredient;
mod issue;
pub(crate) mod lot;
pub(crate) mod supply;
mod unaccepted;
pub(crate) mod warnings;

#[cfg(test)]
mod indexes_test;
#[cfg(test)]
pub(crate) mod shop;

use catalog::Action::{Insert, Read, Update};
use catalog::Role;

use crate::commands::{Command, Need, open, own_write, read, write};

const PRESCRIBES: &[Need] = &[("prescriptions", Insert), ("ehr_entries", Insert)];
const RENEWS: &[Need] =
    &[("prescriptions", Insert), ("ehr_entries", Insert), ("prescription_items", Update)];
const CHANGES: &[Need] = &[("prescription_items", Update), ("prescriptions", Update)];
const DISPENSES: &[Need] = &[("dispensings", Insert), ("inventory_movements", Insert)];
const KEEPS_STOCK: &[Need] = &[("inventory_items", Update), ("inventory_movements", Insert)];

/// Everything that can be asked here.
pub(crate) fn commands() -> Vec<Command> {
    let mut all = prescribing();
    all.extend(list());
    all.extend(handing_out());
    all.extend(stocking());
    all
}

fn prescribing() -> Vec<Command> {
    vec![
        read(
            "medication.check",
            &[("prescriptions", Read), ("patient_allergies", Read)],
            check::check,
        ),
        write("medication.prescribe", PRESCRIBES, prescribe::prescribe),
        write("medication.renew", RENEWS, renew::renew),
        write("medication.stop", CHANGES, stop::stop),
        write("medication.undo_stop", CHANGES, undo_stop::undo_stop),
        write("medication.hold", CHANGES, hold::hold),
        write("medication.resume", CHANGES, hold::resume),
        write("medication.complete", CHANGES, complete::complete),
        write("medication.cancel_item", CHANGES, cancel::cancel_item),
        write("medication.cancel_prescription", CHANGES, cancel::cancel_prescription),
        read("medication.suggest", &[("prescriptions", Read)], suggest::suggest),
        open(
            "medication.record",
            &[("prescriptions", Read), ("dispensings", Read)],
            record::record,
            record::opened,
        ),
        write(
            "medication.add_statement",
            &[("medication_statements", Insert)],
            statement::add_statement,
        ),
        write(
            "medication.end_statement",
            &[("medication_statements", Update)],
            statement::end_statement,
        ),
    ]
}

fn list() -> Vec<Command> {
    vec![
        read("medication.medicines", &[("medications", Read)], medicines::medicines),
        write("medication.add_medicine", &[("medications", Insert)], medicines::add_medicine),
        write("medication.update_medicine", &[("medications", Update)], medicines::update_medicine),
        write("medication.retire_medicine", &[("medications", Update)], medicines::retire_medicine),
        read("medication.cautions", &[("medication_cautions", Read)], cautions::cautions),
        write("medication.add_caution", &[("medication_cautions", Insert)], cautions::add_caution),
        write(
            "medication.update_caution",
            &[("medication_cautions", Update)],
            cautions::update_caution,
        ),
        write(
            "medication.retire_caution",
            &[("medication_cautions", Update)],
            cautions::retire_caution,
        ),
        write(
            "medication.load_starter",
            &[("medications", Update), ("medication_cautions", Update), ("ai_models", Insert)],
            starter::load_starter,
        ),
    ]
}

fn handing_out() -> Vec<Command> {
    vec![
        read(
            "medication.waiting",
            &[("prescriptions", Read), ("dispensings", Read)],
            waiting::waiting,
        ),
        read("medication.propose_lots", &[("dispensings", Insert)], propose_lots::propose_lots),
        write("medication.dispense", DISPENSES, dispense::dispense),
        write("medication.correct_dispensing", DISPENSES, correct_dispensing::correct_dispensing),
        read("medication.dispensed", &[("dispensings", Read)], waiting::dispensed),
        read(
            "medication.due",
            &[("prescriptions", Read), ("medication_administrations", Insert)],
            due::due,
        ),
        write(
            "medication.administer",
            &[("medication_administrations", Insert), ("inventory_movements", Insert)],
            administer::administer,
        ),
        write(
            "medication.correct_administration",
            &[("medication_administrations", Insert), ("inventory_movements", Insert)],
            administer::correct_administration,
        ),
        write("medication.report_dose", &[("adherence_events", Insert)], adherence::report_dose),
        own_write("medication.own_dose", &[("adherence_events", Insert)], own_dose::own_dose),
        open(
            "medication.adherence",
            &[("dispensings", Read), ("adherence_events", Read)],
            adherence::adherence,
            adherence::opened,
        ),
    ]
}

fn stocking() -> Vec<Command> {
    vec![
        read("medication.stock", &[("inventory_items", Read)], stock::stock),
        write("medication.add_lot", &[("inventory_items", Insert)], keep_lot::add_lot),
        write("medication.update_lot", &[("inventory_items", Update)], keep_lot::update_lot),
        write("medication.retire_lot", &[("inventory_items", Update)], keep_lot::retire_lot),
        write("medication.receive_stock", KEEPS_STOCK, move_stock::receive_stock),
        write("medication.return_stock", KEEPS_STOCK, move_stock::return_stock),
        write("medication.expire_stock", KEEPS_STOCK, move_stock::expire_stock),
        write("medication.count_stock", KEEPS_STOCK, count_stock::count_stock),
        write(
            "medication.waste_stock",
            &[("inventory_movements", Insert)],
            move_stock::waste_stock,
        ),
        write(
            "medication.transfer_stock",
            &[("inventory_items", Insert), ("inventory_movements", Insert)],
            transfer_stock::transfer_stock,
        ),
        write(
            "medication.set_expiry_warning",
            &[("system_settings", Insert)],
            set_expiry_warning::set_expiry_warning,
        )
        .by(&[Role::Admin]),
        write(
            "medication.review_stock",
            &[("inventory_movements", Insert), ("alerts", Insert)],
            review_stock::review_stock,
        ),
    ]
}
