//! Sets: adds and removes merge per element, and a remove counts only against the adds its author saw.

use std::collections::BTreeMap;

use super::{Lost, Merged, put};
use crate::domain::{ChangeId, Value};

/// The elements of a set's value as text.
pub(super) fn elements(value: &Value) -> Vec<String> {
    value.elements().iter().filter_map(Value::as_text).map(str::to_owned).collect()
}

pub(super) fn apply(
    merged: &mut Merged,
    field: &str,
    add: &[String],
    remove: &BTreeMap<String, Vec<ChangeId>>,
    change: ChangeId,
) {
    let mut present = merged.document.get(field).map(elements).unwrap_or_default();
    let mut lost = Vec::new();

    for (element, seen) in remove {
        let tombs = merged.writers.removed.entry(field.to_owned()).or_default().entry(element.clone()).or_default();
        tombs.extend(seen.iter().filter(|add| !tombs.contains(add)).copied().collect::<Vec<_>>());
        let Some(at) = present.iter().position(|held| held == element) else { continue };
        let remaining: Vec<ChangeId> =
            merged.writers.of_element(field, element).iter().filter(|add| !seen.contains(add)).copied().collect();
        let writers = merged.writers.elements.entry(field.to_owned()).or_default();
        if remaining.is_empty() {
            present.remove(at);
            writers.remove(element);
        } else {
            writers.insert(element.clone(), remaining);
            lost.push(element.clone());
        }
    }

    for element in add {
        let removed = merged.writers.removed.get(field).and_then(|removed| removed.get(element));
        if removed.is_some_and(|tombs| tombs.contains(&change)) {
            lost.push(element.clone());
            continue;
        }
        let mut writers = Vec::new();
        if present.contains(element) {
            writers = merged.writers.of_element(field, element).to_vec();
        } else {
            present.push(element.clone());
        }
        if !writers.contains(&change) {
            writers.push(change);
        }
        merged.writers.elements.entry(field.to_owned()).or_default().insert(element.clone(), writers);
    }

    prune(&mut merged.writers.elements, field);
    present.sort();
    let value =
        if present.is_empty() { Value::Null } else { Value::List(present.into_iter().map(Value::Text).collect()) };
    put(&mut merged.document, field, value);
    merged.stands.push(field.to_owned());
    for element in lost {
        merged.lost.push(Lost { field: format!("{field}={element}"), value: Value::Text(element), of: vec![change] });
    }
}

fn prune(elements: &mut BTreeMap<String, BTreeMap<String, Vec<ChangeId>>>, field: &str) {
    if elements.get(field).is_some_and(BTreeMap::is_empty) {
        elements.remove(field);
    }
}
