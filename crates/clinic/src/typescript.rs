//! The commands as TypeScript, so that a screen cannot ask for what does not exist.

use std::collections::BTreeMap;

use catalog::Role;
use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::commands;
use crate::people::details::PatientDetails;

/// Named types met so far, each with its declaration.
pub struct Types {
    config: Config,
    declarations: BTreeMap<String, String>,
    /// Names that two different types carry; in TypeScript one would stand for both.
    clashes: Vec<String>,
}

impl Types {
    fn new() -> Self {
        // Every integer here is an id's part, a count, money in minor units or microseconds, all
        // well below 2^53.
        Self {
            config: Config::new().with_large_int("number"),
            declarations: BTreeMap::new(),
            clashes: Vec::new(),
        }
    }

    /// Adds a request's and a response's types and names both.
    pub(crate) fn pair<Q: TS + 'static, A: TS + 'static>(&mut self) -> (String, String) {
        self.visit::<Q>();
        self.visit::<A>();
        (Q::name(&self.config), A::name(&self.config))
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            let declaration = T::decl(&self.config);
            if let Some(known) = self.declarations.get(&name) {
                if *known != declaration {
                    self.clashes.push(name);
                }
                return;
            }
            self.declarations.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The TypeScript file: one declaration per named type, `Commands`, which maps each command's name
/// to its request and response, and the values of every enumeration in the order in which they are
/// offered.
pub fn typescript() -> String {
    let mut types = Types::new();
    // Named in a written-out type, which ts-rs does not look into.
    types.visit::<PatientDetails>();
    let commands: Vec<String> = commands()
        .iter()
        .map(|command| {
            let (request, response) = (command.describe)(&mut types);
            format!("  \"{}\": {{ request: {request}; response: {response} }};\n", command.name)
        })
        .collect();
    let declarations: String = types
        .declarations
        .values()
        .map(|declaration| format!("export {declaration}\n\n"))
        .collect();
    let values = |name: &str, values: Vec<&str>| {
        let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
        format!("  {name}: [{}],\n", quoted.join(", "))
    };
    let enumerations: String = catalog::enumerations()
        .into_iter()
        .map(|one| values(one.name, one.values.iter().map(|(value, _)| *value).collect()))
        .chain([values("role", Role::ALL.into_iter().map(Role::code).collect())])
        .collect();
    format!(
        "// Written by `cargo xtask types` from crates/clinic. Do not edit.\n\n\
         {declarations}export interface Commands {{\n{}}}\n\n\
         export const enumerations = {{\n{enumerations}}} as const;\n",
        commands.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_types_share_a_name() {
        let mut types = Types::new();
        for command in commands() {
            (command.describe)(&mut types);
        }
        assert!(types.clashes.is_empty(), "{:?}", types.clashes);
    }

    #[test]
    fn every_command_has_its_types_and_no_number_is_a_bigint() {
        let file = typescript();
        for command in commands() {
            assert!(file.contains(&format!("\"{}\": {{ request: ", command.name)));
        }
        assert!(!file.contains("bigint"));
        assert!(file.contains("export type PatientDetails = "));
        assert!(file.contains("export type Registered = { id: string, mrn: string, };"));
        assert!(file.contains(
            "  gender: [\"male\", \"female\", \"other\", \"unknown\", \"prefer_not_to_say\"],"
        ));
    }
}
