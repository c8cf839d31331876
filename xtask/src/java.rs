//! Java, and Maven with what it fetches.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::House;
use crate::process;
use crate::version::Version;

const MAVEN_MIN: Version = Version { major: 3, minor: 8 };
const JAVA_MIN: Version = Version { major: 17, minor: 0 };
const DEPENDENCY_PLUGIN: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

/// Says what this machine lacks, in one line with its remedy.
pub(crate) fn check() -> Result<(), String> {
    let mut maven = Command::new("mvn");
    maven.arg("--version");
    check_versions(process::answer(maven).as_deref())
}

/// Maven on a project.
pub(crate) fn maven(pom: &Path) -> Command {
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress"]);
    // Kotlin's compiler otherwise leaves a process of 700 MB behind.
    maven.arg("-Dkotlin.compiler.daemon=false").arg("--file").arg(pom);
    maven
}

/// A program of the JDK: the one that Maven uses, where `JAVA_HOME` says so.
pub(crate) fn program(name: &str) -> Command {
    let home = env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin").join(name));
    let at_home =
        home.map(|program| program.with_extension(env::consts::EXE_EXTENSION)).filter(|program| program.is_file());
    Command::new(at_home.unwrap_or_else(|| name.into()))
}

/// Where the JDK that Maven uses is.
pub(crate) fn home() -> Result<PathBuf, String> {
    let mut maven = Command::new("mvn");
    maven.arg("--version");
    let answer = process::answer(maven).ok_or("`mvn` is missing, or finds no Java")?;
    home_in(&answer).ok_or_else(|| "`mvn --version` does not say where Java is".to_owned())
}

fn home_in(answer: &str) -> Option<PathBuf> {
    let line = answer.lines().find(|line| line.starts_with("Java version: "))?;
    line.split_once("runtime: ").map(|(_, home)| home.trim().into())
}

/// Packs folders into an archive, the later ones' files beside the earlier ones'.
pub(crate) fn jar(archive: &Path, folders: &[&Path]) -> Result<(), String> {
    let mut jar = program("jar");
    // The same files make the same bytes.
    jar.args(["--create", "--date=1981-01-01T01:01:02Z", "--no-manifest", "--file"]).arg(archive);
    for folder in folders {
        jar.arg("-C").arg(folder).arg(".");
    }
    let ended = process::run_without_input(jar);
    if ended.is_success() { Ok(()) } else { Err(format!("{} was not packed: jar {ended}", archive.display())) }
}

/// Unpacks an archive into a folder.
pub(crate) fn unpack(archive: &Path, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut jar = program("jar");
    jar.arg("--extract").arg("--file").arg(archive).current_dir(folder);
    let ended = process::run_without_input(jar);
    if ended.is_success() { Ok(()) } else { Err(format!("{} was not unpacked: jar {ended}", archive.display())) }
}

/// What Maven fetches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Artifact<'a> {
    pub(crate) group: &'a str,
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// `jar` or `aar`.
    pub(crate) packaging: &'a str,
}

impl Artifact<'_> {
    /// The file that it is, fetched once.
    pub(crate) fn fetched(&self, house: &House) -> Result<PathBuf, String> {
        let Artifact { group, name, version, packaging } = self;
        let folder = house.scratch("fetched");
        let file = folder.join(format!("{name}-{version}.{packaging}"));
        if !file.is_file() {
            fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            let mut maven = Command::new("mvn");
            maven.args(["--batch-mode", "--no-transfer-progress", "--quiet"]).arg(format!("{DEPENDENCY_PLUGIN}:copy"));
            maven.arg(format!("-Dartifact={group}:{name}:{version}:{packaging}"));
            // Away from the sources: what stands in a pom there is not asked for.
            maven.arg(format!("-DoutputDirectory={}", folder.display())).current_dir(&folder);
            let ended = process::run_without_input(maven);
            if !ended.is_success() || !file.is_file() {
                return Err(format!(
                    "{group}:{name}:{version} was not fetched: mvn {ended}. It needs the network the first time"
                ));
            }
        }
        Ok(file)
    }
}

/// The text of a property in a pom.
pub(crate) fn property(pom: &Path, name: &str) -> Result<String, String> {
    let text = fs::read_to_string(pom).map_err(|error| format!("{}: {error}", pom.display()))?;
    property_in(&text, name).map(str::to_owned).ok_or_else(|| format!("{} names no {name}", pom.display()))
}

pub(crate) fn property_in<'t>(pom: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = pom.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text.trim())
}

/// Something that a project stands on when it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shipped {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) version: String,
}

/// What a pom's project is shipped with, other projects of this house left out: neither for tests nor there already. None
/// for a pom that does not say which version.
pub(crate) fn shipped(pom: &str) -> Option<Vec<Shipped>> {
    let own = pom.split("<build>").next()?.split("<profiles>").next()?;
    let Some((_, dependencies)) = own.split_once("<dependencies>") else { return Some(Vec::new()) };
    let mut shipped = Vec::new();
    for dependency in dependencies.split("<dependency>").skip(1).filter_map(|text| text.split("</dependency>").next()) {
        let element = |name| property_in(dependency, name).unwrap_or_default().to_owned();
        let (group, name, mut version) = (element("groupId"), element("artifactId"), element("version"));
        if group == "id.perisai" || matches!(element("scope").as_str(), "test" | "provided") {
            continue;
        }
        if let Some(property) = version.strip_prefix("${").and_then(|name| name.strip_suffix('}')) {
            version = property_in(pom, property)?.to_owned();
        }
        shipped.push(Shipped { group, name, version });
    }
    Some(shipped)
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

    #[test]
    fn what_a_project_is_shipped_with_has_its_version_and_is_for_no_test() {
        let pom = "<properties><jna.version>5</jna.version></properties><dependencies>\
            <dependency><groupId>id.perisai</groupId><artifactId>own</artifactId></dependency>\
            <dependency><groupId>net</groupId><artifactId>jna</artifactId><version>${jna.version}</version></dependency>\
            <dependency><groupId>g</groupId><artifactId>core</artifactId><version>3</version></dependency>\
            <dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>\
            </dependencies><profiles><build><dependency><groupId>x</groupId></dependency></build></profiles>";
        let shipped = shipped(pom).unwrap_or_default();
        let names: Vec<(&str, &str)> = shipped.iter().map(|one| (one.name.as_str(), one.version.as_str())).collect();
        assert_eq!(names, [("jna", "5"), ("core", "3")]);
        assert_eq!(super::shipped(&pom.replace("<jna.version>5</jna.version>", "")), None);
        assert_eq!(super::shipped("<project/>"), Some(vec![]));
    }

    #[test]
    fn where_java_is_stands_in_mavens_answer() {
        assert_eq!(home_in(ANSWER), Some("/usr/lib/jvm/java-17-openjdk-amd64".into()));
        assert_eq!(home_in("Java version: 17.0.15"), None);
    }

    #[test]
    fn a_property_is_read_from_a_pom() {
        let pom = "<properties>\n  <android.framework> 14-x </android.framework>\n</properties>";
        assert_eq!(property_in(pom, "android.framework"), Some("14-x"));
        assert_eq!(property_in(pom, "android.instrumented"), None);
    }
}
