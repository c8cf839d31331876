//! The language of a page, as it is asked for.

use perisai_core::insight::picture::ReportLanguage;

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum PageLanguage {
    /// Bahasa Indonesia.
    #[default]
    #[value(name = "id")]
    Indonesian,
    /// English.
    #[value(name = "en")]
    English,
}

impl From<PageLanguage> for ReportLanguage {
    fn from(language: PageLanguage) -> Self {
        match language {
            PageLanguage::Indonesian => Self::Indonesian,
            PageLanguage::English => Self::English,
        }
    }
}
