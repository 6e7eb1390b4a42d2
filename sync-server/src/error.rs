//! The one error of the server: what a device is told, and what the log may say about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::Refusal;

/// Why something could not be done. Its text never carries a patient's data: of a database error
/// only the SQLSTATE and the names of constraint and table are kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for something that it may not have, or in a way that is not understood.
    #[error("{sentence}")]
    Refused {
        /// The HTTP status of the answer.
        status: StatusCode,
        /// A stable word on which a caller branches.
        code: &'static str,
        /// What to do next, for a person.
        sentence: String,
        /// When to try again, for refusals that pass.
        retry_after_seconds: Option<u64>,
        /// With `expected_counter`: the counter that a push is to go on from.
        expected_counter: Option<u64>,
    },
    /// Postgres answered with an error.
    #[error("the database refused: {}", describe(.0))]
    Database(#[from] tokio_postgres::Error),
    /// No connection to Postgres could be had.
    #[error("no connection to the database: {}", describe_pool(.0))]
    Pool(#[from] deadpool_postgres::PoolError),
    /// A migration did not run.
    #[error("a migration did not run: {0}")]
    Migration(String),
    /// A file or socket could not be used.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the path.
        what: String,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// A certificate could not be made or read.
    #[error("a certificate could not be made or read: {0}")]
    Certificate(String),
    /// Something that must hold did not.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// A refusal that stands until the caller changes something.
    pub(crate) fn refused(
        status: StatusCode,
        code: &'static str,
        sentence: impl Into<String>,
    ) -> Self {
        Self::Refused {
            status,
            code,
            sentence: sentence.into(),
            retry_after_seconds: None,
            expected_counter: None,
        }
    }

    /// A message that cannot be read.
    pub(crate) fn malformed(sentence: impl Into<String>) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, "malformed", sentence)
    }

    /// Wraps an operating system's answer with what was being done.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// The SQLSTATE, if Postgres gave one.
    pub(crate) fn sql_state(&self) -> Option<&str> {
        match self {
            Self::Database(error) => error.code().map(|code| code.code()),
            _ => None,
        }
    }

    /// Whether the same transaction may succeed if it runs again (deadlock, serialization).
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.sql_state(), Some("40P01" | "40001"))
    }
}

impl From<rcgen::Error> for Error {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

/// SQLSTATE, constraint and table: enough to find the cause, and never a value.
pub(crate) fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => {
            let mut text = format!("SQLSTATE {}", db.code().code());
            if let Some(constraint) = db.constraint() {
                text.push_str(&format!(", constraint {constraint}"));
            }
            if let Some(table) = db.table() {
                text.push_str(&format!(", table {table}"));
            }
            if let Some(column) = db.column() {
                text.push_str(&format!(", column {column}"));
            }
            // A statement that Postgres does not understand is a fault of ours and holds no data.
            if db.code().code().starts_with("42") {
                text.push_str(&format!(": {}", db.message()));
            }
            text
        }
        None => error.to_string(),
    }
}

fn describe_pool(error: &deadpool_postgres::PoolError) -> String {
    match error {
        deadpool_postgres::PoolError::Backend(error) => describe(error),
        other => other.to_string(),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut counter = None;
        let (status, code, sentence, retry) = match &self {
            Self::Refused { status, code, sentence, retry_after_seconds, expected_counter } => {
                tracing::info!(code, status = status.as_u16(), "refused");
                counter = *expected_counter;
                (*status, *code, sentence.clone(), *retry_after_seconds)
            }
            Self::Pool(_) => {
                tracing::error!(error = %self, "no database connection");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    "The server is busy; your work is safe on this computer and is sent later."
                        .to_owned(),
                    Some(2),
                )
            }
            other => {
                tracing::error!(error = %other, "a request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "server_fault",
                    "The server could not finish this; your work is safe on this computer and is \
                     sent again."
                        .to_owned(),
                    None,
                )
            }
        };
        let refusal = Refusal { code: code.to_owned(), sentence, expected_counter: counter };
        let body = serde_json::to_vec(&refusal).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        if let Some(seconds) = retry
            && let Ok(value) = HeaderValue::from_str(&seconds.to_string())
        {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

impl From<protocol::Malformed> for Error {
    fn from(malformed: protocol::Malformed) -> Self {
        Self::malformed(malformed.to_string())
    }
}
