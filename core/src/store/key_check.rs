//! The file beside a database that tells a wrong key from damage, and which database of the folder is the store.

use std::io;

use sha2::{Digest, Sha256};

use super::quarantine::QuarantineNumber;
use super::{DataKey, Folder, StoreError};

/// Its file name.
pub(super) const KEY_CHECK: &str = "field.key";
/// The first form: key id, check, and whether the database was made.
const FIRST_FORM: &[u8] = b"PFK1";
/// The form written today.
const FORM: &[u8] = b"PFK2";
/// How many bytes of a hash tell a damaged key check from a wrong key.
const DIGEST_BYTES: usize = 8;

/// The bytes at the beginning of a database from which SQLCipher derives the key that its pages are checked by.
pub(super) type Salt = [u8; 16];

/// What is known of the database that the key check speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// It may be missing or empty: nothing was promised yet.
    NotYet,
    /// It was made by a version that kept no salt: a missing one is a loss.
    WithoutSalt,
    /// It was made, and its write-ahead log is never deleted: that either is missing is a loss.
    With(Salt),
}

/// What the key check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyCheck {
    pub(super) key_id: [u8; 16],
    pub(super) check: [u8; 32],
    /// The database.
    pub(super) made: Made,
    /// The quarantine after which the database was begun; none for the first.
    pub(super) begun_after: Option<QuarantineNumber>,
    /// Where the database went when it was found damaged; none while it is sound.
    pub(super) quarantine: Option<QuarantineNumber>,
}

impl KeyCheck {
    /// The check of a key.
    pub(super) fn new(key: &DataKey, key_id: [u8; 16], made: Made, begun_after: Option<QuarantineNumber>) -> Self {
        Self { key_id, check: key.check(&key_id), made, begun_after, quarantine: None }
    }

    /// The folder's key check; none where there is none, or where it is damaged.
    pub(super) fn read(folder: &dyn Folder) -> io::Result<Option<Self>> {
        Ok(folder.read(KEY_CHECK)?.and_then(|bytes| Self::decode(&bytes)))
    }

    /// Replaces the folder's, durably and at once. One that promises a database and its log comes after their names are
    /// durable: SQLite makes them so once, and where that failed it does not do it again.
    pub(super) fn write(&self, folder: &dyn Folder) -> Result<(), StoreError> {
        if self.made != Made::NotYet {
            folder.sync_names()?;
        }
        Ok(folder.write(KEY_CHECK, &self.encode())?)
    }

    /// Whether this is the check of a key.
    pub(super) fn fits(&self, key: &DataKey) -> bool {
        key.check(&self.key_id) == self.check
    }

    /// The database's file name.
    pub(super) fn database(&self) -> String {
        database_name(self.begun_after)
    }

    fn encode(&self) -> Vec<u8> {
        let (made, salt) = match self.made {
            Made::NotYet => (0_u8, Salt::default()),
            Made::WithoutSalt => (1, Salt::default()),
            Made::With(salt) => (2, salt),
        };
        let number = |number: Option<QuarantineNumber>| number.map_or(0, QuarantineNumber::get).to_be_bytes();
        let mut bytes = [FORM, &self.key_id, &self.check, &[made], &salt].concat();
        bytes.extend(number(self.begun_after));
        bytes.extend(number(self.quarantine));
        bytes.extend(digest(&bytes));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        if let Some(rest) = bytes.strip_prefix(FIRST_FORM) {
            let (key_id, rest) = rest.split_first_chunk()?;
            let (check, rest) = rest.split_first_chunk()?;
            let made = match rest {
                [0] => Made::NotYet,
                [1] => Made::WithoutSalt,
                _ => return None,
            };
            return Some(Self { key_id: *key_id, check: *check, made, begun_after: None, quarantine: None });
        }
        let (said, told) = bytes.split_last_chunk::<DIGEST_BYTES>()?;
        if digest(said) != *told {
            return None;
        }
        let (key_id, rest) = said.strip_prefix(FORM)?.split_first_chunk()?;
        let (check, rest) = rest.split_first_chunk()?;
        let (made, rest) = rest.split_first()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (begun_after, rest) = rest.split_first_chunk()?;
        let quarantine = rest.try_into().ok()?;
        let made = match made {
            0 => Made::NotYet,
            1 => Made::WithoutSalt,
            2 => Made::With(*salt),
            _ => return None,
        };
        let number = |bytes| QuarantineNumber::new(u32::from_be_bytes(bytes));
        let (begun_after, quarantine) = (number(*begun_after), number(quarantine));
        Some(Self { key_id: *key_id, check: *check, made, begun_after, quarantine })
    }
}

/// The file name of the database that was begun after a quarantine, or of the first.
pub(super) fn database_name(begun_after: Option<QuarantineNumber>) -> String {
    begun_after.map_or_else(|| "field.db".to_owned(), |number| format!("field-{}.db", number.get()))
}

/// Tells what was written from what a torn write or a flipped bit has made of it.
pub(super) fn digest(bytes: &[u8]) -> [u8; DIGEST_BYTES] {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_check_is_read_as_it_was_written_and_not_where_a_bit_has_flipped() {
        let key = DataKey::new([7; 32]);
        for made in [Made::NotYet, Made::WithoutSalt, Made::With([9; 16])] {
            let check = KeyCheck {
                quarantine: QuarantineNumber::new(3),
                ..KeyCheck::new(&key, [1; 16], made, QuarantineNumber::new(2))
            };
            let bytes = check.encode();
            assert_eq!(KeyCheck::decode(&bytes), Some(check));
            for at in 0..bytes.len() {
                let mut flipped = bytes.clone();
                flipped[at] ^= 0x10;
                assert_eq!(KeyCheck::decode(&flipped), None, "byte {at}");
            }
        }
    }

    #[test]
    fn the_first_form_is_still_read() {
        let key = DataKey::new([7; 32]);
        let bytes = [FIRST_FORM, &[1; 16], &key.check(&[1; 16]), &[1]].concat();
        let check = KeyCheck::decode(&bytes).unwrap();
        assert!(check.fits(&key) && !check.fits(&DataKey::new([8; 32])));
        assert_eq!((check.made, check.database().as_str()), (Made::WithoutSalt, "field.db"));
    }
}
