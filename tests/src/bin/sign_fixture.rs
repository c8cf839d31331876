//! Writes signed requests as JSON, for implementations in other languages to verify. The keys and values
//! are made from counters: there is nothing to keep secret, and two runs write the same.

use std::error::Error;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use perisai_core::ports::Signer;
use perisai_core::sync::signature::{DeviceClaim, NONCE_CHARS_MAX, Nonce, RequestParts, sign, sign_enrolment};
use perisai_core::sync::software_signer::SoftwareSigner;
use serde_json::{Value, json};
use uuid::Uuid;

fn main() -> Result<(), Box<dyn Error>> {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let long_nonce = "n".repeat(NONCE_CHARS_MAX);
    let claim = |number: u128, incarnation: u64, nonce: &str| {
        let nonce = Nonce::parse(nonce).ok_or("a nonce outside the profile")?;
        Ok::<_, Box<dyn Error>>(DeviceClaim { device: Uuid::from_u128(number), incarnation, nonce })
    };
    let exchange =
        RequestParts { method: "POST", target: "/v1/exchange", content_type: "application/octet-stream", body: b"" };
    let binary = RequestParts { body: &every_byte, ..exchange };
    let text = RequestParts {
        target: "/v1/a-b/c.d/_~",
        content_type: "application/json; charset=utf-8",
        body: "{\"tempat\": \"Pasar Johar\"}\r\n".as_bytes(),
        ..exchange
    };
    let upload = RequestParts { method: "PATCH", target: "/v1/files/1", ..binary };

    let cases = [
        case("a request with every byte in its body", 1, &binary, Some(&claim(1, 0x00c0_ffee_1234_5678, "a-_09Z")?))?,
        case("a request without a body", 2, &exchange, Some(&claim(u128::MAX, 0, "0")?))?,
        case("a text body and the longest nonce", 3, &text, Some(&claim(7 << 70, u64::MAX, &long_nonce)?))?,
        case("another method", 4, &upload, Some(&claim(0, 1, "x")?))?,
        case("an enrolment", 5, &RequestParts { target: "/v1/enrol", ..text }, None)?,
        case("an enrolment without a body", 6, &RequestParts { target: "/v1/enrol", ..exchange }, None)?,
    ];
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &cases)?;
    writeln!(out)?;
    Ok(())
}

/// One signed request and what an independent signer needs to make the same; without a claim, an enrolment.
fn case(
    name: &str,
    seed: u8,
    request: &RequestParts<'_>,
    claim: Option<&DeviceClaim>,
) -> Result<Value, Box<dyn Error>> {
    let seed = [seed; 32];
    let signer = SoftwareSigner::from_seed(&seed);
    let headers = match claim {
        Some(claim) => sign(request, claim, &signer)?,
        None => sign_enrolment(request, &signer)?,
    };
    Ok(json!({
        "name": name,
        "seed": hex::encode(seed),
        "public_key": hex::encode(signer.public_key()),
        "method": request.method,
        "path": request.target,
        "content_type": request.content_type,
        "body": STANDARD.encode(request.body),
        "device": claim.map(|claim| claim.device.to_string()),
        "incarnation": claim.map(|claim| claim.incarnation.to_string()),
        "nonce": claim.map(|claim| claim.nonce.as_str()),
        "headers": headers,
    }))
}
