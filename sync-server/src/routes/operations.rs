//! `/health` and `/metrics`, for this machine only.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::Centre;
use crate::error::Error;

/// Whether the server answers and reaches its database.
pub(super) async fn health(State(centre): State<Arc<Centre>>) -> Response {
    let reached = async {
        let client = centre.database.get().await?;
        client.query_one("SELECT 1", &[]).await?;
        Ok::<_, Error>(())
    };
    match reached.await {
        Ok(()) => Json(json!({ "status": "ok" })).into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "no database" })))
                .into_response()
        }
    }
}

/// The Prometheus text format.
pub(super) async fn metrics(State(centre): State<Arc<Centre>>) -> Result<Response, Error> {
    let text = centre.metrics.text()?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
