//! Whom a worker may name: the figures who are known, before somebody new is told.

use std::collections::BTreeSet;

use super::Field;
use super::capture::record_id;
use super::consent_text::{PurposeReading, readings};
use super::consents_given::agreed_to;
use super::figures_view::{FigureChoice, figure_choices, village_name};
use crate::domain::kinds::Worker;
use crate::domain::words::ConsentPurpose;
use crate::domain::{NameQuery, Record};
use crate::error::FieldError;
use crate::prints_name_only;
use crate::store::records;

/// What a screen offers where a worker names figures.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NominationForm {
    /// The worker.
    pub worker: String,
    /// The worker's name.
    pub name: String,
    /// The worker's village: that of a figure who is not known yet.
    pub village: String,
    /// The village's name; empty where this version's area list does not hold it.
    pub village_name: String,
    /// The figures to choose, those of the worker's village first.
    pub figures: Vec<FigureChoice>,
    /// Whether the worker's consent to name others stands; where not, it is asked for first.
    pub may_nominate: bool,
    /// What is read aloud to ask for it.
    pub readings: Vec<PurposeReading>,
}

prints_name_only!(NominationForm);

impl Field {
    /// What to choose from where a worker names figures. It says nothing of whom anybody named before.
    ///
    /// # Errors
    /// [`FieldError::NotFound`].
    pub fn nomination_form(&self, worker: &str) -> Result<NominationForm, FieldError> {
        let id = record_id(worker)?;
        let now_ms = self.ports.clock.now().wall_ms;
        self.read(|store| {
            let connection = store.connection();
            let row = records::shown(connection, Worker::KIND, id)?.ok_or(FieldError::NotFound)?;
            let worker: Worker = row.read()?;
            Ok(NominationForm {
                worker: id.to_string(),
                name: worker.name,
                village: worker.village.as_str().to_owned(),
                village_name: village_name(Some(worker.village)),
                figures: figure_choices(connection, Some(worker.village), &BTreeSet::new())?,
                may_nominate: agreed_to(connection, id)?.contains(&ConsentPurpose::Nominate),
                readings: readings(connection, now_ms, &[ConsentPurpose::Nominate])?,
            })
        })
    }

    /// The figures whose name fits, as [`Field::search`] finds workers, of those whom [`Field::nomination_form`] offers for a
    /// worker: whoever fits best first. Somebody who is known is not made a second time.
    ///
    /// # Errors
    /// [`FieldError::NotFound`].
    pub fn find_figures(&self, worker: &str, typed: &str) -> Result<Vec<FigureChoice>, FieldError> {
        let id = record_id(worker)?;
        self.read(|store| {
            let connection = store.connection();
            let row = records::shown(connection, Worker::KIND, id)?.ok_or(FieldError::NotFound)?;
            let village = row.read::<Worker>()?.village;
            let Some(searched) = NameQuery::new(typed) else { return Ok(Vec::new()) };
            let figures = figure_choices(connection, Some(village), &BTreeSet::new())?;
            let fits = figures.into_iter().filter_map(|figure| Some((searched.matches(&figure.name)?, figure)));
            let mut fits: Vec<_> = fits.collect();
            // Those who fit alike stay in the order of the form.
            fits.sort_by_key(|(how_well, _)| *how_well);
            Ok(fits.into_iter().map(|(_, figure)| figure).collect())
        })
    }
}
