//! Pictures of every screen, for the documentation.

use super::Kotlin;
use crate::count::{self, Surefire};
use crate::house::House;
use crate::tally::Outcome;

/// The test class that draws them. Its name does not end in `Test`: other runs pass it over.
const DRAWS: &str = "PicturesOfADay";
const FOLDER: &str = "docs/pictures";

/// Draws every screen, by day and by night, from one seeded day, with the page that lists them.
pub(crate) fn draw(house: &House) -> Outcome {
    let kotlin = match Kotlin::prepare(house) {
        Ok(kotlin) => kotlin.drawing_into(house.root().join(FOLDER)),
        Err(complaint) => return Outcome::failed(complaint),
    };
    let mut maven = kotlin.maven(house);
    maven.arg("test").arg(format!("-Dtest={DRAWS}"));
    // The modules below the app have no such class.
    maven.args(["-Dsurefire.failIfNoSpecifiedTests=false", "-Dtests.needed=false"]);
    count::run::<Surefire>(maven)
}
