//! A whole day with real parts, on input that a branch could type in a spreadsheet.

pub mod input;
pub mod refused;
pub mod sheet;

pub use input::{Capture, CaptureKind, Input};
pub use refused::{Refusal, write_refused};
pub use sheet::{InputError, InputFile, Row};
