use super::*;
use crate::ports::IdSource;

/// Bytes that follow from a number, each draw other ones.
struct Counted(std::sync::atomic::AtomicU64);

impl Counted {
    fn from(number: u64) -> Self {
        Self((number << 32).into())
    }
}

impl IdSource for Counted {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let draw = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            chunk.copy_from_slice(&Sha256::digest(draw.to_be_bytes())[..chunk.len()]);
        }
    }
}

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

struct Case {
    branch: RecoveryKey,
    secrets: DeviceSecrets,
    answer_key: AnswerKey,
    request: RecoveryRequest,
}

fn case(number: u64) -> Case {
    let ids = Counted::from(number);
    let (branch, secrets) = (RecoveryKey::draw(&ids), DeviceSecrets::draw(&ids));
    let sealed = secrets.seal(DEVICE, &branch.public(), &ids).unwrap();
    let answer_key = AnswerKey::derive(&[9; 32], &[1; 16]);
    let request = RecoveryRequest::new(DEVICE, branch.public().id(), sealed, &answer_key, &secrets.request_key());
    Case { branch, secrets, answer_key, request }
}

impl Case {
    fn answer(&self) -> String {
        RecoveryKey::answer(&self.request, &self.branch.open(&self.request).unwrap(), &Counted::from(99)).unwrap()
    }

    fn read(&self, answer: &str) -> Option<DeviceSecrets> {
        self.answer_key.read(answer, &self.request, &self.secrets.request_key())
    }
}

#[test]
fn a_phone_that_asks_gets_its_own_secrets_back() {
    let case = case(1);
    let arrived = RecoveryRequest::from_text(&case.request.to_text()).unwrap();
    assert!(arrived == case.request && arrived.device() == DEVICE);
    assert!(case.branch.open(&arrived).unwrap() == case.secrets);
    assert!(case.read(&case.answer()).unwrap() == case.secrets);
}

#[test]
fn the_texts_are_short_letters_and_digits_and_survive_what_a_messenger_does_to_them() {
    let case = case(1);
    for text in [case.request.to_text(), case.answer()] {
        assert!(text.len() <= 300, "{}", text.len());
        assert!(text.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()));
    }
    let broken: String = case
        .request
        .to_text()
        .to_lowercase()
        .as_bytes()
        .chunks(20)
        .fold(String::new(), |text, line| text + " " + std::str::from_utf8(line).unwrap() + "-\r\n\u{200b}");
    assert!(RecoveryRequest::from_text(&broken).unwrap() == case.request);
}

#[test]
fn a_request_that_was_cut_or_bent_anywhere_is_not_opened() {
    let case = case(1);
    let text = case.request.to_text();
    for at in 0..text.len() {
        assert!(RecoveryRequest::from_text(&text[..at]).is_none(), "cut at {at}");
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let bent = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        let opened = RecoveryRequest::from_text(&bent).and_then(|request| case.branch.open(&request));
        assert!(opened.is_none(), "letter {at}");
    }
    for nonsense in ["", "1", "ÄÖÜ", "PERISAI", &"A".repeat(TEXT_BYTES_MAX + 1), &case.answer()] {
        assert!(RecoveryRequest::from_text(nonsense).is_none());
    }
}

#[test]
fn who_is_in_between_cannot_have_the_answer_sent_to_another_key() {
    let case = case(1);
    let theirs = AnswerKey::derive(&[6; 32], &[6; 16]);
    let swapped = RecoveryRequest { answer_to: Kem::sk_to_pk(&theirs.0).to_bytes().into(), ..case.request.clone() };
    assert!(case.branch.open(&swapped).is_none());
    // Even a branch that did not look: the answer is not theirs to read.
    let answer = RecoveryKey::answer(&swapped, &case.secrets, &Counted::from(5)).unwrap();
    assert!(theirs.read(&answer, &swapped, &RequestKey([0; 32])).is_none());
}

#[test]
fn what_one_device_sealed_is_no_other_devices() {
    let case = case(1);
    let other = DeviceId(Uuid::from_u128(8));
    let key = case.secrets.request_key();
    let claimed = RecoveryRequest::new(other, case.request.sealed_to, case.request.sealed, &case.answer_key, &key);
    assert!(case.branch.open(&claimed).is_none());
    assert!(self::case(2).branch.open(&case.request).is_none(), "another branch's key");
}

#[test]
fn an_answer_that_was_cut_or_bent_anywhere_or_answers_another_request_is_not_read() {
    let case = case(1);
    let text = case.answer();
    for at in 0..text.len() {
        assert!(case.read(&text[..at]).is_none(), "cut at {at}");
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        assert!(case.read(&format!("{}{other}{}", &text[..at], &text[at + 1..])).is_none(), "letter {at}");
    }
    let key = case.secrets.request_key();
    let next_key = AnswerKey::derive(&[9; 32], &[2; 16]);
    let next = RecoveryRequest::new(DEVICE, case.request.sealed_to, case.request.sealed, &next_key, &key);
    assert!(next_key.read(&text, &next, &key).is_none());
    assert!(case.answer_key.read(&text, &next, &key).is_none());
    assert!(case.read(&case.request.to_text()).is_none(), "the request itself");
}

#[test]
fn an_answer_with_other_secrets_is_not_taken() {
    let case = case(1);
    let theirs = DeviceSecrets::draw(&Counted::from(3));
    assert!(case.read(&RecoveryKey::answer(&case.request, &theirs, &Counted::from(4)).unwrap()).is_none());
}

#[test]
fn a_branchs_key_is_kept_and_read_again_and_a_point_of_small_order_is_none() {
    let case = case(1);
    let again = RecoveryKey::from_bytes(&case.branch.to_bytes());
    assert_eq!(again.public(), case.branch.public());
    assert!(case.secrets.seal(DEVICE, &RecoveryPublicKey([0; 32]), &Counted::from(1)).is_none());
    let to_nobody = RecoveryRequest { answer_to: [0; 32], ..case.request.clone() };
    assert!(RecoveryKey::answer(&to_nobody, &case.secrets, &Counted::from(1)).is_none());
}

#[test]
fn no_secret_is_printed() {
    let case = case(1);
    let printed = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        case.secrets,
        case.branch,
        case.answer_key,
        case.request,
        case.request.sealed,
        case.secrets.request_key()
    );
    assert_eq!(
        printed,
        "DeviceSecrets { .. } RecoveryKey { .. } AnswerKey { .. } \
         RecoveryRequest of 00000000-0000-0000-0000-000000000007 Sealed { .. } RequestKey { .. }"
    );
}
