//! How the value types of answers cross into other languages: money as a whole number, months as text.

use crate::domain::{Month, Rupiah};

uniffi::custom_newtype!(Rupiah, i64);

uniffi::custom_type!(Month, String, {
    lower: |month| month.to_string(),
    try_lift: |text| text.parse().map_err(|rule| uniffi::deps::anyhow::anyhow!("{rule}")),
});
