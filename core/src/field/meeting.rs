//! The way into a conversation with somebody whom the screen before did not name.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Field;
use super::lists::worker_line;
use super::views::{VillageLine, WorkerLine};
use crate::domain::kinds::Worker;
use crate::domain::words::Segment;
use crate::domain::{Record, Value};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::{queries, records};

/// How far back somebody counts as met lately.
const LATELY_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// The most who are listed as met lately.
const LATELY_MAX: usize = 10;

/// Whom a conversation may be with.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct Meeting {
    /// Those whom the agent met in the last week, the last first.
    pub lately: Vec<WorkerLine>,
    /// Who may be meant by what is typed, as [`Field::search`] finds them; none where nothing is.
    pub found: Option<Vec<WorkerLine>>,
    /// The agent's villages, where somebody new may live.
    pub villages: Vec<VillageLine>,
    /// The communities that somebody new may belong to, those of the agent's workers first.
    pub segments: Vec<Segment>,
}

prints_name_only!(Meeting);

impl Field {
    /// Whom a conversation may be with, and who may be meant by what is typed already, such as in a form that was kept;
    /// while it is typed, [`Field::search`] finds them.
    pub fn meeting(&self, typed: Option<&str>) -> Result<Meeting, FieldError> {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
        Ok(Meeting {
            lately: self.met_lately()?,
            found: typed.map(|typed| self.search(typed)).transpose()?,
            villages: self.head()?.villages,
            segments: self.segments_here()?,
        })
    }

    fn met_lately(&self) -> Result<Vec<WorkerLine>, FieldError> {
        let now = self.ports.clock.now().wall_ms;
        let (from, until) = (now.saturating_sub(LATELY_MS), now.saturating_add(1));
        self.read(|store| {
            let connection = store.connection();
            let (today, standings) = (self.lapse_today(connection)?, self.standings(store));
            let (mut listed, mut lines) = (BTreeSet::new(), Vec::new());
            queries::met_last(connection, self.agent.as_str(), (from, until), |worker| {
                if listed.insert(worker)
                    && let Some(row) = records::shown(connection, Worker::KIND, worker)?
                    && row.read::<Worker>()?.merged_into.is_none()
                {
                    lines.push(worker_line(store, &row, &today, &standings)?);
                }
                Ok::<_, FieldError>(if lines.len() < LATELY_MAX {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                })
            })?;
            Ok(lines)
        })
    }

    /// All communities, those of the workers on this phone first.
    pub(super) fn segments_here(&self) -> Result<Vec<Segment>, FieldError> {
        let here = self.read(|store| {
            let sets = queries::values(store.connection(), Worker::KIND, "segments")?;
            let words = sets.iter().flat_map(Value::elements).filter_map(Value::as_text);
            Ok(words.filter_map(|word| word.parse().ok()).collect::<BTreeSet<Segment>>())
        })?;
        let mut segments = Segment::ALL.to_vec();
        segments.sort_by_key(|segment| !here.contains(segment));
        Ok(segments)
    }
}
