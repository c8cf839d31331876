//! The program itself, as another process runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use perisai_core::ports::{TransportRequest, TransportResponse};

/// A data folder of its own, removed afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("perisai-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let data = self.0.join("branch");
        let mut command = Command::new(env!("CARGO_BIN_EXE_perisai-branch"));
        command.args(arguments).arg("--data").arg(data).output().unwrap()
    }

    /// Runs what must succeed; answers what it printed.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must fail; answers the exit code and the one line it said.
    pub(crate) fn fails(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        (output.status.code(), said)
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.done(&arguments)).unwrap()
    }

    pub(crate) fn serve(&self) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_perisai-branch"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(self.0.join("branch"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Server { child, address }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn send(&self, request: &TransportRequest) -> TransportResponse {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(&head_of(request)).unwrap();
        stream.write_all(&request.body).unwrap();
        answer_of(stream)
    }

    /// Asks the server to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a server that is asked to stop ends well");
    }
}

/// A request's head as it travels.
pub(crate) fn head_of(request: &TransportRequest) -> Vec<u8> {
    let mut head = format!("POST {} HTTP/1.1\r\nhost: branch\r\nconnection: close\r\n", request.path);
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
    head.into_bytes()
}

pub(crate) fn answer_of(mut stream: TcpStream) -> TransportResponse {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default().to_owned();
    TransportResponse { status, content_type, body: bytes[end + 4..].to_vec() }
}

pub(crate) fn begun(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.done(&["init", "--name", "Semarang", "--clock-start", "2026-06-03T07:00:00+07:00"]);
    folder.done(&[
        "agent",
        "add",
        "A01",
        "--name",
        "Agus",
        "--villages",
        "33.74.05.1003",
        "--by",
        "admin",
        "--reason",
        "new",
    ]);
    folder
}

pub(crate) const ACTING: [&str; 4] = ["--by", "admin", "--reason", "test"];

pub(crate) fn acting<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().copied().chain(ACTING).collect()
}
