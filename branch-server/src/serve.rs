//! The branch over HTTP: a thin shell around [`Branch`].

use std::collections::HashMap;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use perisai_core::domain::DeviceId;
use perisai_core::domain::limits::REQUEST_PACKED_BYTES_MAX;
use perisai_core::ports::TransportResponse;
use perisai_core::sync::wire::{ENROL_PATH, EXCHANGE_PATH};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::branch::{Admitted, Branch};
use crate::rate::Rates;

/// How long to wait before accepting again where the machine could not.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The most connections at once; others wait to be accepted.
const CONNECTIONS_MAX: usize = 1_000;
/// How often it is looked whether another day has begun on which to erase.
const ERASURE_CHECKED: Duration = Duration::from_secs(60 * 60);
/// Where the branch says whether it works.
pub const HEALTH_PATH: &str = "/v1/health";

/// For how long the server waits for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a request's head, or for another request.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For requests under way when it is asked to stop.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), body: Duration::from_secs(60), stop: Duration::from_secs(10) }
    }
}

/// A branch that is served.
struct Served {
    branch: Branch,
    patience: Patience,
    started: Instant,
    rates: Mutex<Rates>,
    /// One device's requests are taken one after the other.
    turns: Mutex<HashMap<DeviceId, Arc<tokio::sync::Mutex<()>>>>,
}

/// Serves until `stop` completes; requests under way are answered first, for a while.
pub async fn serve(
    branch: Branch,
    listener: TcpListener,
    patience: Patience,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (rates, turns) = Default::default();
    let served = Arc::new(Served { branch, patience, started: Instant::now(), rates, turns });
    let routes = Router::new()
        .route(EXCHANGE_PATH, post(handle))
        .route(ENROL_PATH, post(handle))
        .route(HEALTH_PATH, get(health))
        .with_state(served.clone());
    let erasing = tokio::spawn(erase_daily(served.clone()));
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let slot = slots.clone().acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely: give the connections that are open time to end.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is the phone's to repeat.
            connection.await.ok();
            drop(slot);
        });
    }
    erasing.abort();
    // Whoever has not finished by then sends again.
    tokio::time::timeout(patience.stop, graceful.shutdown()).await.ok();
    Ok(())
}

/// Erases once a day of the branch's time, and at the start, what may not be kept longer. A failure is tried again in an
/// hour: what was to be erased is still due.
async fn erase_daily(served: Arc<Served>) {
    let mut hours = tokio::time::interval(ERASURE_CHECKED);
    loop {
        hours.tick().await;
        let served = served.clone();
        let erased = blocking(move || served.branch.erase_nominees_daily()).await;
        if let Some(Err(error)) = erased {
            eprintln!("nominees were not erased: {error}");
        }
    }
}

/// Whether an address may be served without a TLS proxy before it.
pub(crate) fn is_private(address: &SocketAddr) -> bool {
    address.ip().is_loopback()
}

async fn health(State(served): State<Arc<Served>>) -> Response<Body> {
    let checked = tokio::task::spawn_blocking(move || served.branch.health().is_ok()).await;
    match checked {
        Ok(true) => respond(200, "application/json", r#"{"status":"ok"}"#),
        _ => respond(503, "application/json", r#"{"status":"failing"}"#),
    }
}

/// The head is verified before the body is read, and the body is read up to its limit, within its time.
async fn handle(State(served): State<Arc<Served>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let admitting = served.clone();
    let admitted = blocking(move || {
        let headers = head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let target = head.uri.path_and_query().map_or("", |target| target.as_str());
        admitting.branch.admit(head.method.as_str(), target, headers)
    })
    .await;
    let admitted = match admitted {
        Some(Ok(admitted)) => admitted,
        Some(Err(refusal)) => return to_response(refusal),
        None => return failed(),
    };
    let device = admitted.device();
    if device.is_some_and(|device| !served.may_go_on(device)) {
        return to_response(served.branch.busy());
    }
    let body = match tokio::time::timeout(served.patience.body, to_bytes(body, REQUEST_PACKED_BYTES_MAX)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return to_response(served.branch.too_large()),
        Err(_) => return respond(408, "text/plain", "too slow"),
    };
    match device {
        None => answer(served, admitted, body).await,
        Some(device) => {
            let turn = served.turn(device);
            let _held = turn.lock().await;
            answer(served, admitted, body).await
        }
    }
}

async fn answer(served: Arc<Served>, admitted: Admitted, body: Bytes) -> Response<Body> {
    blocking(move || served.branch.answer(admitted, &body)).await.map_or_else(failed, to_response)
}

impl Served {
    fn may_go_on(&self, device: DeviceId) -> bool {
        self.rates.lock().unwrap_or_else(PoisonError::into_inner).take(device, self.started.elapsed())
    }

    fn turn(&self, device: DeviceId) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(device).or_default().clone()
    }
}

/// Runs what waits for the disk outside of the threads that serve the network. None where it panicked.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

fn to_response(answer: TransportResponse) -> Response<Body> {
    respond(answer.status, &answer.content_type, answer.body)
}

fn failed() -> Response<Body> {
    respond(500, "text/plain", "")
}

fn respond(status: u16, content_type: &str, body: impl Into<Body>) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let response = Response::builder().status(status).header(CONTENT_TYPE, content_type).body(body.into());
    response.expect("the branch's own headers are valid")
}
