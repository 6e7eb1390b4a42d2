//! Tables and columns under the stable numbers that stand on the wire.
//!
//! `columns.txt` is appended to and never reordered: a table's number is the order in which the
//! tables first appear, a column's the order within its table. A column added later stands at the
//! end of the file and still gets the next number of its table. A line says with ` SINCE 3` that its
//! column came with version 3 of the schema; one that does not say so is as old as the file.

use catalog::Type;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::next;

/// Every replicated table.
#[derive(Debug)]
pub struct Schema {
    /// The tables; the index is the number.
    pub tables: Vec<Shape>,
    by_name: HashMap<&'static str, u16>,
}

/// One replicated table.
#[derive(Debug)]
pub struct Shape {
    /// The name in both databases.
    pub name: &'static str,
    /// The number on the wire.
    pub number: u16,
    /// The columns; the index is the number.
    pub columns: Vec<ColumnShape>,
    by_name: HashMap<&'static str, u16>,
}

/// One column of a replicated table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// The name in both databases.
    pub name: &'static str,
    /// The declared type.
    pub kind: Type,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// Whether a boolean that is left out means true; otherwise it means false.
    pub default_true: bool,
    /// The version of the schema with which it came.
    pub since: u16,
}

impl Schema {
    /// The table called `name`, if it is replicated.
    pub fn table(&self, name: &str) -> Option<&Shape> {
        self.by_number(*self.by_name.get(name)?)
    }

    /// The table with this number, if there is one.
    pub fn by_number(&self, number: u16) -> Option<&Shape> {
        self.tables.get(usize::from(number))
    }
}

impl Shape {
    /// The number of the column called `name`, if there is one.
    pub fn column_number(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }

    /// How many of the columns there were in a version of the schema; they are the first ones. None
    /// where the table came later.
    pub fn width(&self, version: u16) -> usize {
        self.columns.iter().take_while(|column| column.since <= version).count()
    }

    /// The column called `name`, if there is one.
    pub fn column(&self, name: &str) -> Option<&ColumnShape> {
        self.columns.get(usize::from(self.column_number(name)?))
    }
}

/// The shape of every replicated table, parsed once.
pub fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| parse(next::columns(include_str!("../columns.txt"))))
}

/// A line that does not parse is left out; `every_line_is_a_column` keeps the file free of them.
fn parse(text: &'static str) -> Schema {
    let mut schema = Schema { tables: Vec::new(), by_name: HashMap::new() };
    for line in text.lines() {
        let Some((table, column)) = column_of(line) else { continue };
        let next = u16::try_from(schema.tables.len()).unwrap_or(u16::MAX);
        let number = *schema.by_name.entry(table).or_insert(next);
        if number == next {
            schema.tables.push(Shape {
                name: table,
                number,
                columns: Vec::new(),
                by_name: HashMap::new(),
            });
        }
        if let Some(shape) = schema.tables.get_mut(usize::from(number)) {
            let number = u16::try_from(shape.columns.len()).unwrap_or(u16::MAX);
            shape.by_name.insert(column.name, number);
            shape.columns.push(column);
        }
    }
    schema
}

fn column_of(line: &'static str) -> Option<(&'static str, ColumnShape)> {
    let (name, declared) = line.split_once(' ')?;
    let (table, column) = name.split_once('.')?;
    let (declared, since) = match declared.split_once(" SINCE ") {
        Some((declared, version)) => (declared, version.parse().ok()?),
        None => (declared, 1),
    };
    let (declared, default_true) = match declared.strip_suffix(" DEFAULT TRUE") {
        Some(declared) => (declared, true),
        None => (declared, false),
    };
    let (declared, not_null) = match declared.strip_suffix(" NOT NULL") {
        Some(declared) => (declared, true),
        None => (declared, false),
    };
    let kind = Type::from_sql(declared)?;
    Some((table, ColumnShape { name: column, kind, not_null, default_true, since }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_column_and_none_stands_twice() {
        let text = include_str!("../columns.txt");
        let mut seen = std::collections::HashSet::new();
        for line in text.lines() {
            assert!(column_of(line).is_some(), "not a column: {line}");
            assert!(seen.insert(line.split(' ').next()), "stands twice: {line}");
        }
        let counted: usize = schema().tables.iter().map(|shape| shape.columns.len()).sum();
        assert_eq!(counted, text.lines().count());
    }

    #[test]
    fn names_and_numbers_lead_to_the_same_table_and_column() {
        for (index, shape) in schema().tables.iter().enumerate() {
            assert_eq!(usize::from(shape.number), index);
            assert_eq!(schema().table(shape.name).map(|found| found.number), Some(shape.number));
            for (index, column) in shape.columns.iter().enumerate() {
                assert_eq!(shape.column_number(column.name).map(usize::from), Some(index));
            }
        }
        assert!(schema().table("icd10_codes").is_none());
        assert!(schema().by_number(u16::MAX).is_none());
    }

    #[test]
    fn a_column_added_at_the_end_of_the_file_keeps_every_earlier_number() {
        let schema = parse("a.id UUID NOT NULL\nb.id UUID NOT NULL\na.note TEXT\n");
        assert_eq!(schema.tables.len(), 2);
        let a = schema.table("a").unwrap();
        assert_eq!((a.number, a.column_number("note")), (0, Some(1)));
        assert_eq!(schema.table("b").unwrap().number, 1);
        assert!(!a.column("note").unwrap().not_null);
    }

    #[test]
    fn what_a_version_has_of_a_table_are_its_first_columns() {
        for shape in &schema().tables {
            let versions: Vec<u16> = shape.columns.iter().map(|column| column.since).collect();
            assert!(versions.is_sorted(), "{} has an old column behind a new one", shape.name);
            assert!(versions.last() <= Some(&crate::VERSION), "{}", shape.name);
        }
        let text = "a.id UUID NOT NULL\na.note TEXT\na.later BOOLEAN NOT NULL DEFAULT TRUE SINCE 4\n\
                    b.id UUID NOT NULL SINCE 5\n";
        let schema = parse(text);
        let a = schema.table("a").unwrap();
        assert_eq!([a.width(3), a.width(4)], [2, 3]);
        assert!(a.column("later").unwrap().default_true);
        let b = schema.table("b").unwrap();
        assert_eq!([b.width(4), b.width(5)], [0, 1]);
    }

    #[test]
    fn every_table_of_the_catalog_that_travels_has_its_bookkeeping() {
        let travelling = catalog::TABLES.iter().filter(|table| !table.shipped);
        assert_eq!(travelling.clone().count(), schema().tables.len());
        for table in travelling {
            let shape = schema().table(table.name);
            assert!(shape.is_some(), "columns.txt lacks {}", table.name);
            for name in ["id"].iter().chain(&catalog::BOOKKEEPING) {
                assert!(shape.unwrap().column(name).is_some(), "{}.{name}", table.name);
            }
        }
    }

    #[test]
    fn what_the_catalog_says_of_columns_is_about_columns_that_exist() {
        for table in catalog::TABLES.iter().filter(|table| !table.shipped) {
            let shape = schema().table(table.name).unwrap();
            for column in table.columns {
                let found = shape.column(column.name);
                assert!(found.is_some(), "{}.{}", table.name, column.name);
                if column.enumeration.is_some() || column.sealed {
                    assert_eq!(found.unwrap().kind, Type::Text, "{}.{}", table.name, column.name);
                }
            }
            assert_eq!(table.guarded, shape.column("held_reason").is_some(), "{}", table.name);
        }
    }
}
