//! Rooms, machines and beds.

use super::{LEDGER, PERSONAL, REFERENCE};
use crate::enumerations::{BED_END, BED_KIND, RESOURCE_EVENT, RESOURCE_KIND, RESOURCE_STATUS};
use crate::rules::place as rules;
use crate::{Access, Care, Column, Conflict, Domain, Scope, Table};

pub(super) const RESOURCES: Table = Table {
    name: "resources",
    domain: Domain::Place,
    access: Access::Workings,
    columns: &[
        Column::named("kind").one_of(&RESOURCE_KIND),
        Column::named("status").one_of(&RESOURCE_STATUS),
    ],
    rule: rules::resource,
    ..REFERENCE
};

pub(super) const RESOURCE_EVENTS: Table = Table {
    name: "resource_events",
    domain: Domain::Place,
    scope: Scope::Site,
    access: Access::ResourceLog,
    audited: false,
    columns: &[Column::named("kind").one_of(&RESOURCE_EVENT)],
    rule: rules::resource_event,
    ..LEDGER
};

pub(super) const BEDS: Table = Table {
    name: "beds",
    domain: Domain::Place,
    access: Access::Workings,
    columns: &[Column::named("kind").one_of(&BED_KIND)],
    rule: rules::bed,
    ..REFERENCE
};

pub(super) const BED_STAYS: Table = Table {
    name: "bed_stays",
    care: Care::Begins,
    domain: Domain::Place,
    access: Access::BedStays,
    guarded: true,
    columns: &[
        Column::named("started_at").group("when"),
        Column::named("ended_at").group("when"),
        Column::named("end_reason").one_of(&BED_END),
        Column::named("notes").conflict(Conflict::Text),
        Column::named("held_reason").centre(),
    ],
    rule: rules::bed_stay,
    ..PERSONAL
};
