//! A row of a kind's own file becomes a record of that kind, whichever kind it is.

use perisai_core::domain::kinds::ConsentAction;
use perisai_core::domain::record::FieldSpec;
use perisai_core::domain::{Registry, Rule};
use perisai_core::field::{ConsentInput, ConsentWithdrawal, FieldEdit, ReceiptInput};

use super::Row;
use super::day::{Phone, Stop, label_of, refuse, required, stop, text, word, words};
use super::labels::Labels;
use super::record_files::RecordFile;

/// Captures a row of a kind's file on its agent's phone.
pub fn record(phone: &Phone<'_>, file: RecordFile, row: &Row, labels: &mut Labels) -> Result<(), Stop> {
    let kind = file.kind();
    let label = row.get(kind.name);
    if label.is_some_and(|label| labels.find(phone.agent, kind.name, label).is_some()) {
        return Err(refuse(row, kind.name, Rule::LabelUnknown));
    }
    let record = match kind.name {
        "consent" => consent(phone, row, labels)?,
        "receipt" => money(phone, row, labels)?,
        _ => {
            let fields = fields(phone.agent, file, row, labels)?;
            phone.field.record_kind(kind.name, &fields).map_err(|error| stop(row, error))?.record
        }
    };
    if let Some(label) = label {
        labels.define(phone.agent, kind.name, label, record);
    }
    Ok(())
}

/// The fields of a row as the phone takes them: records by their ids, everything else as typed.
fn fields(agent: &str, file: RecordFile, row: &Row, labels: &Labels) -> Result<Vec<FieldEdit>, Stop> {
    let mut fields = Vec::new();
    for (column, field) in file.fields() {
        let Some(cell) = row.get(column) else { continue };
        let value = resolve(agent, field, cell, labels).ok_or_else(|| refuse(row, column, Rule::LabelUnknown))?;
        fields.push(FieldEdit { field: field.name.to_owned(), value: Some(value) });
    }
    Ok(fields)
}

/// A cell with its labels replaced by records; none where nothing carries one of them.
pub(super) fn resolve(agent: &str, field: &FieldSpec, cell: &str, labels: &Labels) -> Option<String> {
    if let Some(kind) = field.refers_to {
        return labels.find(agent, kind, cell).cloned();
    }
    match field.name {
        "evidence" => {
            let found: Option<Vec<_>> =
                cell.split(';').map(|element| of_any_kind(agent, element.trim(), labels)).collect();
            Some(found?.join(";"))
        }
        // A promise is told in words; what waits for an answer is a record.
        "about" => Some(of_any_kind(agent, cell, labels).unwrap_or_else(|| cell.to_owned())),
        _ => Some(cell.to_owned()),
    }
}

/// The record that `kind/label` means.
fn of_any_kind(agent: &str, text: &str, labels: &Labels) -> Option<String> {
    let (kind, label) = text.split_once('/')?;
    let kind = Registry::standard().kind(kind)?;
    labels.find(agent, kind.name, label).cloned()
}

/// A consent given or taken back, with what the phone knows of the earlier ones.
fn consent(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<String, Stop> {
    let worker = label_of(phone, row, "worker", labels)?;
    let (purposes, method) = (words(row, "purposes")?, word(row, "method")?);
    let (language, witness) = (word(row, "language")?, text(row, "witness"));
    let saved = match word(row, "action")? {
        ConsentAction::Grant => {
            phone.field.give_consent(&worker, &ConsentInput { purposes, method, language, witness, text_version: None })
        }
        ConsentAction::Withdraw => {
            let language = Some(language);
            phone.field.withdraw_consent(&ConsentWithdrawal {
                worker,
                purposes,
                method,
                language,
                witness,
                text_version: None,
            })
        }
    };
    Ok(saved.map_err(|error| stop(row, error))?.record)
}

/// Money for later months, with the next number of the phone.
fn money(phone: &Phone<'_>, row: &Row, labels: &Labels) -> Result<String, Stop> {
    let input = ReceiptInput {
        worker: label_of(phone, row, "worker", labels)?,
        registration: row.get("registration").map(|_| label_of(phone, row, "registration", labels)).transpose()?,
        rupiah: required(row, "rupiah")?.parse().map_err(|_| refuse(row, "rupiah", Rule::Number))?,
        contribution_months: row.list("contribution_months").into_iter().map(str::to_owned).collect(),
    };
    Ok(phone.field.receive_money(&input).map_err(|error| stop(row, error))?.receipt)
}
