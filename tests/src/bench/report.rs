//! What was measured: as a table for people, as JSON for programs.

use std::fmt;

use serde_json::{Value, json};

use super::options::Size;
use super::pairs::ProbeSpan;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// No more than that.
    AtMost(f64),
    /// No less than that.
    AtLeast(f64),
}

impl Goal {
    /// Whether a figure meets it.
    pub fn is_met_by(self, figure: f64) -> bool {
        match self {
            Self::AtMost(goal) => figure <= goal,
            Self::AtLeast(goal) => figure >= goal,
        }
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureUnit {
    /// One divided by the other.
    Ratio,
    /// Things.
    Count,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Ms,
}

impl MeasureUnit {
    const fn word(self) -> &'static str {
        match self {
            Self::Ratio => "ratio",
            Self::Count => "count",
            Self::Bytes => "bytes",
            Self::Ms => "ms",
        }
    }

    fn say(self, figure: f64) -> String {
        match self {
            Self::Ratio => format!("{figure:.2}"),
            Self::Count if figure.fract() == 0.0 => format!("{figure:.0}"),
            Self::Count => format!("{figure:.3}"),
            Self::Bytes => format!("{figure:.0} B"),
            Self::Ms => format!("{figure:.2} ms"),
        }
    }
}

/// One measure.
#[derive(Debug, Clone)]
pub struct Row {
    /// A name for programs, the same in every run.
    pub name: String,
    /// What is measured.
    pub measure: String,
    /// What it is held against.
    pub against: &'static str,
    /// What it should be.
    pub goal: Goal,
    /// What it is.
    pub figure: f64,
    /// What the figure counts.
    pub unit: MeasureUnit,
    /// What the figure is made of.
    pub detail: String,
    /// What the probe said beside it; none for what is counted and not timed.
    pub probe: Option<ProbeSpan>,
}

impl Row {
    fn is_void(&self) -> bool {
        self.probe.is_some_and(ProbeSpan::is_void)
    }

    fn met(&self) -> &'static str {
        match (self.is_void(), self.goal.is_met_by(self.figure)) {
            (true, _) => "void",
            (false, true) => "met",
            (false, false) => "missed",
        }
    }

    fn json(&self) -> Value {
        let (bound, goal) = match self.goal {
            Goal::AtMost(goal) => ("at_most", goal),
            Goal::AtLeast(goal) => ("at_least", goal),
        };
        json!({
            "name": self.name,
            "measure": self.measure,
            "against": self.against,
            "goal": { bound: goal },
            "figure": self.figure,
            "unit": self.unit.word(),
            "met": self.goal.is_met_by(self.figure),
            "void": self.is_void(),
            "detail": self.detail,
            "probe_us": self.probe.map(|probe| json!({ "least": probe.least_us, "most": probe.most_us })),
        })
    }
}

/// Everything that was measured.
#[derive(Debug, Clone)]
pub struct Report {
    /// How much was measured.
    pub size: Size,
    /// The measures, in the order in which they were taken.
    pub rows: Vec<Row>,
}

impl Report {
    /// Whether the probe moved so far beside any of the measures that the run says nothing about those.
    pub fn is_void(&self) -> bool {
        self.rows.iter().any(Row::is_void)
    }

    /// The figures for programs.
    pub fn json(&self) -> Value {
        json!({
            "size": self.size.word(),
            "void": self.is_void(),
            "rows": self.rows.iter().map(Row::json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.measure.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:<width$}  {:>10}  {:>11}", "measure", "figure", "goal")?;
        for row in &self.rows {
            let goal = match row.goal {
                Goal::AtMost(goal) => format!("≤ {}", row.unit.say(goal)),
                Goal::AtLeast(goal) => format!("≥ {}", row.unit.say(goal)),
            };
            writeln!(f, "{:<width$}  {:>10}  {goal:>11}  {}", row.measure, row.unit.say(row.figure), row.met())?;
            writeln!(f, "    against {}", row.against)?;
            writeln!(f, "    {}", row.detail)?;
            if let Some(probe) = row.probe {
                writeln!(f, "    fsync {:.0} to {:.0} µs", probe.least_us, probe.most_us)?;
            }
        }
        if self.size == Size::Quick {
            writeln!(f, "\nA quick run: it shows that everything runs, and its figures say nothing.")?;
        }
        if self.is_void() {
            writeln!(f, "\nVOID: the disk's own speed moved more than twice beside the measures marked void.")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(figure: f64, probe: Option<ProbeSpan>) -> Row {
        Row {
            name: "capture".to_owned(),
            measure: "a capture".to_owned(),
            against: "a row",
            goal: Goal::AtMost(1.1),
            figure,
            unit: MeasureUnit::Ratio,
            detail: "two".to_owned(),
            probe,
        }
    }

    #[test]
    fn a_run_whose_probe_moved_more_than_twice_is_void_in_the_table_and_in_the_file() {
        let (steady, wild) =
            (ProbeSpan { least_us: 100.0, most_us: 200.0 }, ProbeSpan { least_us: 100.0, most_us: 201.0 });
        for (probe, void) in [(steady, false), (wild, true)] {
            let report = Report { size: Size::Full, rows: vec![row(1.0, None), row(1.0, Some(probe))] };
            assert_eq!((report.is_void(), report.to_string().contains("VOID")), (void, void));
            let json = report.json();
            assert_eq!((&json["void"], &json["rows"][1]["void"]), (&json!(void), &json!(void)));
            assert_eq!(json["rows"][0]["void"], json!(false));
        }
    }

    #[test]
    fn a_goal_is_met_up_to_its_bound_and_missed_beyond() {
        assert_eq!((row(1.1, None).met(), row(1.11, None).met()), ("met", "missed"));
        let at_least = Row { goal: Goal::AtLeast(0.5), ..row(0.49, None) };
        assert_eq!(at_least.met(), "missed");
    }
}
