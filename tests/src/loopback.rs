//! HTTP to a branch on this machine, with a hand on the wire: an exchange can be cut at the socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use perisai_core::ports::{Transport, TransportError, TransportRequest, TransportResponse};

/// How long a branch on this machine may take to answer before the test counts it as dead.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// The largest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Where an exchange is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// Before the request: the branch hears nothing.
    BeforeRequest,
    /// In the middle of the request's body.
    MidBody,
    /// After the branch has committed, before its answer is read.
    AfterCommit,
}

impl Cut {
    /// Every kind of cut.
    pub const ALL: [Self; 3] = [Self::BeforeRequest, Self::MidBody, Self::AfterCommit];
}

/// Carries requests to an address of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Loopback {
    /// The branch's address.
    pub address: SocketAddr,
}

impl Loopback {
    /// Carries one request, cut where told; a cut answers the error that the network would.
    pub fn carry(
        &self,
        request: &TransportRequest,
        cut: Option<Cut>,
        bytes_max: usize,
    ) -> Result<TransportResponse, TransportError> {
        if cut == Some(Cut::BeforeRequest) {
            return Err(TransportError);
        }
        let mut stream = TcpStream::connect(self.address).map_err(|_| TransportError)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT)).map_err(|_| TransportError)?;
        stream.set_write_timeout(Some(ANSWER_TIMEOUT)).map_err(|_| TransportError)?;
        let mut head = format!("POST {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", request.path, self.address);
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
        stream.write_all(head.as_bytes()).map_err(|_| TransportError)?;
        if cut == Some(Cut::MidBody) {
            stream.write_all(&request.body[..request.body.len() / 2]).map_err(|_| TransportError)?;
            return Err(TransportError);
        }
        stream.write_all(&request.body).map_err(|_| TransportError)?;
        if cut == Some(Cut::AfterCommit) {
            // The branch answers after its commit only: the first byte proves it.
            let mut first = [0];
            stream.read_exact(&mut first).map_err(|_| TransportError)?;
            return Err(TransportError);
        }
        read_answer(stream, bytes_max)
    }
}

impl Transport for Loopback {
    fn send(&self, request: &TransportRequest, bytes_max: usize) -> Result<TransportResponse, TransportError> {
        self.carry(request, None, bytes_max)
    }
}

fn read_answer(stream: TcpStream, bytes_max: usize) -> Result<TransportResponse, TransportError> {
    let mut bytes = Vec::new();
    let limit = bytes_max.saturating_add(HEAD_BYTES_MAX) as u64;
    stream.take(limit).read_to_end(&mut bytes).map_err(|_| TransportError)?;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or(TransportError)?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| TransportError)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let mut content_type = String::new();
    let mut length = None;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        match name.to_ascii_lowercase().as_str() {
            "content-type" => content_type = value.trim().to_owned(),
            "content-length" => length = value.trim().parse::<usize>().ok(),
            _ => {}
        }
    }
    let body = bytes.split_off(end + 4);
    if length != Some(body.len()) || body.len() > bytes_max {
        return Err(TransportError);
    }
    Ok(TransportResponse { status: status.ok_or(TransportError)?, content_type, body })
}
