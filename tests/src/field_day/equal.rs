//! Whether a device shows what the branch has, within its agent's scope. The scope is worked out here from what the
//! branch exports, in code that only tests use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use perisai_core::domain::Registry;
use perisai_core::domain::record::Follows;
use perisai_core::{Field, FieldError};
use serde_json::Value;

use super::office::{Office, OfficeError};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

/// Records by kind and id, each with its fields as text.
pub type Records = BTreeMap<(String, String), BTreeMap<String, String>>;

/// What a branch exports, all of it.
pub fn export_all(office: &Office) -> Result<Records, OfficeError> {
    let mut records = Records::new();
    for kind in REGISTRY.kinds() {
        let text = office.run(&["export", kind.name, "--format", "jsonl"])?;
        for line in text.lines() {
            let unexpected = || OfficeError::Unexpected { command: format!("export {}", kind.name) };
            let row: BTreeMap<String, Value> = serde_json::from_str(line).map_err(|_| unexpected())?;
            let mut fields: BTreeMap<String, String> =
                row.into_iter().map(|(name, value)| (name, plain(&value))).collect();
            let id = fields.remove("id").ok_or_else(unexpected)?;
            fields.retain(|_, value| !value.is_empty());
            records.insert((kind.name.to_owned(), id), fields);
        }
    }
    Ok(records)
}

/// What a device shows, all of it, with the records that its own agent made.
pub fn shown_by(field: &Field) -> Result<(Records, BTreeSet<String>), FieldError> {
    let mut records = Records::new();
    let mut own = BTreeSet::new();
    for kind in REGISTRY.kinds() {
        let mut from: Option<String> = None;
        loop {
            let lines = field.records(kind.name, from.as_deref(), 200)?;
            let Some(last) = lines.last() else { break };
            from = Some(last.record.clone());
            for line in lines {
                if line.author == field.agent().as_str() {
                    own.insert(line.record.clone());
                }
                let fields = line.fields.into_iter().map(|field| (field.field, dotted(&field.value))).collect();
                records.insert((line.kind, line.record), fields);
            }
        }
    }
    Ok((records, own))
}

/// The records that differ between a device and the branch, within the device's scope.
pub fn differences(scope: &Scope<'_>, device: &Records) -> Vec<(String, String)> {
    let keys: BTreeSet<&(String, String)> = scope.branch.keys().chain(device.keys()).collect();
    keys.into_iter()
        .filter(|key| {
            let (known, shown) = (scope.branch.get(*key), device.get(*key));
            match known {
                Some(fields) if scope.holds(key, fields) => shown != known,
                // Whether an edit reached the branch before its worker moved away decides whether its author keeps
                // a copy. If there is one, it says what the branch says.
                Some(fields) if scope.may_hold(key, fields) => shown.is_some() && shown != known,
                _ => shown.is_some(),
            }
        })
        .cloned()
        .collect()
}

/// What a device must show of what a branch has.
#[derive(Debug)]
pub struct Scope<'a> {
    /// What the branch has.
    pub branch: &'a Records,
    /// The records that the device's agent made.
    pub own: &'a BTreeSet<String>,
    /// The workers that the agent captured something about.
    pub touched: &'a BTreeSet<String>,
    /// The agent.
    pub agent: &'a str,
    /// The agent's villages.
    pub villages: &'a BTreeSet<String>,
}

impl Scope<'_> {
    /// Whether a device of this agent must show a record.
    fn holds(&self, (kind, id): &(String, String), fields: &BTreeMap<String, String>) -> bool {
        let follows = REGISTRY.kind(kind).map(|kind| kind.follows);
        self.own.contains(id) || follows.is_some_and(|follows| self.receives(follows, fields))
    }

    fn receives(&self, follows: Follows, fields: &BTreeMap<String, String>) -> bool {
        let text = |field: &str| fields.get(field).map(String::as_str);
        match follows {
            Follows::Branch | Follows::Reference => true,
            Follows::Agent(field) => text(field) == Some(self.agent),
            Follows::Village(field) => text(field).is_none_or(|village| self.is_mine(village)),
            Follows::Worker(field) => text(field).is_some_and(|worker| self.holds_record(worker)),
            Follows::Records(field) => {
                text(field).unwrap_or_default().split(';').any(|record| self.holds_record(record))
            }
            Follows::First(choices) => {
                let chosen = choices.iter().find(|choice| field_of(choice).is_none_or(|field| text(field).is_some()));
                chosen.is_none_or(|choice| self.receives(*choice, fields))
            }
        }
    }

    /// Whether a device of this agent may show a copy of a record that lies outside the agent's villages.
    fn may_hold(&self, key: &(String, String), fields: &BTreeMap<String, String>) -> bool {
        let about = fields.get("worker").into_iter().chain(fields.get("records"));
        std::iter::once(&key.1)
            .chain(about)
            .flat_map(|records| records.split(';'))
            .any(|record| self.touched.contains(record))
    }

    fn holds_record(&self, id: &str) -> bool {
        REGISTRY.kinds().iter().any(|kind| {
            let key = (kind.name.to_owned(), id.to_owned());
            self.branch.get(&key).is_some_and(|fields| self.holds(&key, fields))
        })
    }

    fn is_mine(&self, village: &str) -> bool {
        self.villages.contains(village)
    }
}

/// The field by which a choice is made; none where it needs none.
const fn field_of(follows: &Follows) -> Option<&'static str> {
    match follows {
        Follows::Village(field) | Follows::Worker(field) | Follows::Agent(field) | Follows::Records(field) => {
            Some(field)
        }
        Follows::Branch | Follows::Reference | Follows::First(_) => None,
    }
}

/// A value as a device shows it: lists separated by `;`, parts as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => dotted(text),
        Value::Array(elements) => elements.iter().map(plain).collect::<Vec<_>>().join(";"),
        other => dotted(&other.to_string()),
    }
}

/// Villages are dotted in exports and plain on devices: both are read dotted.
fn dotted(text: &str) -> String {
    if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{}.{}.{}.{}", &text[..2], &text[2..4], &text[4..6], &text[6..]);
    }
    text.to_owned()
}
