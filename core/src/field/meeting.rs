//! The way into a conversation with somebody whom the screen before did not name.

use std::collections::BTreeSet;

use super::Field;
use super::views::{VillageLine, WorkerLine};
use crate::domain::kinds::{Encounter, Worker};
use crate::domain::words::Segment;
use crate::domain::{Record, RecordId};
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
    /// The agent's villages, where somebody new may live.
    pub villages: Vec<VillageLine>,
    /// The communities that somebody new may belong to, those of the agent's workers first.
    pub segments: Vec<Segment>,
}

prints_name_only!(Meeting);

impl Field {
    /// Whom a conversation may be with before anything is typed; [`Field::search`] finds the others.
    pub fn meeting(&self) -> Result<Meeting, FieldError> {
        Ok(Meeting { lately: self.met_lately()?, villages: self.head()?.villages, segments: self.segments_here()? })
    }

    fn met_lately(&self) -> Result<Vec<WorkerLine>, FieldError> {
        let now = self.ports.clock.now().wall_ms;
        let (from, until) = (now.saturating_sub(LATELY_MS), now.saturating_add(1));
        self.read(|store| {
            let connection = store.connection();
            let mut met: Vec<(i64, RecordId)> = Vec::new();
            for row in queries::made_between(connection, Encounter::KIND, self.agent.as_str(), from, until)? {
                met.push((row.created_ms, row.read::<Encounter>()?.worker.0));
            }
            for row in queries::made_between(connection, Worker::KIND, self.agent.as_str(), from, until)? {
                met.push((row.created_ms, row.record));
            }
            met.sort_by(|one, other| other.cmp(one));
            let today = self.lapse_today(connection)?;
            let (mut listed, mut lines) = (BTreeSet::new(), Vec::new());
            for (_, worker) in met {
                if lines.len() == LATELY_MAX || !listed.insert(worker) {
                    continue;
                }
                if let Some(row) = records::shown(connection, Worker::KIND, worker)?
                    && row.read::<Worker>()?.merged_into.is_none()
                {
                    lines.push(self.worker_line(store, &row, &today)?);
                }
            }
            Ok(lines)
        })
    }

    /// All communities, those of the workers on this phone first.
    pub(super) fn segments_here(&self) -> Result<Vec<Segment>, FieldError> {
        let here = self.read(|store| {
            let segments = |row: records::Row| row.read::<Worker>().map(|worker| worker.segments);
            let read = queries::read_every(store.connection(), Worker::KIND, segments)?;
            Ok(read.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect::<BTreeSet<_>>())
        })?;
        let mut segments = Segment::ALL.to_vec();
        segments.sort_by_key(|segment| !here.contains(segment));
        Ok(segments)
    }
}
