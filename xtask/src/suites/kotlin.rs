//! The Kotlin library and the Android shell over it, compiled and tested on the desk machine's Java by Maven; then the
//! library as a consumer gets it.

use crate::house::House;
use crate::shell::{Kotlin, apk};
use crate::tally::{Count, Outcome};
use crate::{count, package};

pub(super) use crate::shell::FOLDER;

pub(super) fn tests(house: &House) -> Outcome {
    let kotlin = match Kotlin::prepare(house) {
        Ok(kotlin) => kotlin,
        Err(complaint) => return Outcome::failed(complaint),
    };
    let mut maven = kotlin.maven(house);
    // The oldest Android that the app runs on and the newest, too.
    maven.args(["--activate-profiles", "androids", "--fail-at-end", "test"]);
    count::run::<count::Surefire>(maven)
}

/// What the README of the library shows is compiled against the packed library, in a folder that holds nothing else, and run.
pub(super) fn packed(house: &House) -> Outcome {
    match package::consume(house) {
        Ok(()) => PASSED,
        Err(complaint) => Outcome::failed(complaint),
    }
}

/// The app as a package: what the tests compiled, turned into Android's form, signed, and looked at. Without native
/// libraries, which take an NDK and minutes.
pub(super) fn app_packed(house: &House) -> Outcome {
    let kotlin = Kotlin::compiled(house);
    let packed = apk::pack(house, &kotlin, Err("it is packed for a test".into()));
    match packed.and_then(|package| apk::refuses_unsigned(house).map(|()| package)) {
        Ok(package) => {
            println!("{} ({} kB)", package.file.display(), package.bytes.div_ceil(1_000));
            PASSED
        }
        Err(complaint) => Outcome::failed(complaint),
    }
}

const PASSED: Outcome = Outcome { count: Count::PASSED, complaints: vec![] };
