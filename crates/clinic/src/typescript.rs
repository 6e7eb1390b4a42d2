//! The commands as TypeScript, so that a screen cannot ask for what does not exist.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::commands;

/// Named types met so far, each with its declaration.
pub struct Types {
    config: Config,
    declarations: BTreeMap<String, String>,
}

impl Types {
    fn new() -> Self {
        // Every integer here is an id's part, a count, money in minor units or microseconds, all
        // well below 2^53.
        Self { config: Config::new().with_large_int("number"), declarations: BTreeMap::new() }
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
            if self.declarations.contains_key(&name) {
                return;
            }
            self.declarations.insert(name, T::decl(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The TypeScript file: one declaration per named type and `Commands`, which maps each command's
/// name to its request and response.
pub fn typescript() -> String {
    let mut types = Types::new();
    let commands: Vec<String> = commands()
        .iter()
        .map(|command| {
            let (request, response) = (command.describe)(&mut types);
            format!("  \"{}\": {{ request: {request}; response: {response} }};\n", command.name)
        })
        .collect();
    let declarations: String =
        types.declarations.values().map(|declaration| format!("export {declaration}\n\n")).collect();
    format!(
        "// Written by `cargo xtask types` from crates/clinic. Do not edit.\n\n\
         {declarations}export interface Commands {{\n{}}}\n",
        commands.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dump() { std::fs::write("/tmp/generated.ts", typescript()).unwrap(); }
    #[test]
    fn every_command_has_its_types_and_no_number_is_a_bigint() {
        let file = typescript();
        for command in commands() {
            assert!(file.contains(&format!("\"{}\": {{ request: ", command.name)));
        }
        assert!(!file.contains("bigint"));
        assert!(file.contains("export type PatientLine = { id: string, mrn: string | null"));
    }
}
