//! Who may do what, for every role and preset, beside a file that a person reads and approves.

use catalog::{ACCESS_PRESETS, Action, Role};

fn matrix() -> String {
    let letters =
        [(Action::Read, 'r'), (Action::Insert, 'i'), (Action::Update, 'u'), (Action::Remove, 'x')];
    let mut text = String::from(
        "r read, i insert, u update, x remove; which rows a role reaches is decided elsewhere\n",
    );
    for preset in ACCESS_PRESETS {
        let tables: Vec<_> =
            catalog::TABLES.iter().filter(|t| t.access == *preset).map(|t| t.name).collect();
        text.push_str(&format!("\n{preset:?}: {}\n", tables.join(", ")));
        for role in Role::ALL {
            let may: String = letters
                .iter()
                .map(|(action, letter)| if preset.allows(role, *action) { *letter } else { '-' })
                .collect();
            text.push_str(&format!("  {may}  {}\n", role.code()));
        }
    }
    text
}

#[test]
fn the_access_matrix_is_the_one_that_was_approved() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden_access.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, matrix()).unwrap();
    }
    let approved = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        matrix() == approved,
        "access changed; compare tests/golden_access.txt after running with BLESS=1"
    );
}

#[test]
fn every_preset_is_used_and_every_used_preset_stands_in_the_list() {
    for table in catalog::TABLES {
        assert!(ACCESS_PRESETS.contains(&table.access), "{}", table.name);
    }
    for preset in ACCESS_PRESETS {
        assert!(catalog::TABLES.iter().any(|table| table.access == *preset), "{preset:?}");
    }
}
