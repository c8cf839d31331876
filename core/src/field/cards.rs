//! Answered cards: an agent's own view, a figure's, that of one of the branch's staff. A worker's comes with a
//! conversation.

use super::Field;
use super::capture::{Draft, invalid, record_id};
use crate::domain::answers::Answers;
use crate::domain::card_rules::{CardFlag, card_flags};
use crate::domain::kinds::{Figure, FigureId, Measurement, Side, Wave};
use crate::domain::reference::InForce;
use crate::domain::{Instrument, Rule};
use crate::error::FieldError;
use crate::prints_name_only;

/// A card as it was tapped. Each part has an answer per item of the card, none where the person does not know or
/// declines.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct CardInput {
    /// The person's own view.
    pub own: Vec<Option<u32>>,
    /// What the person thinks that the other side would answer; empty where it was not asked.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub perceived: Vec<Option<u32>>,
    /// What the agent guessed before asking; empty where nothing was.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub guess: Vec<Option<u32>>,
    /// When in the outreach.
    pub wave: Wave,
    /// Seconds from the beginning until each part that is there was done, in the order guess, own, perceived.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub part_seconds: Vec<u32>,
}

/// A card that was saved.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Display))]
pub struct CardSaved {
    /// The change.
    pub change: String,
    /// The card.
    pub card: String,
    /// What makes it doubtful. It is kept all the same: say so, and ask again another day.
    pub flags: Vec<CardFlag>,
}

prints_name_only!(CardInput, CardSaved);

impl Field {
    /// Records the agent's own view, without a guess.
    ///
    /// # Errors
    /// [`FieldError::Invalid`] as for any card: `number` for no answer of the scale, `limit` where a part has not an
    /// answer or a gap per item, `order` where the parts' times do not follow each other, `required` without the times
    /// of a card that has a guess, `subject` for a part that such a card does not have.
    pub fn record_own_view(&self, card: &CardInput) -> Result<CardSaved, FieldError> {
        self.record_card(|draft| {
            let (view, flags) = read(draft, Side::Agent, card)?;
            Ok((Measurement { agent: Some(draft.author().clone()), ..view }, flags))
        })
    }

    /// Records the card of a figure.
    ///
    /// # Errors
    /// As for [`Field::record_own_view`]; [`FieldError::NotFound`] for a figure that is not on this device.
    pub fn record_figure_card(&self, figure: &str, card: &CardInput) -> Result<CardSaved, FieldError> {
        self.record_card(|draft| {
            let (row, known) = draft.shown::<Figure>(record_id(figure)?)?;
            let (view, flags) = read(draft, Side::Figure, card)?;
            Ok((Measurement { figure: Some(FigureId(row.record)), village: known.village, ..view }, flags))
        })
    }

    /// Records the card of one of the branch's staff, by name or without.
    ///
    /// # Errors
    /// As for [`Field::record_own_view`]; `agent` with `type` for what is no badge.
    pub fn record_panel_card(&self, agent: Option<&str>, card: &CardInput) -> Result<CardSaved, FieldError> {
        self.record_card(|draft| {
            let agent = agent.map(str::parse).transpose().map_err(|rule| invalid("agent", rule))?;
            let (view, flags) = read(draft, Side::Panel, card)?;
            Ok((Measurement { agent, ..view }, flags))
        })
    }

    fn record_card(
        &self,
        read: impl FnOnce(&Draft<'_>) -> Result<(Measurement, Vec<CardFlag>), FieldError>,
    ) -> Result<CardSaved, FieldError> {
        let ((card, flags), change) = self.capture(|draft| {
            let (card, flags) = read(draft)?;
            Ok((draft.create(card), flags))
        })?;
        Ok(CardSaved { change: change.to_string(), card: card.to_string(), flags })
    }
}

/// A card of the version in force, with whose it is still open, and what makes it doubtful.
pub(super) fn read(
    draft: &Draft<'_>,
    side: Side,
    input: &CardInput,
) -> Result<(Measurement, Vec<CardFlag>), FieldError> {
    let instrument: InForce<Instrument> = draft.list()?;
    let part =
        |field: &str, told: &[Option<u32>]| if told.is_empty() { Ok(None) } else { answers(field, told).map(Some) };
    let card = Measurement {
        side,
        worker: None,
        figure: None,
        agent: None,
        village: None,
        encounter: None,
        instrument_version: instrument.version().to_owned(),
        own: answers("own", &input.own)?,
        perceived: part("perceived", &input.perceived)?,
        guess: part("guess", &input.guess)?,
        wave: input.wave,
        seconds: input.part_seconds.last().copied(),
        part_seconds: input.part_seconds.clone(),
    };
    let flags = card_flags(&card, instrument.seconds_min);
    Ok((card, flags))
}

fn answers(field: &str, told: &[Option<u32>]) -> Result<Answers, FieldError> {
    let answer = |told: &Option<u32>| match told.map(u8::try_from) {
        None => Ok(None),
        Some(Ok(answer)) => Ok(Some(answer)),
        Some(Err(_)) => Err(invalid(field, Rule::Number)),
    };
    Ok(Answers(told.iter().map(answer).collect::<Result<_, _>>()?))
}
