//! Giving a phone its keys back: the branch's recovery key, and the act of a supervisor.
//!
//! The private half lies in the ledger, among the settings: a backup carries it, and whoever can read the ledger has what
//! the phones hold anyway. Phones seal their secrets to the present key; those sealed to a former one can still be opened.

use perisai_core::domain::kinds::AgentRole;
use perisai_core::domain::{Invalid, RecoveryKeyId, RecoveryPublicKey, Rule};
use perisai_core::ports::Signer as _;
use perisai_core::sync::recovery::{RecoveryKey, RecoveryRequest};
use perisai_core::sync::software_signer::SoftwareSigner;
use zeroize::Zeroizing;

use crate::branch::Branch;
use crate::decisions::Act;
use crate::desk::Desk;
use crate::error::{BranchError, Result};
use crate::ledger::LedgerTx;
use crate::office::acts::By;

/// The setting that holds the recovery keys' private halves, in hexadecimal, `;` between them; the present one first.
const RECOVERY_KEYS: &str = "recovery_keys";

impl Branch {
    /// Makes the branch's recovery key, where it has none: one that was begun before there were any gets it when its folder
    /// is opened.
    pub fn begin_recovery_key(&self) -> Result<()> {
        if self.read(|desk| desk.tx.setting(RECOVERY_KEYS))?.is_some() {
            return Ok(());
        }
        self.write(|desk| {
            if desk.tx.setting(RECOVERY_KEYS)?.is_some() {
                return Ok(());
            }
            write_keys(desk.tx, &[RecoveryKey::draw(desk.ids)])
        })
    }

    /// Answers a phone's request for its keys. `anyway`: although the phone was revoked, or the branch does not know it.
    /// Give the answer to nobody but the agent whose phone asked, seen or called back: with it the phone opens.
    pub fn unlock_phone(&self, by: &By, request: &str, anyway: bool) -> Result<String> {
        self.act(by, AgentRole::Supervisor, |desk| desk.unlock_phone(by, request, anyway))
    }
}

impl Desk<'_> {
    /// The branch's recovery key, for a device that asks and knows another one or none.
    pub(crate) fn recovery_key_unknown_to(&self, known: Option<RecoveryKeyId>) -> Result<Option<RecoveryPublicKey>> {
        let Some(known) = known else { return Ok(None) };
        let present = read_keys(self.tx)?.first().map(RecoveryKey::public);
        Ok(present.filter(|present| present.id() != known))
    }

    fn unlock_phone(&self, by: &By, request: &str, anyway: bool) -> Result<String> {
        let unreadable = || Invalid::new("request", Rule::RecoveryText);
        let request = RecoveryRequest::from_text(request).ok_or_else(unreadable)?;
        let device = request.device();
        let keys = read_keys(self.tx)?;
        let key = keys.iter().find(|key| key.public().id() == request.sealed_to());
        let key = key.ok_or(BranchError::Refused("this phone's keys are sealed to another branch"))?;
        let secrets = key.open(&request).ok_or_else(unreadable)?;
        match self.tx.device(device)? {
            Some(row) if row.key != SoftwareSigner::from_seed(&secrets.signing_seed).public_key() => {
                return Err(BranchError::Refused("these are not the keys of the phone that they are said to be of"));
            }
            Some(row) if row.revoked.is_some() && !anyway => {
                return Err(BranchError::Refused("this phone is revoked; `--anyway` unlocks it all the same"));
            }
            None if !anyway => {
                return Err(BranchError::Refused(
                    "the branch does not know this phone; `--anyway` unlocks it all the same",
                ));
            }
            _ => {}
        }
        let answer = RecoveryKey::answer(&request, &secrets, self.ids).ok_or_else(unreadable)?;
        self.enter_by(Some(&by.agent), &Act::PhoneUnlocked { device, anyway, reason: by.reason.clone() })?;
        Ok(answer)
    }
}

/// Takes the recovery keys of the ledger that stood here over into the one that is put in its place: phones may be sealed
/// to them. Its present key stays the present one.
pub(crate) fn take_over_keys(coming: &dyn LedgerTx, mut standing: Vec<RecoveryKey>) -> Result<()> {
    for key in read_keys(coming)? {
        if standing.iter().all(|known| known.public() != key.public()) {
            standing.push(key);
        }
    }
    if standing.is_empty() { Ok(()) } else { write_keys(coming, &standing) }
}

/// A ledger's recovery keys, the present one first.
pub(crate) fn read_keys(tx: &dyn LedgerTx) -> Result<Vec<RecoveryKey>> {
    let Some(kept) = tx.setting(RECOVERY_KEYS)? else { return Ok(Vec::new()) };
    let kept = Zeroizing::new(kept);
    let keys = kept.split(';').map(|key| {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(key, bytes.as_mut_slice())
            .map_err(|_| BranchError::Ledger("a recovery key is not what was written".to_owned()))?;
        Ok(RecoveryKey::from_bytes(&bytes))
    });
    keys.collect()
}

fn write_keys(tx: &dyn LedgerTx, keys: &[RecoveryKey]) -> Result<()> {
    let kept: Vec<String> = keys.iter().map(|key| hex::encode(key.to_bytes().as_slice())).collect();
    tx.put_setting(RECOVERY_KEYS, &Zeroizing::new(kept.join(";")))
}
