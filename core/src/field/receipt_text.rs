//! What a worker gets in hand for money entrusted: a text to print, to send or to copy out.

use rusqlite::Connection;

use super::Field;
use super::capture::record_id;
use super::consents_given::{consents_of, language_agreed_in};
use super::known_worker::is_for;
use super::lists::{list_on, own_zone};
use super::views::plain;
use crate::domain::cash_policy::CashPolicy;
use crate::domain::kinds::{Agent, Receipt, Registration, Worker};
use crate::domain::reference::InForce;
use crate::domain::words::Language;
use crate::domain::{AgentId, Record, Value, in_words};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records::{self, Row};
use crate::store::{meta, queries};

/// A receipt in words.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct ReceiptText {
    /// The receipt.
    pub receipt: String,
    /// Its number.
    pub number: String,
    /// How much, whole rupiah.
    pub rupiah: i64,
    /// The whole text, ready to share. It holds the worker's name and no NIK, and says that cover is not confirmed yet.
    pub text: String,
}

prints_name_only!(ReceiptText);

impl Field {
    /// The text of a receipt to share with the worker, by the receipt or by the registration that it was given for, with
    /// the sentence of the cash policy that held on its day: in a language, or else in the one in which the worker agreed
    /// last, which is Indonesian where nothing of that is on this device.
    ///
    /// # Errors
    /// [`FieldError::NotFound`] where there is no such receipt on this device.
    pub fn receipt_text(&self, record: &str, language: Option<Language>) -> Result<ReceiptText, FieldError> {
        let record = record_id(record)?;
        self.read(|store| {
            let connection = store.connection();
            let row = match records::shown(connection, Receipt::KIND, record)? {
                Some(receipt) => receipt,
                None => {
                    let registration = records::shown(connection, Registration::KIND, record)?;
                    let worker = registration.ok_or(FieldError::NotFound)?.read::<Registration>()?.worker;
                    let receipts = queries::referring(connection, Receipt::KIND, "worker", worker.0)?;
                    receipts.into_iter().rfind(|receipt| is_for(receipt, record)).ok_or(FieldError::NotFound)?
                }
            };
            written(connection, &row, language)
        })
    }
}

fn written(connection: &Connection, row: &Row, language: Option<Language>) -> Result<ReceiptText, FieldError> {
    let receipt: Receipt = row.read()?;
    let language = match language {
        Some(language) => language,
        None => language_agreed_in(&consents_of(connection, receipt.worker.0)?),
    };
    let worker = records::shown(connection, Worker::KIND, receipt.worker.0)?;
    let worker = worker.and_then(|worker| worker.document.get("name").map(plain)).unwrap_or_default();
    let day = own_zone(connection)?.date_of(row.created_ms);
    let policy: InForce<CashPolicy> = match day {
        Some(day) => list_on(connection, day)?,
        None => InForce::Shipped(CashPolicy::shipped()),
    };
    let branch = meta::text(connection, "branch")?.unwrap_or_default();
    let words = words_of(language);
    let values = [
        (words.number, receipt.number.clone()),
        (words.from, worker),
        (words.amount, in_words::rupiah(receipt.rupiah)),
        (words.months, in_words::months(&receipt.contribution_months, language)),
        (words.holder, agent_name(connection, &receipt.holder)?),
        (words.branch, branch),
        (words.day, day.map(in_words::day).unwrap_or_default()),
    ];
    let lines = values.iter().filter(|(_, value)| !value.is_empty()).map(|(word, value)| format!("{word}: {value}"));
    let lines: Vec<String> = lines.collect();
    let printed = policy.printed.in_language(language);
    Ok(ReceiptText {
        receipt: row.record.to_string(),
        number: receipt.number,
        rupiah: receipt.rupiah.0,
        text: format!("{}\n\n{}\n\n{printed}\n", words.title, lines.join("\n")),
    })
}

/// The agent's name with the badge, which the branch asks for; the badge alone where no name has reached this phone.
fn agent_name(connection: &Connection, agent: &AgentId) -> Result<String, FieldError> {
    let badge = [("badge".to_owned(), Value::from(agent.as_str()))].into_iter().collect();
    let row = match Agent::KIND.derived_id(&badge) {
        Some(record) => records::shown(connection, Agent::KIND, record)?,
        None => None,
    };
    let name = row.and_then(|row| row.document.get("name").map(plain)).filter(|name| !name.is_empty());
    Ok(name.map_or_else(|| agent.to_string(), |name| format!("{name} ({agent})")))
}

struct Words {
    title: &'static str,
    number: &'static str,
    from: &'static str,
    amount: &'static str,
    months: &'static str,
    holder: &'static str,
    branch: &'static str,
    day: &'static str,
}

/// The Javanese has not been reviewed by a speaker.
const fn words_of(language: Language) -> Words {
    match language {
        Language::Indonesian => Words {
            title: "TANDA TERIMA TITIPAN IURAN",
            number: "Nomor",
            from: "Titipan dari",
            amount: "Jumlah",
            months: "Untuk iuran",
            holder: "Diterima oleh",
            branch: "Kantor cabang",
            day: "Tanggal",
        },
        Language::Javanese => Words {
            title: "TANDHA TAMPI TITIPAN IURAN",
            number: "Nomer",
            from: "Titipan saking",
            amount: "Cacahipun",
            months: "Kangge iuran",
            holder: "Katampi dening",
            branch: "Kantor cabang",
            day: "Tanggal",
        },
    }
}
