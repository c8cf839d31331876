//! The Kotlin bindings and the Android shell over them, compiled and tested on the desk machine's Java by Maven.

use std::path::Path;
use std::process::Command;

use super::shell;
use super::version::Version;
use crate::house::House;
use crate::tally::Outcome;
use crate::{bindings, count, process};

pub(super) const FOLDER: &str = shell::FOLDER;

const MAVEN_MIN: Version = Version { major: 3, minor: 8 };
const JAVA_MIN: Version = Version { major: 17, minor: 0 };

pub(super) fn tests(house: &House, folder: &Path) -> Outcome {
    let mut maven = Command::new("mvn");
    maven.arg("--version");
    if let Err(complaint) = check_versions(process::answer(maven).as_deref()) {
        return Outcome::failed(complaint);
    }
    let sources = match bindings::kotlin(house) {
        Ok(sources) => sources,
        Err(complaint) => return Outcome::failed(complaint),
    };
    let made = match shell::resources(house, folder) {
        Ok(made) => made,
        Err(complaint) => return Outcome::failed(complaint),
    };
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "--fail-at-end"]);
    // Kotlin's compiler otherwise leaves a process of 700 MB behind.
    maven.arg("-Dkotlin.compiler.daemon=false").arg("--file").arg(folder.join("pom.xml")).arg("test");
    maven.current_dir(house.root()).env("PERISAI_KOTLIN_SOURCES", sources);
    maven.env("PERISAI_SHELL_RESOURCES", made.join("resources")).env("PERISAI_SHELL_BUILD", made.join("build"));
    maven.env("PERISAI_SHELL_PICTURES", house.scratch("shell/pictures"));
    house.tell(&mut maven);
    count::run::<count::Surefire>(maven)
}

/// Reads what `mvn --version` said, `None` where it could not be asked.
fn check_versions(answer: Option<&str>) -> Result<(), String> {
    let remedy = format!(
        "Kotlin needs Maven {MAVEN_MIN} and a JDK {} or newer: on Debian and its kin, \
         `apt install maven openjdk-17-jdk-headless`; or leave it out with `cargo xtask test --skip kotlin`",
        JAVA_MIN.major
    );
    let Some(answer) = answer else { return Err(format!("`mvn` is missing, or finds no Java. {remedy}")) };
    for (name, label, minimum) in [("Maven", "Apache Maven ", MAVEN_MIN), ("Java", "Java version: ", JAVA_MIN)] {
        let found = answer.lines().find_map(|line| Version::parse(line.strip_prefix(label)?));
        match found {
            Some(found) if found >= minimum => {}
            Some(found) => return Err(format!("{name} here is {found}. {remedy}")),
            None => return Err(format!("`mvn --version` names no version of {name}. {remedy}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "Apache Maven 3.8.7\nMaven home: /usr/share/maven\n\
        Java version: 17.0.15, vendor: Debian, runtime: /usr/lib/jvm/java-17-openjdk-amd64\n";

    #[test]
    fn a_machine_that_has_what_is_needed_goes_ahead() {
        assert_eq!(check_versions(Some(ANSWER)), Ok(()));
    }

    #[test]
    fn what_a_machine_lacks_is_one_line_with_the_remedy() {
        let cases = [
            (None, "`mvn` is missing, or finds no Java."),
            (Some(ANSWER.replace("3.8.7", "3.6.3")), "Maven here is 3.6."),
            (Some(ANSWER.replace("17.0.15", "11.0.2")), "Java here is 11.0."),
            (Some(ANSWER.replace("Java version", "Version")), "`mvn --version` names no version of Java."),
        ];
        for (answer, complaint) in cases {
            let error = check_versions(answer.as_deref()).expect_err(complaint);
            assert!(error.starts_with(complaint), "{error}");
            assert!(error.contains("apt install maven") && error.contains("--skip kotlin"), "{error}");
            assert_eq!(error.lines().count(), 1);
        }
    }
}
