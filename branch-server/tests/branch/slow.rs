//! Clients that stall, that trickle, that say more than they announced: they keep nobody else waiting.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use perisai_branch::{Branch, Patience, serve};
use perisai_core::domain::{Patch, Registry, Verdict};
use perisai_core::ports::TransportRequest;
use perisai_core::sync::wire::ExchangeResponse;
use tokio::sync::oneshot;

use crate::program::{answer_of, head_of};
use crate::support::{GENUK, Phone, World, met, open};

/// Longer than any test.
const FOR_EVER: Duration = Duration::from_secs(24 * 60 * 60);
const NOT_LONG: Duration = Duration::from_millis(20);

/// A world's branch, served on a port of this machine.
struct Served {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    fn with(world: &World, patience: Patience) -> Self {
        let branch = Branch::open(world.ledger.clone(), world.clock.clone(), world.ids.clone(), Registry::standard());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stopped = async {
                    stopped.await.ok();
                };
                serve(branch, listener, patience, stopped).await.unwrap();
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Sends the beginning of a request and then nothing.
    fn begin(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    }

    fn exchange(&self, request: &TransportRequest) -> ExchangeResponse {
        let mut stream = self.begin(&head_of(request));
        stream.write_all(&request.body).unwrap();
        open(&answer_of(stream))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || ended.is_none_or(|ended| ended.is_ok()), "the server panicked");
    }
}

/// A request that hands in somebody met, of a phone that has nothing else to do.
fn meeting(phone: &mut Phone, world: &World) -> TransportRequest {
    let id = phone.new_id(world);
    phone.capture(world, vec![Patch::create("worker", id, met("Siti", GENUK))]);
    phone.sign(&phone.message(world))
}

#[test]
fn clients_that_stall_at_any_place_keep_neither_others_nor_their_own_phone_waiting() {
    let (world, mut one) = World::with_phone();
    let mut two = world.phone("A01");
    let served = Served::with(&world, Patience { head: FOR_EVER, body: FOR_EVER, stop: NOT_LONG });
    let request = meeting(&mut one, &world);
    let (head, body) = (head_of(&request), &request.body);
    let whole_head = head.len();
    let stalled: Vec<TcpStream> = [0, 1, whole_head / 2, whole_head - 1, whole_head]
        .into_iter()
        .map(|sent| served.begin(&head[..sent]))
        .collect();
    let mut half = served.begin(&[&head[..], &body[..body.len() / 2]].concat());
    assert_eq!(served.exchange(&meeting(&mut two, &world)).verdicts[0].verdict, Verdict::Applied);
    // The same request on another connection: its half is no request yet.
    assert_eq!(served.exchange(&request).verdicts[0].verdict, Verdict::Applied);
    half.write_all(&body[body.len() / 2..]).unwrap();
    let replayed = open(&answer_of(half));
    assert_eq!((replayed.verdicts.len(), world.branch.totals().unwrap().captured), (1, 2), "a replay has no effect");
    drop(stalled);
}

#[test]
fn a_client_that_stalls_is_let_go_and_what_it_had_begun_has_no_effect() {
    let (world, mut one) = World::with_phone();
    let served = Served::with(&world, Patience { head: NOT_LONG, body: NOT_LONG, stop: NOT_LONG });
    let request = meeting(&mut one, &world);
    let head = head_of(&request);
    for sent in [0, head.len() / 2] {
        let mut stream = served.begin(&head[..sent]);
        let mut answer = Vec::new();
        // Ends when the server closes the connection.
        stream.read_to_end(&mut answer).ok();
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{sent}");
    }
    let body_missing = served.begin(&head);
    assert_eq!(answer_of(body_missing).status, 408);
    let broken_off = served.begin(&[&head[..], &request.body[..3]].concat());
    broken_off.shutdown(Shutdown::Write).unwrap();
    assert_ne!(answer_of(broken_off).status, 200);
    assert_eq!(world.branch.totals().unwrap().captured, 0);
    assert_eq!(served.exchange(&request).verdicts.len(), 1);
}

#[test]
fn a_request_that_comes_byte_by_byte_is_answered_like_any_other() {
    let (world, mut one) = World::with_phone();
    let served = Served::with(&world, Patience { head: FOR_EVER, body: FOR_EVER, stop: NOT_LONG });
    let request = meeting(&mut one, &world);
    let mut stream = served.begin(&[]);
    for byte in head_of(&request).iter().chain(&request.body) {
        stream.write_all(&[*byte]).unwrap();
    }
    assert_eq!(open(&answer_of(stream)).verdicts[0].verdict, Verdict::Applied);
}

#[test]
fn what_follows_the_announced_body_is_no_part_of_the_request() {
    let (world, mut one) = World::with_phone();
    let mut two = world.phone("A01");
    let served = Served::with(&world, Patience { head: FOR_EVER, body: FOR_EVER, stop: NOT_LONG });
    let request = meeting(&mut one, &world);
    let mut stream = served.begin(&[&head_of(&request)[..], &request.body, &[b'x'; 4_096]].concat());
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    assert_eq!(world.branch.totals().unwrap().captured, 1);
    assert_eq!(served.exchange(&meeting(&mut two, &world)).verdicts.len(), 1);
    // Announced shorter than it is: what arrives is not what was signed.
    let mut shortened = meeting(&mut two, &world);
    let rest = shortened.body.split_off(shortened.body.len() - 1);
    let mut stream = served.begin(&[&head_of(&shortened)[..], &shortened.body, &rest].concat());
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 401");
}
