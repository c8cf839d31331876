//! The program itself, as a clerk and a phone meet it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::support::refusal;
use perisai_core::ports::{TransportRequest, TransportResponse};
use perisai_core::sync::software_signer::SoftwareSigner;
use perisai_core::sync::wire::{self, EnrolResponse, RefusalCode};

/// A data folder of its own, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("perisai-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let data = self.0.join("branch");
        let mut command = Command::new(env!("CARGO_BIN_EXE_perisai-branch"));
        command.args(arguments).arg("--data").arg(data).output().unwrap()
    }

    /// Runs what must succeed; answers what it printed.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must fail; answers the exit code and the one line it said.
    fn fails(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        (output.status.code(), said)
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.done(&arguments)).unwrap()
    }

    fn serve(&self) -> Server {
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

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn send(&self, request: &TransportRequest) -> TransportResponse {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut head = format!("POST {} HTTP/1.1\r\nhost: branch\r\nconnection: close\r\n", request.path);
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", request.body.len()));
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&request.body).unwrap();
        answer_of(stream)
    }

    /// Asks the server to stop, and waits until it has.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a server that is asked to stop ends well");
    }
}

fn answer_of(mut stream: TcpStream) -> TransportResponse {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default().to_owned();
    TransportResponse { status, content_type, body: bytes[end + 4..].to_vec() }
}

fn begun(name: &str) -> Folder {
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

const ACTING: [&str; 4] = ["--by", "admin", "--reason", "test"];

fn acting<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().copied().chain(ACTING).collect()
}

/// Enrols a phone over the network and answers what it learns.
fn enrol(folder: &Folder, server: &Server, signer: &SoftwareSigner) -> EnrolResponse {
    use perisai_core::ports::Signer;
    use perisai_core::sync::signature::{RequestParts, sign_enrolment};
    let code = folder.done(&acting(&["enrol-code", "A01"])).trim().to_owned();
    let public_key = hex::encode(signer.public_key());
    let body = wire::pack(&wire::EnrolRequest { protocol: wire::PROTOCOL, code, public_key, device: None });
    let parts =
        RequestParts { method: "POST", target: wire::ENROL_PATH, content_type: wire::CONTENT_TYPE, body: &body };
    let headers = sign_enrolment(&parts, signer).unwrap();
    let answer = server.send(&TransportRequest { path: wire::ENROL_PATH.to_owned(), headers, body });
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    wire::unpack(&answer.body).unwrap()
}

#[test]
fn a_clerk_works_beside_the_server_and_the_phone_learns_of_it() {
    let folder = begun("beside");
    let server = folder.serve();
    let signer = SoftwareSigner::from_seed(&[5; 32]);
    let enrolled = enrol(&folder, &server, &signer);
    assert_eq!((enrolled.branch.as_str(), enrolled.scope.villages.len()), ("Semarang", 1));
    folder.done(&acting(&["agent", "assign", "A01", "33.74.05.1002"]));
    let agents = folder.json(&["agent", "list"]);
    assert_eq!(agents[1]["villages"], serde_json::json!(["33.74.05.1002", "33.74.05.1003"]));
    let devices = folder.json(&["device", "list"]);
    assert_eq!(devices[0]["device"], enrolled.device.to_string());
    folder.done(&acting(&["device", "revoke", &enrolled.device.to_string()]));
    assert_eq!(folder.json(&["device", "list"])[0]["revoked"], "test");
    assert_eq!(folder.json(&["verify"])["problems"], serde_json::json!([]));
    let (code, said) = folder.fails(&acting(&["restore", "/nowhere/at/all"]));
    assert_eq!(code, Some(2), "{said}");
    server.stop();
}

#[test]
fn a_restore_refuses_while_the_server_runs_and_keeps_what_stood_there() {
    let folder = begun("restore");
    let backup = folder.0.join("backup.db");
    let backup = backup.to_str().unwrap();
    folder.done(&acting(&["backup", backup]));
    folder.done(&acting(&["agent", "add", "A02", "--name", "Budi"]));
    let server = folder.serve();
    assert_eq!(folder.fails(&acting(&["restore", backup])).0, Some(1));
    server.stop();
    folder.done(&acting(&["restore", backup]));
    let agents = folder.json(&["agent", "list"]);
    assert_eq!(agents.as_array().unwrap().len(), 2, "admin and A01");
    let kept = std::fs::read_dir(folder.0.join("branch")).unwrap().filter_map(Result::ok);
    assert_eq!(kept.filter(|file| is_kept(&file.path())).count(), 1);
    assert_eq!(folder.json(&["verify"])["problems"], serde_json::json!([]));
}

fn is_kept(file: &Path) -> bool {
    file.file_name().unwrap().to_str().unwrap().starts_with("branch.db.before-restore-")
}

#[test]
fn refusals_and_unreadable_input_have_their_own_exit_codes_and_one_line() {
    let folder = begun("codes");
    let nowhere = "00000000-0000-7000-8000-000000000000";
    assert_eq!(folder.fails(&["history", nowhere]).0, Some(1));
    assert_eq!(folder.fails(&acting(&["merge", nowhere, nowhere])).0, Some(1));
    assert_eq!(folder.fails(&["history", "not-an-id"]).0, Some(2));
    assert_eq!(folder.fails(&["nonsense"]).0, Some(2));
    assert_eq!(folder.fails(&acting(&["agent", "assign", "A01", "33.74.05.9999"])).0, Some(2));
    assert_eq!(folder.fails(&["agent", "add", "A02", "--name", "B", "--by", "A01", "--reason", "x"]).0, Some(1));
    assert_eq!(folder.fails(&["init"]).0, Some(1));
    assert_eq!(folder.fails(&["serve", "--listen", "0.0.0.0:0"]).0, Some(1));
    assert_eq!(folder.done(&["registrations", "--json"]), "[]\n", "an empty list is no failure");
}

#[test]
fn known_workers_come_from_a_spreadsheet_once_and_leave_as_one() {
    let folder = begun("import");
    let file = folder.0.join("known.csv");
    std::fs::write(
        &file,
        "worker,name,nik,birth_date,sex,phone,village,occupation\n\
         W1,Slamet,3374050501900101,1990-01-05,male,081234567890,33.74.05.1003,fisher\n",
    )
    .unwrap();
    let imported = folder.json(&acting(&["import-workers", file.to_str().unwrap()]));
    assert_eq!((imported[0]["worker"].as_str(), imported[0]["new"].as_bool()), (Some("W1"), Some(true)));
    let again = folder.json(&acting(&["import-workers", file.to_str().unwrap()]));
    assert_eq!((again[0]["id"].clone(), again[0]["new"].as_bool()), (imported[0]["id"].clone(), Some(false)));
    let csv = folder.done(&["export", "worker", "--format", "csv"]);
    assert!(csv.starts_with("id,name,nik,birth_date,"), "{csv}");
    assert!(csv.contains("+6281234567890") && csv.contains("33.74.05.1003"), "{csv}");
    std::fs::write(&file, "worker,name,village\nW2,Siti,33.74.05.1003\nW3,Budi,12\n").unwrap();
    let (code, said) = folder.fails(&acting(&["import-workers", file.to_str().unwrap()]));
    assert!(code == Some(2) && said.contains("line 3, village: village_unknown"), "{said}");
    assert_eq!(folder.done(&["export", "worker", "--format", "jsonl"]).lines().count(), 1);
}

#[test]
fn a_stranger_gets_a_refusal_before_the_body_is_read_and_an_oversized_body_is_not_kept() {
    let folder = begun("edge");
    let server = folder.serve();
    // Promises a body that never comes: the answer does not wait for it.
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(b"POST /v1/exchange HTTP/1.1\r\nhost: branch\r\ncontent-length: 1000000\r\n\r\n").unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 401");
    drop(stream);

    let signer = SoftwareSigner::from_seed(&[5; 32]);
    let enrolled = enrol(&folder, &server, &signer);
    let body = vec![0; 1024 * 1024 + 1];
    let answer = server.send(&signed(&enrolled, &signer, body));
    assert_eq!((answer.status, refusal(&answer).code), (413, RefusalCode::TooLarge));
    let answer = server.send(&signed(&enrolled, &signer, b"not a message".to_vec()));
    assert_eq!((answer.status, refusal(&answer).code), (400, RefusalCode::Malformed));

    let mut health = TcpStream::connect(&server.address).unwrap();
    health.write_all(b"GET /v1/health HTTP/1.1\r\nhost: branch\r\nconnection: close\r\n\r\n").unwrap();
    assert_eq!(answer_of(health).status, 200);
    server.stop();
}

fn signed(enrolled: &EnrolResponse, signer: &SoftwareSigner, body: Vec<u8>) -> TransportRequest {
    use perisai_core::sync::signature::{DeviceClaim, Nonce, RequestParts, sign};
    let parts =
        RequestParts { method: "POST", target: wire::EXCHANGE_PATH, content_type: wire::CONTENT_TYPE, body: &body };
    let nonce = Nonce::parse(&enrolled.nonce).unwrap();
    let headers = sign(&parts, &DeviceClaim { device: enrolled.device.0, incarnation: 1, nonce }, signer).unwrap();
    TransportRequest { path: wire::EXCHANGE_PATH.to_owned(), headers, body }
}
