//! An Ed25519 signer in memory, for devices whose hardware keeps the seed but cannot sign with it.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::ports::{SignError, Signer};

/// Signs with a key held in this process. The key is overwritten when the signer is dropped.
pub struct SoftwareSigner {
    key: SigningKey,
}

impl SoftwareSigner {
    /// The signer of an RFC 8032 seed. The caller's copy of the seed stays the caller's to overwrite.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(seed) }
    }
}

impl Signer for SoftwareSigner {
    fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        Ok(self.key.sign(message).to_bytes())
    }
}

impl fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareSigner")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 section 7.1, test 2.
    #[test]
    fn a_seed_gives_the_public_key_and_the_signature_of_the_standard() {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let seed: [u8; 32] = hex::decode(seed).unwrap().try_into().unwrap();
        let signer = SoftwareSigner::from_seed(&seed);
        assert_eq!(
            hex::encode(signer.public_key()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        assert_eq!(
            hex::encode(signer.sign(&[0x72]).unwrap()),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
    }

    #[test]
    fn a_signer_overwrites_its_key_when_dropped() {
        fn overwrites<T: zeroize::ZeroizeOnDrop>() {}
        overwrites::<SigningKey>();
    }

    #[test]
    fn a_signer_in_a_log_shows_no_part_of_its_key() {
        assert_eq!(format!("{:?}", SoftwareSigner::from_seed(&[0xa5; 32])), "SoftwareSigner");
    }
}
