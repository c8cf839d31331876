//! What a full day holds beside captures and faults: money, refusals and corrections, withdrawn consents, registrations
//! that come back, a device that is revoked and what becomes of its journal.

use perisai_core::FieldError;
use perisai_core::domain::DeviceId;
use perisai_core::domain::kinds::{ConsentMethod, ReceiptStatus, RegistrationStatus};
use perisai_core::domain::words::ConsentPurpose;
use perisai_core::field::{ConsentWithdrawal, FieldEdit, RecordLine};

use super::check::Violation;
use super::world::World;

/// A month for which several agents take money.
const MONTH: &str = "2026-07";

impl World {
    /// One of the rarer things.
    pub(super) fn rarer(&mut self, phone: usize) -> Result<(), Violation> {
        match self.draw(72) {
            0..=9 => {
                let holder = self.phones[phone].agent.to_string();
                self.take_money(phone, &holder, "receipt")
            }
            // The branch refuses a receipt in somebody else's name, which no phone can know.
            10..=13 => {
                let other = &self.phones[(phone + 1) % self.phones.len()].agent;
                let (other, what) = (other.to_string(), "receipt in another name");
                if other == self.phones[phone].agent.as_str() { Ok(()) } else { self.take_money(phone, &other, what) }
            }
            14..=18 => self.correct(phone),
            19..=22 => self.move_receipt(phone),
            23..=25 => self.withdraw(phone),
            26..=29 => self.give_back(),
            30..=33 => self.hand_in(phone),
            34..=35 => self.attend_unseen(phone),
            36..=39 => self.revoke(phone),
            40..=45 => self.resolve(phone),
            46..=50 => self.meet(),
            51..=59 => self.decide_quarantine(),
            _ => self.outreach(phone),
        }
    }

    /// Everybody is at the office, where the network is good and what is open is talked about.
    fn meet(&mut self) -> Result<(), Violation> {
        let one_in = std::mem::take(&mut self.network.one_in);
        for phone in 0..self.phones.len() {
            self.phones[phone].at(self.now_ms);
            self.sync(phone)?;
        }
        for phone in 0..self.phones.len() {
            if self.dice.chance(1, 2) {
                self.resolve(phone)?;
            }
        }
        self.network.one_in = one_in;
        self.count("met at the office");
        Ok(())
    }

    fn take_money(&mut self, phone: usize, holder: &str, what: &str) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        self.papers += 1;
        let number = format!("{}-{}", self.phones[phone].agent, self.papers);
        let fields = [
            ("worker", worker.as_str()),
            ("rupiah", "16800"),
            ("contribution_months", MONTH),
            ("number", &number),
            ("holder", holder),
            ("status", "entrusted"),
        ];
        let fields = fields.map(|(field, value)| FieldEdit { field: field.to_owned(), value: Some(value.to_owned()) });
        let saved = self.phones[phone].field.record_kind("receipt", &fields);
        if let Some(saved) = self.captured(phone, saved)? {
            self.keep(phone, &saved.change);
            self.count(what);
        }
        Ok(())
    }

    fn correct(&mut self, phone: usize) -> Result<(), Violation> {
        let lets_go = self.dice.chance(1, 4);
        let field = &self.phones[phone].field;
        let Some(rejected) = field.rejected().map_err(Violation::failed)?.into_iter().next() else { return Ok(()) };
        let holder = rejected.fields.iter().find(|line| line.field.ends_with(".holder"));
        let Some(holder) = holder.filter(|_| !lets_go) else {
            if self.captured(phone, field.dismiss(&rejected.change))?.is_some() {
                self.count("rejected capture let go");
            }
            return Ok(());
        };
        let own = self.phones[phone].agent.to_string();
        let edits = [FieldEdit { field: holder.field.clone(), value: Some(own) }];
        if let Some(saved) = self.captured(phone, field.correct(&rejected.change, &edits))? {
            self.keep(phone, &saved.change);
            self.count("rejected capture corrected");
        }
        Ok(())
    }

    fn any(&mut self, phone: usize, kind: &str) -> Result<Option<RecordLine>, Violation> {
        let mut lines = self.phones[phone].field.records(kind, None, 200).map_err(Violation::failed)?;
        Ok(if lines.is_empty() { None } else { Some(lines.swap_remove(self.draw(lines.len()))) })
    }

    fn move_receipt(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(receipt) = self.any(phone, "receipt")? else { return Ok(()) };
        let to = [ReceiptStatus::HandedOver, ReceiptStatus::Returned, ReceiptStatus::Disputed][self.draw(3)];
        if let Some(saved) = self.captured(phone, self.phones[phone].field.move_receipt(&receipt.record, to))? {
            self.keep(phone, &saved.change);
            self.count("receipt moved");
        }
        Ok(())
    }

    fn withdraw(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let purposes = vec![ConsentPurpose::Enrol];
        let withdrawal = ConsentWithdrawal {
            worker,
            purposes,
            method: ConsentMethod::Thumb,
            language: None,
            witness: None,
            text_version: None,
        };
        if let Some(saved) = self.captured(phone, self.phones[phone].field.withdraw_consent(&withdrawal))? {
            self.keep(phone, &saved.change);
            self.count("consent withdrawn");
        }
        Ok(())
    }

    /// The branch asks for a correction of a registration.
    fn give_back(&mut self) -> Result<(), Violation> {
        let submitted = self.branch.lock().expect("no panic holds it").submitted();
        if submitted.is_empty() {
            return Ok(());
        }
        let registration = submitted[self.draw(submitted.len())];
        self.branch.lock().expect("no panic holds it").give_back(registration);
        self.count("registration given back");
        Ok(())
    }

    fn hand_in(&mut self, phone: usize) -> Result<(), Violation> {
        let lines = self.phones[phone].field.records("registration", None, 200).map_err(Violation::failed)?;
        let status = |line: &RecordLine| line.fields.iter().find(|field| field.field == "status").cloned();
        let waits = |status: &str| status == "needs_correction" || status == "draft";
        let waiting: Vec<_> = lines
            .into_iter()
            .filter_map(|line| status(&line).filter(|at| waits(&at.value)).map(|at| (line.record, at.value)))
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let (registration, status) = waiting[self.draw(waiting.len())].clone();
        let moved = self.phones[phone].field.move_registration(&registration, RegistrationStatus::Submitted);
        if let Some(saved) = self.captured(phone, moved)? {
            self.keep(phone, &saved.change);
            self.count(if status == "draft" { "draft handed in" } else { "registration handed in again" });
        }
        Ok(())
    }

    /// A worker attends an event that this phone joined by a code and has not received.
    fn attend_unseen(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(worker) = self.any_worker(phone)? else { return Ok(()) };
        let shown = self.phones[phone].field.records("event", None, 200).map_err(Violation::failed)?;
        let unseen = |event: &&String| !shown.iter().any(|line| line.record == **event);
        let Some(event) = self.events.iter().find(unseen).cloned() else { return Ok(()) };
        let fields = [("event", event), ("worker", worker), ("role", "host".to_owned())];
        let fields = fields.map(|(field, value)| FieldEdit { field: field.to_owned(), value: Some(value) });
        if let Some(saved) = self.captured(phone, self.phones[phone].field.record_kind("attendance", &fields))? {
            self.keep(phone, &saved.change);
            self.count("attendance at an event not received");
        }
        Ok(())
    }

    fn device(&self, phone: usize) -> Result<DeviceId, Violation> {
        let device = self.phones[phone].field.device().map_err(Violation::failed)?;
        device.ok_or_else(|| Violation::failed(FieldError::NotEnrolled))
    }

    /// Whether the branch has stopped serving a phone.
    pub(super) fn is_revoked(&self, phone: usize) -> Result<bool, Violation> {
        let device = self.device(phone)?;
        Ok(self.branch.lock().expect("no panic holds it").is_revoked(device))
    }

    fn revoke(&mut self, phone: usize) -> Result<(), Violation> {
        let (device, states) = (self.device(phone)?, self.states(phone)?);
        if self.branch.lock().expect("no panic holds it").revoke(device) {
            self.revoked.insert(device);
            self.befalls_in(&states, "device revoked");
        }
        Ok(())
    }

    fn decide_quarantine(&mut self) -> Result<(), Violation> {
        let Some(device) = self.revoked.iter().next().copied() else { return Ok(()) };
        let released = self.dice.chance(1, 2);
        if self.branch.lock().expect("no panic holds it").decide_quarantine(device, released) {
            self.count(if released { "quarantine released" } else { "quarantine refused" });
        }
        Ok(())
    }
}
