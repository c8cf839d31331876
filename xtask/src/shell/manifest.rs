//! The manifest as packages need it: the app's own, with a mark where a package is not whole.

use std::fs;
use std::path::{Path, PathBuf};

/// A library that no phone has: a package that asks for it is refused when somebody tries to install it, by this name.
const NOBODY_HAS: &str = "id.perisai.native_library_missing";

/// The app's manifest with what a package without native libraries must say: phones refuse it.
pub(super) fn not_installable(manifest: &Path, folder: &Path) -> Result<PathBuf, String> {
    let text = fs::read_to_string(manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let marked = marked(&text).ok_or_else(|| format!("{} has no application", manifest.display()))?;
    let file = folder.join("AndroidManifest.xml");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, marked))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file)
}

fn marked(manifest: &str) -> Option<String> {
    let (before, after) = manifest.rsplit_once("</application>")?;
    let mark = format!(
        "  <uses-library android:name=\"{NOBODY_HAS}\" android:required=\"true\"/>\n    \
         <meta-data android:name=\"id.perisai.NOT_INSTALLABLE\" android:value=\"It holds no native library.\"/>\n  "
    );
    Some(format!("{before}{mark}</application>{after}"))
}

/// Whether a package's badging, as aapt2 tells it, holds the mark.
pub(super) fn is_marked(badging: &str) -> bool {
    badging.contains(NOBODY_HAS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_in_the_application_and_nothing_else_changes() {
        let text = "<manifest><application>\n    <activity/>\n  </application>\n</manifest>";
        let marked = marked(text).unwrap_or_default();
        assert!(marked.contains("android:required=\"true\"") && marked.contains("NOT_INSTALLABLE"));
        let lines: Vec<&str> =
            marked.lines().filter(|line| !line.contains("NO") && !line.contains("uses-library")).collect();
        assert_eq!(lines.join("\n"), text);
        assert_eq!(super::marked("<manifest/>"), None);
    }
}
