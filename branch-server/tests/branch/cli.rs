//! The program itself, as a clerk and a phone meet it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use crate::program::{Folder, Server, acting, answer_of, begun};
use crate::support::refusal;
use perisai_core::ports::TransportRequest;
use perisai_core::sync::software_signer::SoftwareSigner;
use perisai_core::sync::wire::{self, EnrolResponse, RefusalCode};

/// Enrols a phone over the network and answers what it learns.
fn enrol(folder: &Folder, server: &Server, signer: &SoftwareSigner) -> EnrolResponse {
    use perisai_core::ports::Signer;
    use perisai_core::sync::signature::{RequestParts, sign_enrolment};
    let code = folder.done(&acting(&["enrol-code", "A01"])).trim().to_owned();
    let public_key = hex::encode(signer.public_key());
    let body = wire::pack(&wire::EnrolRequest {
        protocol: wire::PROTOCOL,
        code,
        public_key,
        device: None,
        recovery_key: None,
    });
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
fn a_supervisor_shows_a_phone_what_it_scans() {
    let folder = begun("invitation");
    let shown = folder.done(&acting(&["enrol-code", "A01", "--qr", "--address", "https://semarang.example"]));
    let mut lines = shown.lines();
    let code = lines.next().unwrap();
    assert_eq!(code.len(), 32);
    let invitation = format!("perisai:enrol?agent=A01&branch=https%3A%2F%2Fsemarang.example&code={code}");
    assert_eq!(lines.next(), Some(invitation.as_str()));
    assert!(lines.count() > 15, "the drawing");
    for wrong in ["http://semarang.example", "https://", "https://a b"] {
        assert_eq!(folder.fails(&acting(&["enrol-code", "A01", "--address", wrong])).0, Some(2), "{wrong}");
    }
    assert_eq!(folder.fails(&acting(&["enrol-code", "A01", "--qr"])).0, Some(2), "a drawing needs the address");
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
