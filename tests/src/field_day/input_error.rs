//! What makes an input unreadable as a whole.

use super::files::InputFile;

/// Longest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// An input that cannot be read at all: nothing has been written, and the message names the place. No cell is
/// repeated in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// The folder cannot be listed.
    #[error("the input folder cannot be read: {0}")]
    Folder(std::io::ErrorKind),
    /// Something in the folder is no file of an input.
    #[error("{name}: unknown file; an input has {}", file_names())]
    FileUnknown {
        /// Its name.
        name: String,
    },
    /// A required file is not there.
    #[error("{file}: missing")]
    FileMissing {
        /// Which.
        file: InputFile,
    },
    /// A file cannot be opened or read.
    #[error("{file}: cannot be read: {kind}")]
    FileUnreadable {
        /// Which.
        file: InputFile,
        /// Why.
        kind: std::io::ErrorKind,
    },
    /// A file is longer than [`FILE_BYTES_MAX`].
    #[error("{file}: longer than {FILE_BYTES_MAX} bytes")]
    FileTooLong {
        /// Which.
        file: InputFile,
    },
    /// Bytes that are no UTF-8.
    #[error("{file}, line {line}: not UTF-8; save it as CSV UTF-8")]
    NotUtf8 {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
    },
    /// A NUL byte, which no spreadsheet writes.
    #[error("{file}, line {line}: a NUL byte; this is not a CSV file")]
    NulByte {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
    },
    /// The first line holds none of the file's columns.
    #[error("{file}: the first line is not a header; it names columns separated by commas, such as {example}")]
    HeaderMissing {
        /// Which.
        file: InputFile,
        /// A column that it could name.
        example: &'static str,
    },
    /// A column that the file does not have.
    #[error("{file}: unknown column {column:?}")]
    ColumnUnknown {
        /// Which.
        file: InputFile,
        /// Its name in the header, cut where it is long.
        column: String,
    },
    /// A required column is not in the header.
    #[error("{file}: missing column {column}")]
    ColumnMissing {
        /// Which.
        file: InputFile,
        /// The column.
        column: &'static str,
    },
    /// A column stands twice in the header.
    #[error("{file}: column {column} stands twice")]
    ColumnTwice {
        /// Which.
        file: InputFile,
        /// The column.
        column: &'static str,
    },
    /// A row has more or fewer cells than the header.
    #[error("{file}, line {line}: {cells} cells under {columns} columns")]
    Ragged {
        /// Which.
        file: InputFile,
        /// Physical line.
        line: u64,
        /// How many cells it has.
        cells: usize,
        /// How many columns the header has.
        columns: usize,
    },
    /// A quotation mark without its other half, which would swallow the rows that follow.
    #[error("{file}, line {line}: a quotation mark is left open")]
    QuoteOpen {
        /// Which.
        file: InputFile,
        /// Physical line on which the row begins.
        line: u64,
    },
    /// Two rows define one label.
    #[error("{file}, line {line}: the {column} of line {first} again")]
    LabelTwice {
        /// Which.
        file: InputFile,
        /// Physical line of the second.
        line: u64,
        /// Physical line of the first.
        first: u64,
        /// The column that holds the label.
        column: &'static str,
    },
}

fn file_names() -> String {
    InputFile::all().map(InputFile::name).collect::<Vec<_>>().join(", ")
}
