//! Figures and partners: whom workers name, how we stand with them, what they give, how it goes.

use perisai_core::FieldError;
use perisai_core::domain::kinds::IdentifiedBy;
use perisai_core::field::{
    ConsentInput, EvaluationInput, FieldEdit, FigureChoice, FigureInput, FigureView, FiguresView, NominationForm,
    NominationInput, NominationsSaved, PartnerInput, PartnersView, RelationshipInput, Saved, SupportInput,
    TrainingInput,
};

use super::Field;

#[uniffi::export]
impl Field {
    /// The figures that this phone holds, of one village or of all, in order of names. Of nominations it tells what report 4
    /// shows, and never by whom. Blocks: reads whoever named somebody, once.
    pub fn figures_view(&self, village: Option<String>) -> Result<FiguresView, FieldError> {
        self.core.figures_view(village.as_deref())
    }

    /// One figure: how the relationship stood over time, and what is to be done. Blocks as `figures_view` does.
    pub fn figure_view(&self, figure: &str) -> Result<FigureView, FieldError> {
        self.core.figure_view(figure)
    }

    /// What to choose from where a worker names figures, with what is read aloud to ask for the consent. It says nothing of
    /// whom anybody named before. `NotFound` for a worker who is not on this device.
    pub fn nomination_form(&self, worker: &str) -> Result<NominationForm, FieldError> {
        self.core.nomination_form(worker)
    }

    /// The figures whose name fits, as `search` finds workers, of those whom a worker may name.
    pub fn find_figures(&self, worker: &str, typed: &str) -> Result<Vec<FigureChoice>, FieldError> {
        self.core.find_figures(worker, typed)
    }

    /// The partners that this phone holds, with what they give.
    pub fn partners_view(&self) -> Result<PartnersView, FieldError> {
        self.core.partners_view()
    }

    /// Records a figure, and how the figure came to be known.
    ///
    /// # Errors
    /// `Invalid`: `name` with `REQUIRED`, `village` with `VILLAGE_UNKNOWN`, `worker` with `TYPE` for what is no
    /// record's id.
    pub fn record_figure(&self, figure: FigureInput, identified_by: IdentifiedBy) -> Result<Saved, FieldError> {
        self.core.record_figure(&figure, identified_by)
    }

    /// Writes down what a figure is from now on, as one change: name, roles and village as told; the figure's own record as
    /// a worker stays where none is told.
    ///
    /// # Errors
    /// As for `record_figure`; `Invalid`: `figure` with `FIXED` where nothing changes. `NotFound` for a figure who is
    /// not on this device.
    pub fn update_figure(&self, figure: &str, told: FigureInput) -> Result<Saved, FieldError> {
        self.core.update_figure(figure, &told)
    }

    /// Edits fields of a figure as one change. Errors as for `edit_worker`.
    pub fn edit_figure(&self, figure: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_figure(figure, &edits)
    }

    /// Records whom a worker named, known figures and new ones, as one change. Who named whom is never shown. A new
    /// figure who is named to several questions in the same words is one figure.
    ///
    /// # Errors
    /// `ConsentMissing` without the worker's consent to name others: read the text aloud and ask. `Invalid`: `figure`
    /// with `REQUIRED` where nobody was named, with `SUBJECT` where one is both known and new; `rank` with `NUMBER`; of
    /// a new figure as for `record_figure`. `NotFound` for a worker or a figure who is not on this device.
    #[uniffi::method(default(consent = None))]
    pub fn nominate(
        &self,
        respondent: &str,
        named: Vec<NominationInput>,
        consent: Option<ConsentInput>,
    ) -> Result<NominationsSaved, FieldError> {
        self.core.nominate(respondent, &named, consent.as_ref())
    }

    /// Notes how the relationship with a figure stands, and what is to be done next, as one change.
    ///
    /// # Errors
    /// `NotFound` for a figure who is not on this device. `Invalid`: `trust` with `NUMBER` for what is not 1 to 5,
    /// `due` with `DATE`, `owner` with `TYPE` for what is no badge.
    pub fn note_relationship(&self, figure: &str, note: RelationshipInput) -> Result<Saved, FieldError> {
        self.core.note_relationship(figure, &note)
    }

    /// Records a partner.
    ///
    /// # Errors
    /// `Invalid`: `name` with `REQUIRED`, `village` with `VILLAGE_UNKNOWN`.
    pub fn record_partner(&self, partner: PartnerInput) -> Result<Saved, FieldError> {
        self.core.record_partner(&partner)
    }

    /// Edits fields of a partner as one change. Errors as for `edit_worker`.
    pub fn edit_partner(&self, partner: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_partner(partner, &edits)
    }

    /// Records what a partner gives.
    ///
    /// # Errors
    /// `Invalid`: `partner` with `TYPE` for what is no record's id, `rupiah` with `NUMBER` below nothing, `first_day`
    /// with `REQUIRED` where only the last day is told, `last_day` with `ORDER` where it comes before the first, both
    /// with `DATE`, `village` with `VILLAGE_UNKNOWN`.
    pub fn record_support(&self, support: SupportInput) -> Result<Saved, FieldError> {
        self.core.record_support(&support)
    }

    /// Edits fields of a support as one change. Errors as for `edit_worker`.
    pub fn edit_support(&self, support: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_support(support, &edits)
    }

    /// Asks the branch to decide on something, and cites the records that show it.
    ///
    /// # Errors
    /// `Invalid`: `question` with `REQUIRED`, `evidence` with `TYPE` for what is no record's id.
    pub fn write_evaluation(&self, evaluation: EvaluationInput) -> Result<Saved, FieldError> {
        self.core.write_evaluation(&evaluation)
    }

    /// Edits an evaluation's causes as one change. Errors as for `edit_worker`; `Invalid`: `gap_causes` with
    /// `BRANCH_ONLY` once the branch has decided.
    pub fn edit_evaluation(&self, evaluation: &str, edits: Vec<FieldEdit>) -> Result<Saved, FieldError> {
        self.core.edit_evaluation(evaluation, &edits)
    }

    /// Records what was observed of an agent's training. The certificate is the branch's.
    ///
    /// # Errors
    /// `Invalid`: `agent` with `TYPE` for what is no badge, `score` and `rubric` with `NUMBER` for what is off the
    /// scale, `rubric` with `LIMIT` for one that is not whole.
    pub fn observe_training(&self, training: TrainingInput) -> Result<Saved, FieldError> {
        self.core.observe_training(&training)
    }
}
