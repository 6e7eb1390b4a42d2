//! What crosses the wire: every value comes back as it was sent, nothing malformed is taken, and
//! version 1's bytes never change.

#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use catalog::{Type, Value};
use migrations::schema;
use proptest::prelude::*;
use protocol::{
    Cell, Changeset, Chunk, ChunkBuilder, Cursor, Field, FileAsked, FilePart, FilePiece, FileState,
    FileWanted, Intent, Malformed, Operation, Outcome, OutcomeKind, Page, PageRow, PartDigest,
    PartRowsRequest, PartsAnswer, PartsRequest, Position, from_bytes, to_bytes,
};
use uuid::Uuid;

fn value(kind: Type) -> BoxedStrategy<Value> {
    let present = match kind {
        Type::Uuid => any::<u128>().prop_map(|n| Value::Uuid(Uuid::from_u128(n))).boxed(),
        Type::Timestamp | Type::BigInt => any::<i64>().prop_map(Value::Integer).boxed(),
        Type::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Type::Double => {
            any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::Real).boxed()
        }
        Type::Date | Type::Time | Type::Json | Type::Text => {
            any::<String>().prop_map(|text| Value::Text(text.replace('\0', ""))).boxed()
        }
    };
    prop_oneof![1 => Just(Value::Null), 3 => present].boxed()
}

fn row(table: u16) -> BoxedStrategy<Vec<Value>> {
    let shape = schema().by_number(table).unwrap();
    shape.columns.iter().map(|column| value(column.kind)).collect::<Vec<_>>().boxed()
}

fn any_table() -> impl Strategy<Value = u16> {
    0..u16::try_from(schema().tables.len()).unwrap()
}

fn operation() -> impl Strategy<Value = Operation> {
    (any_table(), any::<u128>(), 0..3, any::<i64>()).prop_flat_map(|(table, id, kind, base)| {
        let id = Uuid::from_u128(id);
        match kind {
            0 => row(table).prop_map(move |row| Operation::Insert { table, id, row }).boxed(),
            1 => (row(table), row(table))
                .prop_map(move |(old, new)| {
                    let cells = (0u16..)
                        .zip(old.into_iter().zip(new))
                        .step_by(3)
                        .map(|(column, (old, new))| Cell { column, base: Position(base), old, new })
                        .collect();
                    Operation::Update { table, id, cells }
                })
                .boxed(),
            _ => Just(Operation::Remove { table, id, base: Position(base) }).boxed(),
        }
    })
}

fn changeset(operations: Vec<Operation>, base: i64, command: String) -> Changeset {
    Changeset {
        id: Uuid::from_u128(1),
        organization: Uuid::from_u128(2),
        device: Uuid::from_u128(3),
        incarnation: 1,
        counter: 42,
        author: Uuid::from_u128(4),
        made_at: 1_800_000_000_000_000,
        base: Position(base),
        seen: vec![(Uuid::from_u128(5), 7)],
        schema_version: 1,
        command: command.replace('\0', ""),
        intent: Some(Intent::Book { appointment: Uuid::from_u128(6) }),
        operations,
    }
}

proptest! {
    #[test]
    fn a_changeset_comes_back_as_it_was_sent(
        operations in prop::collection::vec(operation(), 0..6),
        base in any::<i64>(),
        command in any::<String>(),
    ) {
        let sent = changeset(operations, base, command);
        prop_assert_eq!(Changeset::decode(&sent.encode()).unwrap(), sent);
    }

    #[test]
    fn a_page_comes_back_as_it_was_sent(
        tables in prop::collection::vec(any_table().prop_flat_map(|t| (Just(t), row(t))), 0..8),
        positions in any::<(i64, i64, i64)>(),
        reason in any::<Option<String>>(),
    ) {
        let rows = tables.into_iter().zip(1u128..).map(|((table, values), id)| {
            let id = Uuid::from_u128(id);
            match id.as_u128() % 3 {
                0 => PageRow::Forget { table, id },
                1 => PageRow::Whole { table, id, values },
                _ => PageRow::Changed { table, id, cells: (0u16..).zip(values).step_by(2).collect() },
            }
        }).collect();
        let page = Page {
            after: Cursor { position: Position(positions.0), ordinal: 7 },
            to: Cursor::after(Position(positions.1)),
            head: Position(positions.2),
            rows,
            outcomes: vec![Outcome {
                changeset: Uuid::from_u128(9), counter: 3, position: Position(4),
                kind: OutcomeKind::Held, reason,
            }],
        };
        prop_assert_eq!(Page::decode(&page.encode().unwrap()).unwrap(), page);
    }

    #[test]
    fn a_chunk_comes_back_as_it_was_sent(
        (table, rows) in any_table().prop_flat_map(|t| (Just(t), prop::collection::vec(row(t), 0..20))),
    ) {
        let shape = schema().by_number(table).unwrap();
        let mut builder = ChunkBuilder::new(shape, shape.columns.len());
        for row in &rows {
            builder.push(row.iter().map(|value| match value {
                Value::Null => Field::Null,
                Value::Boolean(truth) => Field::Boolean(*truth),
                Value::Integer(number) => Field::Integer(*number),
                Value::Real(number) => Field::Real(*number),
                Value::Text(text) => Field::Text(text),
                Value::Uuid(id) => Field::Uuid(*id),
            })).unwrap();
        }
        let chunk = Chunk::new(&builder.finish().unwrap()).unwrap();
        let mut back = Vec::new();
        chunk.rows::<Malformed>(|_, fields| {
            back.push(fields.iter().map(|field| match field {
                Field::Null => Value::Null,
                Field::Boolean(truth) => Value::Boolean(*truth),
                Field::Integer(number) => Value::Integer(*number),
                Field::Real(number) => Value::Real(*number),
                Field::Text(text) => Value::Text((*text).to_owned()),
                Field::Uuid(id) => Value::Uuid(*id),
            }).collect::<Vec<_>>());
            Ok(())
        }).unwrap();
        prop_assert_eq!(&back, &rows);
        if rows.iter().all(|row| matches!(row[0], Value::Uuid(_))) {
            let last = rows.last().and_then(|row| row[0].as_uuid());
            prop_assert_eq!(chunk.last_id().unwrap(), last);
        }
    }

    #[test]
    fn bytes_that_were_changed_or_cut_never_crash_a_decoder(
        operations in prop::collection::vec(operation(), 0..3),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
        cut in any::<bool>(),
    ) {
        let mut bytes = changeset(operations, 5, "people.update".to_owned()).encode();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
        let _ = Changeset::decode(&bytes);
        let _ = Page::decode(&bytes);
        let _ = Chunk::new(&bytes).and_then(|chunk| chunk.rows::<Malformed>(|_, _| Ok(())));
    }

    #[test]
    fn noise_is_never_taken_for_a_message(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Changeset::decode(&noise).is_err());
        let _ = Page::decode(&noise);
        let _ = Chunk::new(&noise).and_then(|chunk| chunk.rows::<Malformed>(|_, _| Ok(())));
    }
}

#[test]
fn a_forged_size_is_refused_before_anything_is_allocated_for_it() {
    // Flag 1 (zstd), then a declared size of 2^62 bytes.
    let bomb = [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0, 0, 0];
    assert!(Page::decode(&bomb).is_err());
    let megabytes_of_zeros = zstd::bulk::compress(&vec![0; 8 << 20], 3).unwrap();
    let mut lying = vec![1, 100];
    lying.extend(megabytes_of_zeros);
    assert!(Page::decode(&lying).is_err(), "it grows beyond what it declared");
}

#[test]
fn a_one_field_operation_takes_about_fifty_bytes() {
    let patients = schema().table("patients").unwrap();
    let phone = patients.column_number("phone").unwrap();
    let operation = Operation::Update {
        table: patients.number,
        id: Uuid::from_u128(77),
        cells: vec![Cell {
            column: phone,
            base: Position(1_000),
            old: "+34 600 1111".into(),
            new: "+34 600 2222".into(),
        }],
    };
    let with = changeset(vec![operation], 1_000, "people.update".to_owned()).encode().len();
    let without = changeset(vec![], 1_000, "people.update".to_owned()).encode().len();
    assert!(with - without <= 50, "{} bytes", with - without);
}

/// Version 1 on the wire, as the first complete protocol wrote it. A later version must still
/// read these bytes and find the same content; the file is never regenerated.
#[test]
fn version_1_changesets_and_pages_are_still_understood() {
    let patients = schema().table("patients").unwrap();
    let mut row = vec![Value::Null; patients.columns.len()];
    for (name, value) in [
        ("given_name", Value::from("Sofía")),
        ("family_name", Value::from("الحسن")),
        ("deceased", Value::from(false)),
    ] {
        row[usize::from(patients.column_number(name).unwrap())] = value;
    }
    let id = Uuid::from_u128(77);
    let phone = patients.column_number("phone").unwrap();
    let cell = Cell { column: phone, base: Position(9), old: Value::Null, new: "1".into() };
    let sent = changeset(
        vec![
            Operation::Insert { table: patients.number, id, row: row.clone() },
            Operation::Update { table: patients.number, id, cells: vec![cell] },
            Operation::Remove { table: patients.number, id, base: Position(8) },
        ],
        10,
        "people.register".to_owned(),
    );
    let page = Page {
        after: Cursor::after(Position(3)),
        to: Cursor::after(Position(12)),
        head: Position(12),
        rows: vec![PageRow::Whole { table: patients.number, id, values: row }],
        outcomes: vec![],
    };
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    for (name, bytes) in
        [("changeset-v1.bin", sent.encode()), ("page-v1.bin", page.encode().unwrap())]
    {
        let path = samples.join(name);
        if std::env::var_os("RECORD_SAMPLES").is_some() && !path.exists() {
            std::fs::write(&path, bytes).unwrap();
        }
    }
    let read = |name: &str| std::fs::read(samples.join(name)).unwrap();
    assert_eq!(Changeset::decode(&read("changeset-v1.bin")).unwrap(), sent);
    assert_eq!(Page::decode(&read("page-v1.bin")).unwrap(), page);
}

/// The messages that carry files, as they were first written; never regenerated.
#[test]
fn version_1_messages_about_files_are_still_understood() {
    let attachment = Uuid::from_u128(88);
    let asked = FileAsked { attachment };
    let state = FileState { size: 300_000, held: 262_144, whole: false };
    let part = FilePart { attachment, offset: 262_144, bytes: vec![7, 0, 255] };
    let wanted = FileWanted { attachment, offset: 1_000, bytes_max: 65_536 };
    let piece = FilePiece { size: 300_000, bytes: vec![1, 2, 3] };
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    for (name, bytes) in [
        ("file-asked-v1.bin", to_bytes(&asked).unwrap()),
        ("file-state-v1.bin", to_bytes(&state).unwrap()),
        ("file-part-v1.bin", to_bytes(&part).unwrap()),
        ("file-wanted-v1.bin", to_bytes(&wanted).unwrap()),
        ("file-piece-v1.bin", to_bytes(&piece).unwrap()),
    ] {
        let path = samples.join(name);
        if std::env::var_os("RECORD_SAMPLES").is_some() && !path.exists() {
            std::fs::write(&path, bytes).unwrap();
        }
    }
    let read = |name: &str| std::fs::read(samples.join(name)).unwrap();
    assert_eq!(from_bytes::<FileAsked>(&read("file-asked-v1.bin")).unwrap(), asked);
    assert_eq!(from_bytes::<FileState>(&read("file-state-v1.bin")).unwrap(), state);
    assert_eq!(from_bytes::<FilePart>(&read("file-part-v1.bin")).unwrap(), part);
    assert_eq!(from_bytes::<FileWanted>(&read("file-wanted-v1.bin")).unwrap(), wanted);
    assert_eq!(from_bytes::<FilePiece>(&read("file-piece-v1.bin")).unwrap(), piece);
}

/// The messages by which a part of a table is compared and fetched, as they were first written.
#[test]
fn version_1_messages_about_parts_are_still_understood() {
    let (one, two) = (Uuid::from_u128(3), Uuid::from_u128(900));
    let position = Position(77);
    let parts =
        PartsRequest { position, table: 9, after: None, until: Some(two), rows_each: 1_024 };
    let rows = PartRowsRequest { position, table: 9, after: Some(one), until: Some(two) };
    let answer = PartsAnswer {
        parts: vec![
            PartDigest { until: Some(one), rows: 1_024, digest: u128::MAX / 3 },
            PartDigest { until: None, rows: 0, digest: 0 },
        ],
    };
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    for (name, bytes) in [
        ("parts-request-v1.bin", to_bytes(&parts).unwrap()),
        ("parts-answer-v1.bin", to_bytes(&answer).unwrap()),
        ("part-rows-request-v1.bin", to_bytes(&rows).unwrap()),
    ] {
        let path = samples.join(name);
        if std::env::var_os("RECORD_SAMPLES").is_some() && !path.exists() {
            std::fs::write(&path, bytes).unwrap();
        }
    }
    let read = |name: &str| std::fs::read(samples.join(name)).unwrap();
    assert_eq!(from_bytes::<PartsRequest>(&read("parts-request-v1.bin")).unwrap(), parts);
    assert_eq!(from_bytes::<PartsAnswer>(&read("parts-answer-v1.bin")).unwrap(), answer);
    assert_eq!(from_bytes::<PartRowsRequest>(&read("part-rows-request-v1.bin")).unwrap(), rows);
}
