//! Every figure beside what independent packages make of the same numbers: `tests/insight/README.md` says which.

use serde_json::{Value, json};

use super::co_orientation::{Indices, Views, panel_points, panel_view, reversed};
use super::paired::{ReliableChange, difference_in_differences};
use super::survival::{Spell, Survival};
use super::{GapSplit, Sample, covering_set, gap_split, mean, median, resolved_shares, share, shrink};

const DATA: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/insight/data.json"));
const RESULTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/insight/results.json"));

/// Numbers differ by no more than this, relative where they are larger than 1. The distribution crate allows it
/// throughout: the largest difference measured is 1.2e-12. Only its t beyond 20,000 degrees of freedom does not, and is
/// not used: see `quantile`.
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_figure_is_what_independent_packages_make_of_the_same_numbers() {
    let (ours, theirs) = (figures(&parsed(DATA)), parsed(RESULTS));
    let differences = differences(&ours, &theirs, "");
    let largest = largest(&ours, &theirs);
    assert!(
        differences.is_empty(),
        "{} differ, by {largest:e} at most:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn a_single_number_that_is_off_is_found() {
    let theirs = parsed(RESULTS);
    let leaves = leaves(&theirs);
    assert!(leaves.len() > 10_000, "only {} leaves", leaves.len());
    for path in &leaves {
        let leaf = theirs.pointer(path).unwrap();
        let bent = match leaf.as_f64() {
            Some(number) => json!(number + 3.0 * TOLERANCE * number.abs().max(1.0)),
            None if leaf.is_null() => json!(0.5),
            None => Value::Null,
        };
        assert_eq!(differences(&bent, leaf, path).len(), 1, "{path}");
    }
    // And from the top, for one leaf in a hundred: what is inside reaches the outside.
    for path in leaves.iter().step_by(100) {
        let mut bent = theirs.clone();
        *bent.pointer_mut(path).unwrap() = json!("bent");
        assert_eq!(differences(&bent, &theirs, "").len(), 1, "{path}");
    }
}

/// What this module makes of the data, in the shape of the results.
fn figures(data: &Value) -> Value {
    json!({
        "means": each(&data["means"], |case| json!(mean(&clustered(case), number(&case["icc"])))),
        "large_means": each(&data["large_means"], |case| {
            let clusters = count(&case["clusters"]);
            let rows = (0..count(&case["n"])).map(|row| ((row % 101) as f64, row % clusters));
            json!(mean(&rows.collect::<Vec<_>>(), number(&case["icc"])))
        }),
        "shares": each(&data["shares"], |pair| json!(share(count(&pair[0]), count(&pair[1])))),
        "shrinkage": each(&data["shrinkage"], shrinkage),
        "bridges": each(&data["bridges"], |groups| {
            json!(resolved_shares(&of(groups, |group| (count(&group[0]), count(&group[1])))))
        }),
        "spells": each(&data["spells"], survival),
        "changes": each(&data["changes"], |case| {
            let (before, after) = (of(&case["before"], number), of(&case["after"], number));
            let clusters = of(&case["clusters"], count);
            let changes = before.iter().zip(after).map(|(before, after)| after - before);
            json!(mean(&changes.zip(clusters).collect::<Vec<_>>(), 0.0))
        }),
        "differences": each(&data["differences"], |case| {
            let (visited, not_visited) = (clustered(&case["visited"]), clustered(&case["not_visited"]));
            json!(difference_in_differences(&visited, &not_visited, number(&case["icc"])))
        }),
        "medians": each(&data["medians"], |values| json!(median(&of(values, number)))),
        "instruments": each(&data["instruments"], |pair| {
            json!(ReliableChange::of(number(&pair[0]), number(&pair[1])).unwrap().threshold)
        }),
        "cards": cards(&data["cards"]),
        "gaps": each(&data["gaps"], |steps| match gap_split(&of(steps, |step| (number(&step[0]), number(&step[1])))) {
            GapSplit::Split { log_ratio, shares } => json!({"log_ratio": log_ratio, "shares": shares}),
            GapSplit::OnTarget { log_ratio } => json!({"log_ratio": log_ratio, "shares": null}),
            GapSplit::Undefined => Value::Null,
        }),
        "nominations": each(&data["nominations"], |rows| {
            let cover = covering_set(&of(rows, |row| row.as_str().unwrap().chars().collect()));
            json!({"figures": cover.figures.iter().collect::<String>(), "covered": cover.covered})
        }),
    })
}

fn shrinkage(case: &Value) -> Value {
    let icc = number(&case["icc"]);
    let shrinkage = shrink(&of(&case["groups"], |group| Sample::of(&clustered(group), icc)));
    let group = |shrunk: &super::Shrunk| {
        let mut group = json!(shrunk.estimate);
        group["weight"] = json!(shrunk.weight);
        group
    };
    json!({
        "overall": shrinkage.overall,
        "within": shrinkage.within,
        "between": shrinkage.between,
        "groups": shrinkage.groups.iter().map(group).collect::<Vec<_>>(),
    })
}

fn survival(spells: &Value) -> Value {
    let survival = Survival::of(&of(spells, |spell| {
        let length = u32::try_from(count(&spell[0])).unwrap();
        if count(&spell[1]) == 1 { Spell::Ended(length) } else { Spell::Running(length) }
    }));
    let step = |step: &super::Step| {
        json!({
            "time": step.time, "at_risk": step.at_risk, "ended": step.ended, "survival": step.survival,
            "standard_error": step.standard_error, "low": step.interval.map(|interval| interval.low),
            "high": step.interval.map(|interval| interval.high), "hazard": step.hazard(),
        })
    };
    json!({
        "n": survival.n(),
        "steps": survival.steps().iter().map(step).collect::<Vec<_>>(),
        "median": survival.median(),
        "beyond": ([0, 2, 6, 12, 24].map(|time| survival.at(time).value())),
    })
}

fn cards(data: &Value) -> Value {
    let mask = of(&data["reversed"], |turned| turned.as_bool().unwrap());
    let tapped = |digits: &Value| -> Vec<Option<u8>> {
        digits.as_str().unwrap().bytes().map(|digit| (digit != b'-').then(|| digit - b'0')).collect()
    };
    let card = |digits: &Value| reversed(&tapped(digits), &mask).unwrap();
    let branch = panel_points(&panel_view(&of(&data["staff"], tapped)).unwrap(), &mask).unwrap();
    let row = |row: &Value| {
        let [own, perceived, guessed, agents] = [0, 1, 2, 3].map(|part| card(&row[part]));
        let views = Views { own: &own, perceived: &perceived, guessed: &guessed, agents: &agents, branch: &branch };
        let indices = Indices::of(&views);
        let Indices { worldview, agreement, congruency_worker, accuracy_worker, accuracy_agent, .. } = indices;
        let (congruency_agent, distance, state) = (indices.congruency_agent, indices.distance, indices.state());
        json!([
            worldview,
            agreement,
            congruency_worker,
            accuracy_worker,
            accuracy_agent,
            congruency_agent,
            distance,
            state
        ])
    };
    json!({"branch": branch, "rows": each(&data["rows"], row)})
}

/// Where two values differ, each with its path. Values of different kinds, lists of different lengths and names that
/// only one side has differ.
fn differences(ours: &Value, theirs: &Value, path: &str) -> Vec<String> {
    let differ = || vec![format!("{path}: ours {ours}, theirs {theirs}")];
    match (ours, theirs) {
        (Value::Number(_), Value::Number(_)) if distance(ours, theirs) <= TOLERANCE => vec![],
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().flat_map(|(i, (a, b))| differences(a, b, &format!("{path}/{i}"))).collect()
        }
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().flat_map(|(name, a)| differences(a, &b[name], &format!("{path}/{name}"))).collect()
        }
        (Value::Number(_) | Value::Array(_) | Value::Object(_), _) => differ(),
        _ if ours == theirs => vec![],
        _ => differ(),
    }
}

fn distance(ours: &Value, theirs: &Value) -> f64 {
    let (ours, theirs) = (number(ours), number(theirs));
    (ours - theirs).abs() / theirs.abs().max(1.0)
}

/// The paths of all that is neither list nor object.
fn leaves(value: &Value) -> Vec<String> {
    let below = |name: String, value| leaves(value).into_iter().map(move |path| format!("/{name}{path}"));
    match value {
        Value::Array(list) => list.iter().enumerate().flat_map(|(i, value)| below(i.to_string(), value)).collect(),
        Value::Object(object) => object.iter().flat_map(|(name, value)| below(name.clone(), value)).collect(),
        _ => vec![String::new()],
    }
}

fn largest(ours: &Value, theirs: &Value) -> f64 {
    let numbers = leaves(theirs).into_iter().filter(|path| theirs.pointer(path).is_some_and(Value::is_number));
    numbers.map(|path| distance(ours.pointer(&path).unwrap(), theirs.pointer(&path).unwrap())).fold(0.0, f64::max)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn of<T>(list: &Value, make: impl FnMut(&Value) -> T) -> Vec<T> {
    list.as_array().unwrap().iter().map(make).collect()
}

fn each(list: &Value, make: impl FnMut(&Value) -> Value) -> Value {
    of(list, make).into()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// Values, each with its cluster.
fn clustered(case: &Value) -> Vec<(f64, u64)> {
    of(&case["values"], number).into_iter().zip(of(&case["clusters"], count)).collect()
}
