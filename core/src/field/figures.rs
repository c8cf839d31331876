//! Figures: who they are, who named them, and how we stand with them.

use super::Field;
use super::capture::{Draft, invalid, record_id, refers, village};
use super::conversation::NextStepInput;
use super::follow_ups::{TaskInput, plan};
use super::forms::FormKind;
use super::inputs::{ConsentInput, FieldEdit};
use super::outreach::saved;
use super::register::give;
use super::views::Saved;
use crate::domain::kinds::{
    Figure, FigureId, FigureRole, IdentifiedBy, Nomination, NominationQuestion, Rank, RelationshipNote, Stage, Trust,
    Worker, WorkerId,
};
use crate::domain::record::FieldValue;
use crate::domain::{Record, RecordId, Rule, Value};
use crate::error::FieldError;
use crate::prints_name_only;

/// A figure as told.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct FigureInput {
    /// The name.
    pub name: String,
    /// What the figure is, publicly.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub roles: Vec<FigureRole>,
    /// The village code.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub village: Option<String>,
    /// The figure's own record as a worker, where there is one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub worker: Option<String>,
}

/// One figure whom a worker named. Either `figure` or `new` is set.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct NominationInput {
    /// What was asked.
    pub question: NominationQuestion,
    /// The place among those named, 1 to 3.
    pub rank: u32,
    /// A figure who is known.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub figure: Option<String>,
    /// A figure who is not known yet.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub new: Option<FigureInput>,
}

/// How the relationship with a figure stands.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct RelationshipInput {
    /// Where it stands.
    pub stage: Stage,
    /// How far the figure trusts us, 1 to 5.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub trust: Option<u32>,
    /// Promises that were made since the note before.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub promises_made: Option<u32>,
    /// Promises that were kept since the note before.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub promises_kept: Option<u32>,
    /// What is to be done next with the figure; none where nothing is.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub next_step: Option<NextStepInput>,
}

/// Nominations that were saved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NominationsSaved {
    /// The change.
    pub change: String,
    /// The figures named, in the order told.
    pub figures: Vec<String>,
}

prints_name_only!(FigureInput, NominationInput, RelationshipInput);

impl Field {
    /// Records a figure, and how the figure came to be known.
    ///
    /// # Errors
    /// [`FieldError::Invalid`]: `name` with `required`, `village` with `village_unknown`.
    pub fn record_figure(&self, figure: &FigureInput, identified_by: IdentifiedBy) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Figure, None)?;
            make(draft, figure, identified_by)
        })?;
        Ok(saved(change, record))
    }

    /// Writes down what a figure is from now on, as one change: name, roles and village as told; the figure's own record
    /// as a worker stays where none is told.
    ///
    /// # Errors
    /// As for [`Field::record_figure`]; `figure` with `fixed` where nothing changes. [`FieldError::NotFound`].
    pub fn update_figure(&self, figure: &str, told: &FigureInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Figure, Some(figure))?;
            let (row, known) = draft.shown::<Figure>(record_id(figure)?)?;
            let mut fields = read(told, known.identified_by)?.into_document();
            let worker = fields.remove("worker").filter(|worker| !worker.is_null());
            let edits = ["name", "roles", "village"]
                .map(|field| (field.to_owned(), fields.remove(field).unwrap_or(Value::Null)));
            let worker = worker.map(|worker| ("worker".to_owned(), worker));
            if draft.edit(Figure::KIND, &row, edits.into_iter().chain(worker)) == 0 {
                return Err(invalid("figure", Rule::Fixed));
            }
            Ok(row.record)
        })?;
        Ok(saved(change, record))
    }

    /// Edits fields of a figure as one change. Errors as for [`Field::edit_worker`].
    pub fn edit_figure(&self, figure: &str, edits: &[FieldEdit]) -> Result<Saved, FieldError> {
        self.edit_record::<Figure>(figure, edits, |_| Ok(()))
    }

    /// Records whom a worker named, known figures and new ones, as one change. Who named whom is never shown.
    ///
    /// # Errors
    /// [`FieldError::ConsentMissing`] without the worker's consent to name others; [`FieldError::Invalid`]: `required`
    /// where nobody was named, `rank` with `number`, `figure` with `subject` where a figure is both known and new. A new
    /// figure who is named to several questions in the same words is one figure.
    pub fn nominate(
        &self,
        respondent: &str,
        named: &[NominationInput],
        consent: Option<&ConsentInput>,
    ) -> Result<NominationsSaved, FieldError> {
        if named.is_empty() {
            return Err(invalid("figure", Rule::Required));
        }
        let (figures, change) = self.capture(|draft| {
            draft.completes(FormKind::Nomination, Some(respondent))?;
            let respondent = WorkerId(record_id(respondent)?);
            draft.shown::<Worker>(respondent.0)?;
            if let Some(consent) = consent {
                give(draft, respondent, consent)?;
            }
            let mut made = Vec::new();
            named.iter().map(|one| name(draft, respondent, one, &mut made)).collect::<Result<Vec<_>, _>>()
        })?;
        Ok(NominationsSaved { change: change.to_string(), figures: figures.iter().map(ToString::to_string).collect() })
    }

    /// Notes how the relationship with a figure stands, and what is to be done next, as one change.
    ///
    /// # Errors
    /// [`FieldError::NotFound`]; [`FieldError::Invalid`]: `trust` with `number` for what is not 1 to 5, `due` with `date`.
    pub fn note_relationship(&self, figure: &str, note: &RelationshipInput) -> Result<Saved, FieldError> {
        let (record, change) = self.capture(|draft| {
            draft.completes(FormKind::Relationship, Some(figure))?;
            let (row, known) = draft.shown::<Figure>(record_id(figure)?)?;
            if let Some(next) = &note.next_step {
                let task = TaskInput {
                    worker: None,
                    figure: Some(figure.to_owned()),
                    kind: next.kind,
                    due: next.due.clone(),
                    about: next.about.clone(),
                };
                plan(draft, &task, next.owner.as_deref())?;
            }
            Ok(draft.create(RelationshipNote {
                figure: FigureId(row.record),
                village: known.village,
                trust: note.trust.map(|trust| scale::<Trust>("trust", trust)).transpose()?,
                stage: note.stage,
                promises_made: note.promises_made,
                promises_kept: note.promises_kept,
            }))
        })?;
        Ok(saved(change, record))
    }
}

fn make(draft: &mut Draft<'_>, told: &FigureInput, identified_by: IdentifiedBy) -> Result<RecordId, FieldError> {
    Ok(draft.create(read(told, identified_by)?))
}

fn read(told: &FigureInput, identified_by: IdentifiedBy) -> Result<Figure, FieldError> {
    let name = told.name.trim();
    if name.is_empty() {
        return Err(invalid("name", Rule::Required));
    }
    Ok(Figure {
        name: Some(name.to_owned()),
        roles: told.roles.iter().copied().collect(),
        village: told.village.as_deref().map(|code| village("village", code)).transpose()?,
        worker: told.worker.as_deref().map(|worker| refers("worker", worker)).transpose()?,
        identified_by,
        erased_at: None,
    })
}

/// Records one who was named. `made` holds the figures that this change makes, by how they were told.
fn name<'n>(
    draft: &mut Draft<'_>,
    respondent: WorkerId,
    told: &'n NominationInput,
    made: &mut Vec<(&'n FigureInput, RecordId)>,
) -> Result<RecordId, FieldError> {
    let rank = scale::<Rank>("rank", told.rank)?;
    let (figure, village) = match (&told.figure, &told.new) {
        (Some(known), None) => {
            let (row, known) = draft.shown::<Figure>(record_id(known)?)?;
            (row.record, known.village)
        }
        (None, Some(new)) => {
            let at = new.village.as_deref().map(|code| village("village", code)).transpose()?;
            let known = made.iter().find(|(told, _)| *told == new).map(|(_, figure)| *figure);
            let figure = known.map_or_else(|| make(draft, new, IdentifiedBy::Nomination), Ok)?;
            made.push((new, figure));
            (figure, at)
        }
        (None, None) => return Err(invalid("figure", Rule::Required)),
        (Some(_), Some(_)) => return Err(invalid("figure", Rule::Subject)),
    };
    draft.create(Nomination { question: told.question, figure: FigureId(figure), respondent, rank, village });
    Ok(figure)
}

/// A number of a scale.
pub(super) fn scale<T: FieldValue>(field: &str, number: u32) -> Result<T, FieldError> {
    T::from_value(&Value::Int(number.into())).map_err(|rule| invalid(field, rule))
}
