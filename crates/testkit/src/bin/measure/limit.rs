//! What no protocol can beat on this machine: the same rows, copied by as little code as can be.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use rusqlite::Connection;
use testkit::Device;
use tokio_postgres::binary_copy::BinaryCopyOutStream;
use tokio_postgres::types::Type;
use uuid::Uuid;

/// What the program reached.
pub struct Limit {
    /// Rows copied, per second, with everything that is built after them.
    pub rows_per_second: f64,
    /// Bytes of the same rows as CSV, compressed by zstd at level 3.
    pub csv_zstd_bytes: usize,
    /// Size of the file when it is not encrypted, bytes.
    pub plain_bytes: u64,
}

/// Binary COPY straight into a prepared insert of the same rows, into a file with the same tables
/// and the same settings; the secondary indexes and the search index are built afterwards.
pub async fn limit(url: &str, folder: &Path, column_key: &Path) -> Result<Limit> {
    let empty = Device::alone("limit", folder)?;
    let [tables, indexes, triggers] = ["table", "index", "trigger"].map(|kind| {
        empty.store.read::<_, store::Error>(|reader| {
            reader.column::<String>(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type = ?1 AND tbl_name IN \
                 ('patients', 'vitals', 'patient_search', 'patient_search_rows', 'resting_indexes')",
                [kind],
            )
        })
    });
    empty.close();
    let mut file = Connection::open(folder.join("limit.db"))?;
    file.pragma_update(None, "key", format!("x'{}'", "ab".repeat(32)))?;
    file.pragma_update(None, "journal_mode", "WAL")?;
    file.pragma_update(None, "synchronous", "FULL")?;
    file.pragma_update(None, "temp_store", "MEMORY")?;
    file.pragma_update(None, "cache_size", -65_536)?;
    // The tables that these two refer to are not copied.
    file.pragma_update(None, "foreign_keys", false)?;
    store::register_search(&file)?;
    for statement in tables? {
        file.execute_batch(&statement)?;
    }
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let key = data_encoding::HEXLOWER.encode(&std::fs::read(column_key)?);
    client.execute("SELECT set_config('holdfast.column_key', $1, false)", &[&key]).await?;
    let begin = Instant::now();
    let mut rows = 0;
    for table in ["patients", "vitals"] {
        rows += copy_table(&client, &mut file, table).await?;
    }
    for statement in indexes?.into_iter().chain(triggers?) {
        file.execute_batch(&statement)?;
    }
    // This is what fills the search when a bootstrap's indexes have rested.
    file.execute_batch(
        "INSERT INTO resting_indexes VALUES ('none', 'patients', ''); DELETE FROM resting_indexes;",
    )?;
    let rows_per_second = rows as f64 / begin.elapsed().as_secs_f64();
    let plain = folder.join("plain.db");
    file.execute("ATTACH ?1 AS plain KEY ''", [plain.to_str().context("a path of letters")?])?;
    file.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(()))?;
    file.execute_batch("DETACH plain")?;
    let plain_bytes = std::fs::metadata(&plain)?.len();
    let mut csv_zstd_bytes = 0;
    for table in ["patients", "vitals"] {
        csv_zstd_bytes += compressed_csv(&client, table).await?;
    }
    Ok(Limit { rows_per_second, csv_zstd_bytes, plain_bytes })
}

async fn compressed_csv(client: &tokio_postgres::Client, table: &str) -> Result<usize> {
    let shape = migrations::schema().table(table).context("a table")?;
    let columns: Vec<String> = shape
        .columns
        .iter()
        .map(|column| match catalog::table(table).is_some_and(|t| t.is_sealed(column.name)) {
            true => {
                format!("pgp_sym_decrypt({}, current_setting('holdfast.column_key'))", column.name)
            }
            false => column.name.to_owned(),
        })
        .collect();
    let sql = format!("COPY (SELECT {} FROM {table}) TO STDOUT (FORMAT csv)", columns.join(", "));
    let mut stream = std::pin::pin!(client.copy_out(&sql).await?);
    let mut encoder = zstd::Encoder::new(Vec::new(), 3)?;
    while let Some(part) = stream.next().await {
        encoder.write_all(&part?)?;
    }
    Ok(encoder.finish()?.len())
}

async fn copy_table(
    client: &tokio_postgres::Client,
    file: &mut Connection,
    table: &str,
) -> Result<u64> {
    let shape = migrations::schema().table(table).context("a table")?;
    let sealed = |name: &str| catalog::table(table).is_some_and(|t| t.is_sealed(name));
    let types: Vec<Type> = shape
        .columns
        .iter()
        .map(|column| match column.kind {
            catalog::Type::Uuid => Type::UUID,
            catalog::Type::Timestamp | catalog::Type::BigInt => Type::INT8,
            catalog::Type::Boolean => Type::BOOL,
            catalog::Type::Double => Type::FLOAT8,
            _ => Type::TEXT,
        })
        .collect();
    let columns: Vec<String> = shape
        .columns
        .iter()
        .map(|column| match column.kind {
            _ if sealed(column.name) => {
                format!("pgp_sym_decrypt({}, current_setting('holdfast.column_key'))", column.name)
            }
            catalog::Type::Timestamp => {
                format!("(extract(epoch FROM {}) * 1000000)::BIGINT", column.name)
            }
            catalog::Type::Date | catalog::Type::Time | catalog::Type::Json => {
                format!("{}::TEXT", column.name)
            }
            _ => column.name.to_owned(),
        })
        .collect();
    let names: Vec<&str> = shape.columns.iter().map(|column| column.name).collect();
    let stream = client
        .copy_out(&format!(
            "COPY (SELECT {} FROM {table}) TO STDOUT (FORMAT binary)",
            columns.join(", ")
        ))
        .await?;
    let mut stream = std::pin::pin!(BinaryCopyOutStream::new(stream, &types));
    let transaction = file.transaction()?;
    let mut count = 0;
    {
        let marks = vec!["?"; names.len()].join(", ");
        let mut insert = transaction
            .prepare(&format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")))?;
        while let Some(row) = stream.next().await {
            let row = row?;
            for (index, kind) in types.iter().enumerate() {
                let place = index + 1;
                match *kind {
                    Type::UUID => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<Uuid>>(index)?)?
                    }
                    Type::INT8 => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<i64>>(index)?)?
                    }
                    Type::BOOL => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<bool>>(index)?)?
                    }
                    Type::FLOAT8 => {
                        insert.raw_bind_parameter(place, row.try_get::<Option<f64>>(index)?)?
                    }
                    _ => insert.raw_bind_parameter(place, row.try_get::<Option<&str>>(index)?)?,
                }
            }
            insert.raw_execute()?;
            count += 1;
        }
    }
    transaction.commit()?;
    Ok(count)
}
