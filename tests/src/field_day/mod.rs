//! A whole day with real parts, on input that a branch could type in a spreadsheet.

pub mod checks;
pub mod clerks;
pub mod day;
pub mod equal;
pub mod files;
pub mod input;
pub mod input_error;
pub mod labels;
pub mod office;
pub mod office_files;
pub mod options;
pub mod record_files;
pub mod records;
pub mod refused;
pub mod run;
pub mod sheet;
pub mod syncing;

pub use files::InputFile;
pub use input::{Capture, CaptureKind, Input};
pub use input_error::InputError;
pub use refused::{Refusal, write_refused};
pub use sheet::Row;
