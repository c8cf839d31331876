//! All reports in a folder: a page to read, and the figures for other programs.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use perisai_core::insight::Report;

use super::page::{Names, PageLanguage, as_html};
use super::{as_csv, as_json};
use crate::error::{BranchError, Result};

/// Writes the page (`index.html` in Indonesian, `index.en.html` in English), `reports.json` and `reports.csv` into a
/// folder, which is made where there is none. Each takes the place of an earlier one as a whole; nothing else in the
/// folder is touched. Blocks on the disk.
///
/// # Errors
/// [`BranchError::File`] where something cannot be written; [`BranchError::StorageFull`].
pub fn write_all(folder: &Path, reports: &[Report], names: &Names, language: PageLanguage) -> Result<()> {
    let page = match language {
        PageLanguage::Indonesian => "index.html",
        PageLanguage::English => "index.en.html",
    };
    let files = [
        (page, as_html(reports, names, language)?),
        ("reports.json", as_json(&reports)? + "\n"),
        ("reports.csv", as_csv(reports)?),
    ];
    fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    for (name, content) in files {
        let file = folder.join(name);
        // Whoever reads at this moment sees the earlier file or this one, never a part.
        let partial = folder.join(format!("{name}.partial"));
        write_durably(&partial, &content).map_err(|error| unusable(&partial, &error))?;
        fs::rename(&partial, &file).map_err(|error| unusable(&file, &error))?;
    }
    Ok(())
}

fn write_durably(file: &Path, content: &str) -> io::Result<()> {
    let mut file = fs::File::create(file)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}

fn unusable(path: &Path, error: &io::Error) -> BranchError {
    if error.kind() == io::ErrorKind::StorageFull {
        return BranchError::StorageFull;
    }
    BranchError::File { file: path.display().to_string(), problem: error.kind().to_string() }
}
