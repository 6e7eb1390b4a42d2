//! Which tables each profile holds, beside a file that a person reads and approves.

use catalog::{Profile, TABLES};

fn matrix() -> String {
    let codes = Profile::ALL.map(Profile::code).join(", ");
    let mut text = format!("which device may ever hold which table: {codes}\n\n");
    for table in TABLES.iter().filter(|table| !table.shipped) {
        let held: String = Profile::ALL
            .iter()
            .map(|profile| if profile.may_hold(table) { 'x' } else { '-' })
            .collect();
        text.push_str(&format!("{held}  {} ({:?})\n", table.name, table.scope));
    }
    text
}

#[test]
fn the_profiles_are_those_that_were_approved() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden_profiles.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, matrix()).unwrap();
    }
    let approved = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        matrix() == approved,
        "a profile changed; compare tests/golden_profiles.txt after running with BLESS=1"
    );
}
