//! What Prometheus reads about the server. No label ever names a person or a row.

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

use crate::error::Error;

/// The server's counters and gauges.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    /// Open TLS connections.
    pub connections: IntGauge,
    /// Connections turned away because too many were open.
    pub connections_refused: IntCounter,
    /// TLS handshakes that failed or took too long.
    pub handshakes_failed: IntCounter,
    /// Answers by route and status.
    pub requests: IntCounterVec,
    /// Seconds from request to answer by route.
    pub seconds: HistogramVec,
    /// Changesets by outcome.
    pub changesets: IntCounterVec,
    /// Rows sent by pulls and bootstraps.
    pub rows_sent: IntCounter,
    /// Devices that listen on the live socket.
    pub listeners: IntGauge,
    /// Sign-ins by result.
    pub sign_ins: IntCounterVec,
}

impl Metrics {
    pub(crate) fn new() -> Result<Self, Error> {
        let registry = Registry::new();
        let metrics = Self {
            connections: IntGauge::new("holdfast_connections", "Open TLS connections")
                .map_err(wrong)?,
            connections_refused: IntCounter::new(
                "holdfast_connections_refused_total",
                "Connections turned away because too many were open",
            )
            .map_err(wrong)?,
            handshakes_failed: IntCounter::new(
                "holdfast_handshakes_failed_total",
                "TLS handshakes that failed or took too long",
            )
            .map_err(wrong)?,
            requests: IntCounterVec::new(
                Opts::new("holdfast_requests_total", "Answers by route and status"),
                &["route", "status"],
            )
            .map_err(wrong)?,
            seconds: HistogramVec::new(
                HistogramOpts::new("holdfast_request_seconds", "Seconds from request to answer"),
                &["route"],
            )
            .map_err(wrong)?,
            changesets: IntCounterVec::new(
                Opts::new("holdfast_changesets_total", "Changesets by outcome"),
                &["outcome"],
            )
            .map_err(wrong)?,
            rows_sent: IntCounter::new("holdfast_rows_sent_total", "Rows sent to devices")
                .map_err(wrong)?,
            listeners: IntGauge::new("holdfast_listeners", "Devices on the live socket")
                .map_err(wrong)?,
            sign_ins: IntCounterVec::new(
                Opts::new("holdfast_sign_ins_total", "Sign-ins by result"),
                &["result"],
            )
            .map_err(wrong)?,
            registry,
        };
        let collectors: Vec<Box<dyn prometheus::core::Collector>> = vec![
            Box::new(metrics.connections.clone()),
            Box::new(metrics.connections_refused.clone()),
            Box::new(metrics.handshakes_failed.clone()),
            Box::new(metrics.requests.clone()),
            Box::new(metrics.seconds.clone()),
            Box::new(metrics.changesets.clone()),
            Box::new(metrics.rows_sent.clone()),
            Box::new(metrics.listeners.clone()),
            Box::new(metrics.sign_ins.clone()),
        ];
        for collector in collectors {
            metrics.registry.register(collector).map_err(wrong)?;
        }
        Ok(metrics)
    }

    /// The Prometheus text format.
    pub(crate) fn text(&self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text).map_err(wrong)?;
        Ok(text)
    }
}

fn wrong(error: prometheus::Error) -> Error {
    Error::Broken(format!("metrics: {error}"))
}
