use proptest::prelude::*;

use super::*;
use crate::sync::software_signer::SoftwareSigner;

/// The key `test-key-ed25519` of RFC 9421 appendix B.1.4.
fn rfc_signer() -> SoftwareSigner {
    let seed = STANDARD.decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=").unwrap();
    SoftwareSigner::from_seed(&seed.try_into().unwrap())
}

const REQUEST: RequestParts<'_> = RequestParts {
    method: "POST",
    target: "/v1/exchange",
    content_type: "application/json",
    body: br#"{"hello": "world"}"#,
};

fn device_claim() -> DeviceClaim {
    DeviceClaim {
        device: Uuid::from_u128(0x6f1d_8f9e_5c1b_4c8e_9d42_0c6a_5b7e_3f10),
        incarnation: 0x00c0_ffee_1234_5678,
        nonce: Nonce::parse("p3VxYQm7dT5rBz0kL9sWfA").unwrap(),
    }
}

type OwnedHeaders = Vec<(String, Vec<u8>)>;

fn signed() -> OwnedHeaders {
    owned(sign(&REQUEST, &device_claim(), &rfc_signer()).unwrap())
}

fn signed_enrolment() -> OwnedHeaders {
    owned(sign_enrolment(&REQUEST, &rfc_signer()).unwrap())
}

fn owned(headers: Vec<(String, String)>) -> OwnedHeaders {
    headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect()
}

fn borrowed(headers: &OwnedHeaders) -> impl Iterator<Item = (&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
}

fn check(
    headers: &OwnedHeaders,
    method: &str,
    target: &str,
    body: &[u8],
    key: &[u8; 32],
) -> Result<Authentic<DeviceClaim>, SignatureRefusal> {
    read_claim(borrowed(headers))?.verify(method, target, key)?.accept_body(body)
}

fn check_headers(headers: &OwnedHeaders) -> Result<Authentic<DeviceClaim>, SignatureRefusal> {
    check(headers, REQUEST.method, REQUEST.target, REQUEST.body, &rfc_signer().public_key())
}

fn check_enrolment(headers: &OwnedHeaders) -> Result<Authentic<EnrolmentClaim>, SignatureRefusal> {
    read_enrolment_claim(borrowed(headers))?.verify(REQUEST.method, REQUEST.target)?.accept_body(REQUEST.body)
}

/// The headers with one value rewritten as text. Panics if that changes nothing.
fn with(mut headers: OwnedHeaders, name: &str, change: impl Fn(&str) -> String) -> OwnedHeaders {
    let (_, value) = headers.iter_mut().find(|(header, _)| header == name).unwrap();
    let changed = change(std::str::from_utf8(value).unwrap()).into_bytes();
    assert_ne!(&changed, value, "the change has to change something");
    *value = changed;
    headers
}

fn replaced(name: &str, from: &str, to: &str) -> Result<Authentic<DeviceClaim>, SignatureRefusal> {
    check_headers(&with(signed(), name, |value| value.replacen(from, to, 1)))
}

#[test]
fn the_signature_base_and_signature_of_rfc_9421_b_2_6_come_out_as_printed() {
    let components = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let parameters = signature_parameters(&components, ";created=1618884473;keyid=\"test-key-ed25519\"");
    let base = signature_base(&components, &parameters);
    assert_eq!(
        base,
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
         \"@method\": POST\n\
         \"@path\": /foo\n\
         \"@authority\": example.com\n\
         \"content-type\": application/json\n\
         \"content-length\": 18\n\
         \"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
         ;created=1618884473;keyid=\"test-key-ed25519\""
    );
    assert_eq!(
        byte_sequence(&rfc_signer().sign(base.as_bytes()).unwrap()),
        ":wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
    );
}

#[test]
fn the_content_digests_of_rfc_9530_appendix_b_come_out_as_printed() {
    for (body, expected) in [
        (&b"{\"hello\": \"world\"}\n"[..], "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"),
        (b"", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
    ] {
        let headers = sign(&RequestParts { body, ..REQUEST }, &device_claim(), &rfc_signer()).unwrap();
        assert!(headers.contains(&(CONTENT_DIGEST.to_owned(), expected.to_owned())), "{expected}");
    }
}

#[test]
fn the_worked_examples_of_the_profile_page_are_what_is_signed() {
    let page = include_str!("../../../../docs/signature.md");
    for headers in [signed(), signed_enrolment()] {
        let lines: String =
            borrowed(&headers).map(|(name, value)| format!("{name}: {}\n", str::from_utf8(value).unwrap())).collect();
        assert!(page.contains(&format!("```\n{lines}```\n")), "the page lacks:\n{lines}");
    }
    let claim = device_claim();
    let digest = digest_value(&Sha256::digest(REQUEST.body).into());
    let components = components(&claim, REQUEST.method, REQUEST.target, &digest, REQUEST.content_type);
    let base = signature_base(&components, &signature_parameters(&components, &claim.parameters()));
    assert!(page.contains(&format!("```\n{base}\n```\n")), "the page lacks:\n{base}");
}

#[test]
fn a_signed_request_tells_who_sent_it_and_what_the_body_is() {
    let authentic = check_headers(&signed()).unwrap();
    assert_eq!(authentic, Authentic { claim: device_claim(), content_type: REQUEST.content_type.to_owned() });
}

#[test]
fn a_claim_names_the_device_before_anything_is_verified() {
    let forged = with(signed(), SIGNATURE, |_| format!("perisai={}", byte_sequence(&[0; 64])));
    let unverified = read_claim(borrowed(&forged)).unwrap();
    assert_eq!(unverified.claim(), &device_claim());
    assert_eq!(check_headers(&forged), Err(SignatureRefusal::Signature));
}

#[test]
fn an_enrolment_proves_the_key_that_it_carries() {
    let authentic = check_enrolment(&signed_enrolment()).unwrap();
    assert_eq!(authentic.claim.key, rfc_signer().public_key());
}

#[test]
fn an_enrolment_cannot_claim_a_key_of_somebody_else() {
    let other = SoftwareSigner::from_seed(&[3; 32]).public_key();
    let own = hex::encode(rfc_signer().public_key());
    let headers = with(signed_enrolment(), SIGNATURE_INPUT, |value| value.replace(&own, &hex::encode(other)));
    assert_eq!(check_enrolment(&headers), Err(SignatureRefusal::Signature));
}

#[test]
fn an_enrolment_cannot_stand_for_a_request_nor_a_request_for_an_enrolment() {
    assert_eq!(
        read_claim(borrowed(&signed_enrolment())).unwrap_err(),
        SignatureRefusal::Missing { header: "perisai-device" }
    );
    assert!(read_enrolment_claim(borrowed(&signed())).is_err());
    let mut named = signed_enrolment();
    named.push((DEVICE.to_owned(), device_claim().device.hyphenated().to_string().into_bytes()));
    assert_eq!(
        check_enrolment(&named),
        Err(SignatureRefusal::Malformed { header: "perisai-device" }),
        "a device that nothing vouches for"
    );
}

#[test]
fn header_names_count_in_any_case_and_other_headers_do_not_matter() {
    let mut headers: OwnedHeaders =
        signed().into_iter().map(|(name, value)| (name.to_ascii_uppercase(), value)).collect();
    headers.push(("x-forwarded-for".to_owned(), b"\xff".to_vec()));
    headers.reverse();
    assert!(check_headers(&headers).is_ok());
}

#[test]
fn another_method_path_body_or_key_is_refused() {
    let (headers, key) = (signed(), rfc_signer().public_key());
    let RequestParts { method, target, body, .. } = REQUEST;
    assert_eq!(check(&headers, "PUT", target, body, &key), Err(SignatureRefusal::Signature));
    assert_eq!(check(&headers, method, "/v1/enrol", body, &key), Err(SignatureRefusal::Signature));
    assert_eq!(check(&headers, method, target, b"", &key), Err(SignatureRefusal::Body));
    let other = SoftwareSigner::from_seed(&[3; 32]).public_key();
    assert_eq!(check(&headers, method, target, body, &other), Err(SignatureRefusal::Signature));
}

#[test]
fn a_target_that_the_path_component_does_not_cover_is_refused() {
    let key = rfc_signer().public_key();
    for target in [
        "/v1/exchange?as=admin",
        "/v1/exchange?",
        "/v1/%65xchange",
        "/v1//exchange",
        "/v1/./exchange",
        "/v1/x/../exchange",
        "/v1/exchange/",
        "v1/exchange",
        "https://branch.example/v1/exchange",
        "*",
        "/",
        "",
    ] {
        let refused = check(&signed(), "POST", target, REQUEST.body, &key);
        assert_eq!(refused, Err(SignatureRefusal::Target), "{target}");
    }
}

#[test]
fn a_header_that_is_absent_is_named() {
    for name in HEADERS {
        let headers = signed().into_iter().filter(|(header, _)| header != name).collect();
        assert_eq!(check_headers(&headers), Err(SignatureRefusal::Missing { header: name }));
    }
}

#[test]
fn a_header_that_is_repeated_is_refused_even_with_the_same_value() {
    for name in HEADERS {
        let mut headers = signed();
        let again = headers.iter().find(|(header, _)| header == name).unwrap().clone();
        headers.push(again);
        assert_eq!(check_headers(&headers), Err(SignatureRefusal::Malformed { header: name }));
    }
}

#[test]
fn a_header_past_its_limit_is_refused() {
    for name in HEADERS {
        let headers = with(signed(), name, |_| "a".repeat(HEADER_BYTES_MAX + 1));
        assert_eq!(check_headers(&headers), Err(SignatureRefusal::Malformed { header: name }));
    }
}

#[test]
fn signature_inputs_outside_the_profile_are_refused() {
    for (what, from, to) in [
        ("a component less", " \"content-type\"", ""),
        ("the digest left out", " \"content-digest\"", ""),
        ("a component more", " \"content-type\"", " \"content-type\" \"host\""),
        ("a component twice", " \"content-type\"", " \"content-type\" \"content-type\""),
        ("another order", "\"@method\" \"@path\"", "\"@path\" \"@method\""),
        ("a component parameter", "\"content-type\"", "\"content-type\";bs"),
        ("a creation time", ";tag=", ";created=1618884473;tag="),
        ("an expiry", ";tag=", ";expires=1618884473;tag="),
        ("an unknown parameter", ";tag=", ";x=\"y\";tag="),
        ("a repeated parameter", ";alg=", ";nonce=\"other\";alg="),
        ("another algorithm", "\"ed25519\"", "\"hmac-sha256\""),
        ("no algorithm", ";alg=\"ed25519\"", ""),
        ("another tag", "perisai-v1", "perisai-v2"),
        ("another label", "perisai=", "sig1="),
        ("a second signature", "perisai=", "sig1=();keyid=\"x\", perisai="),
        ("a signature after it", "perisai-v1\"", "perisai-v1\", sig1=();keyid=\"x\""),
        ("white space", "\"@method\" ", "\"@method\"  "),
        ("another key than the device's", "keyid=\"6", "keyid=\"7"),
        ("an empty nonce", "p3VxYQm7dT5rBz0kL9sWfA", ""),
        ("a nonce with an escape", "p3VxYQm7dT5rBz0kL9sWfA", "p3\\\\x"),
    ] {
        let refused = replaced(SIGNATURE_INPUT, from, to);
        assert_eq!(refused, Err(SignatureRefusal::Malformed { header: SIGNATURE_INPUT }), "{what}");
    }
}

#[test]
fn a_value_has_one_spelling() {
    for (name, from, to) in [
        (DEVICE, "-", ""),
        (DEVICE, "6f1d", "6F1D"),
        (INCARNATION, "00c0", "c0"),
        (INCARNATION, "00c0", "+0c0"),
        (INCARNATION, "c0ff", "C0FF"),
        (CONTENT_DIGEST, "sha-256", "SHA-256"),
        (CONTENT_DIGEST, "sha-256", "sha-512"),
        (CONTENT_DIGEST, "BPE=:", "BPF=:"),
        (CONTENT_DIGEST, "BPE=:", "BPE:"),
        (CONTENT_DIGEST, "BPE=:", "BPE=:, sha-256=:AAAA:"),
        (CONTENT_TYPE, "application", " application"),
        (CONTENT_TYPE, "application", "application\u{e9}"),
        (SIGNATURE, "==:", ":"),
        (SIGNATURE, "perisai=:", "perisai=::"),
        (SIGNATURE, "perisai=", "sig1=:AAAA:, perisai="),
    ] {
        assert_eq!(replaced(name, from, to), Err(SignatureRefusal::Malformed { header: name }), "{name} {from} {to}");
    }
}

#[test]
fn another_device_or_incarnation_is_refused_although_it_is_well_spelled() {
    assert_eq!(replaced(INCARNATION, "c0ffee", "c0ffef"), Err(SignatureRefusal::Signature));
    assert_eq!(
        replaced(DEVICE, "6f1d", "6f1e"),
        Err(SignatureRefusal::Malformed { header: SIGNATURE_INPUT }),
        "the key is named after the device"
    );
    let both = with(signed(), DEVICE, |value| value.replace("6f1d", "6f1e"));
    let both = with(both, SIGNATURE_INPUT, |value| value.replace("6f1d", "6f1e"));
    assert_eq!(check_headers(&both), Err(SignatureRefusal::Signature));
}

/// Adding the group's order to the scalar gives a second signature that a lax verifier takes (RFC 8032 section 5.1.7).
#[test]
fn a_signature_has_one_form() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let malleated = with(signed(), SIGNATURE, |value| {
        let mut signature: [u8; 64] = bytes_of(value.strip_prefix(LABELLED).unwrap()).unwrap();
        let mut carry = 0;
        for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            [*byte, _] = sum.to_le_bytes();
            carry = sum >> 8;
        }
        assert_eq!(carry, 0);
        format!("{LABELLED}{}", byte_sequence(&signature))
    });
    assert_eq!(check_headers(&malleated), Err(SignatureRefusal::Signature));
}

/// Under the neutral element as key, the neutral element with a zero scalar "signs" every message.
#[test]
fn a_key_that_fits_every_message_proves_nothing() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    assert!(VerifyingKey::from_bytes(&neutral).unwrap().verify_lax(b"anything", &signature), "the attack is real");

    let own = hex::encode(rfc_signer().public_key());
    let headers = with(signed_enrolment(), SIGNATURE_INPUT, |value| value.replace(&own, &hex::encode(neutral)));
    let headers = with(headers, SIGNATURE, |_| format!("{LABELLED}{}", byte_sequence(&signature)));
    assert_eq!(check_enrolment(&headers), Err(SignatureRefusal::Signature));
}

trait VerifyLax {
    fn verify_lax(&self, message: &[u8], signature: &[u8; 64]) -> bool;
}

impl VerifyLax for VerifyingKey {
    fn verify_lax(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        ed25519_dalek::Verifier::verify(self, message, &Signature::from_bytes(signature)).is_ok()
    }
}

#[test]
fn a_signer_whose_key_is_locked_says_so() {
    struct Locked;
    impl Signer for Locked {
        fn public_key(&self) -> [u8; 32] {
            [0; 32]
        }
        fn sign(&self, _: &[u8]) -> Result<[u8; 64], SignError> {
            Err(SignError)
        }
    }
    assert_eq!(sign(&REQUEST, &device_claim(), &Locked), Err(SignError));
}

#[test]
fn a_nonce_is_short_and_plain() {
    for text in ["a", "-_09AZaz", &"x".repeat(NONCE_CHARS_MAX)] {
        assert_eq!(Nonce::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "a b", "a\"b", "a\n", "é", "a=", &"x".repeat(NONCE_CHARS_MAX + 1)] {
        assert_eq!(Nonce::parse(text), None, "{text}");
    }
}

#[test]
fn the_longest_request_that_can_be_signed_is_within_the_limits_of_the_reader() {
    let request = RequestParts {
        target: &format!("/{}", "a".repeat(TARGET_BYTES_MAX - 1)),
        content_type: &"t".repeat(CONTENT_TYPE_BYTES_MAX),
        ..REQUEST
    };
    let claim = DeviceClaim { nonce: Nonce::parse(&"n".repeat(NONCE_CHARS_MAX)).unwrap(), ..device_claim() };
    let headers = owned(sign(&request, &claim, &rfc_signer()).unwrap());
    let key = rfc_signer().public_key();
    assert_eq!(check(&headers, request.method, request.target, request.body, &key).unwrap().claim, claim);
}

/// A change to a list of bytes: at a place, counted modulo its length.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(usize, u8),
    Insert(usize, u8),
    Remove(usize),
    Truncate(usize),
    Append(Vec<u8>),
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: usize| at % bytes.len().max(1);
        match self {
            Self::Flip(at, mask) if !bytes.is_empty() => {
                let at = place(*at);
                bytes[at] ^= mask;
            }
            Self::Insert(at, byte) => bytes.insert(place(*at), *byte),
            Self::Remove(at) if !bytes.is_empty() => drop(bytes.remove(place(*at))),
            Self::Truncate(at) => bytes.truncate(place(*at)),
            Self::Append(more) => bytes.extend(more),
            Self::Flip(..) | Self::Remove(_) => {}
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => (any::<usize>(), 1..=u8::MAX).prop_map(|(at, mask)| Mutation::Flip(at, mask)),
        2 => (any::<usize>(), prop_oneof![b' '..=b'~', any::<u8>()]).prop_map(|(at, byte)| Mutation::Insert(at, byte)),
        1 => any::<usize>().prop_map(Mutation::Remove),
        1 => any::<usize>().prop_map(Mutation::Truncate),
        1 => proptest::collection::vec(any::<u8>(), 1..8).prop_map(Mutation::Append),
    ]
}

fn claims() -> impl Strategy<Value = DeviceClaim> {
    (any::<u128>(), any::<u64>(), "[A-Za-z0-9_-]{1,64}").prop_map(|(device, incarnation, nonce)| DeviceClaim {
        device: Uuid::from_u128(device),
        incarnation,
        nonce: Nonce::parse(&nonce).unwrap(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn every_claim_and_body_survives_the_round_trip(
        claim in claims(),
        seed in any::<[u8; 32]>(),
        target in "(/[a-z0-9_~-]{1,12}){1,5}",
        content_type in "[a-z]{1,10}/[a-z0-9.+-]{1,20}(; [a-z]{1,5}=[a-z0-9]{1,5})?",
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let signer = SoftwareSigner::from_seed(&seed);
        let request = RequestParts { method: "POST", target: &target, content_type: &content_type, body: &body };
        let headers = owned(sign(&request, &claim, &signer).unwrap());
        let authentic = check(&headers, "POST", &target, &body, &signer.public_key()).unwrap();
        prop_assert_eq!(authentic, Authentic { claim, content_type: content_type.clone() });

        let headers = owned(sign_enrolment(&request, &signer).unwrap());
        let head = read_enrolment_claim(borrowed(&headers)).unwrap().verify("POST", &target).unwrap();
        prop_assert_eq!(head.accept_body(&body).unwrap().claim.key, signer.public_key());
    }

    #[test]
    fn a_request_changed_in_any_header_or_in_its_body_is_refused(
        which in 0..=HEADERS.len(),
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        let (mut headers, mut body) = (signed(), REQUEST.body.to_vec());
        let changed = headers.get_mut(which).map_or(&mut body, |(_, value)| value);
        for mutation in &mutations {
            mutation.apply(changed);
        }
        prop_assume!(headers != signed() || body != REQUEST.body);
        let key = rfc_signer().public_key();
        prop_assert!(check(&headers, REQUEST.method, REQUEST.target, &body, &key).is_err());
    }

    #[test]
    fn an_enrolment_changed_in_any_header_is_refused(
        which in 0..HEADERS.len() - 2,
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        let mut headers = signed_enrolment();
        for mutation in &mutations {
            mutation.apply(&mut headers[which].1);
        }
        prop_assume!(headers != signed_enrolment());
        prop_assert!(check_enrolment(&headers).is_err());
    }

    #[test]
    fn headers_of_any_bytes_are_refused_without_a_panic(
        values in proptest::collection::vec((0..HEADERS.len(), proptest::collection::vec(any::<u8>(), 0..600)), 0..8),
        method in ".{0,20}",
        target in ".{0,300}",
    ) {
        let headers: OwnedHeaders =
            values.into_iter().map(|(which, value)| (HEADERS[which].to_owned(), value)).collect();
        prop_assert!(check_headers(&headers).is_err());
        prop_assert!(check_enrolment(&headers).is_err());
        prop_assert!(check(&signed(), &method, &target, REQUEST.body, &rfc_signer().public_key()).is_err());
    }
}
