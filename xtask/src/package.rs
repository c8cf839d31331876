//! The Kotlin library as others use it: for desk machines with its native library in it, and for Android.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::house::{self, House};
use crate::shell::native::{self, Ndk};
use crate::{bindings, java, process};

/// The library's sources and project, from the top of the checkout.
const PROJECT: &str = "bindings/kotlin";
const NAME: &str = "perisai-field";

/// What was packed.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) files: Vec<PathBuf>,
    /// Why the Android library holds no native code, if it holds none.
    pub(crate) lacks: Option<String>,
}

/// Generates, compiles and packs the library.
pub(crate) fn pack(house: &House, ndk: Result<Ndk, String>) -> Result<Packed, String> {
    let sources = bindings::kotlin(house)?;
    let mut maven = java::maven(&house.root().join(PROJECT).join("pom.xml"));
    maven.args(["--quiet", "compile"]).env("PERISAI_KOTLIN_SOURCES", &sources);
    let ended = process::run_without_input(maven);
    if !ended.is_success() {
        return Err(format!("the Kotlin library was not compiled: mvn {ended}"));
    }
    let folder = house.scratch("package");
    bindings::empty(&folder)?;
    let desk = for_desk_machines(house, &folder)?;
    let (android, lacks) = for_android(house, &folder, ndk)?;
    Ok(Packed { files: [desk.files().to_vec(), vec![android]].concat(), lacks })
}

/// A file's name and size, for whoever packed it.
pub(crate) fn line(file: &Path) -> Result<String, String> {
    let bytes = fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?.len();
    Ok(format!("{:>7} kB  {}", bytes.div_ceil(1_000), file.display()))
}

/// What a project on a desk machine takes.
#[derive(Debug)]
struct Desk {
    jar: PathBuf,
    sources: PathBuf,
    pom: PathBuf,
}

impl Desk {
    fn files(&self) -> [PathBuf; 3] {
        [self.jar.clone(), self.sources.clone(), self.pom.clone()]
    }
}

/// Packs what has been compiled, with the native library where JNA looks for it.
fn for_desk_machines(house: &House, folder: &Path) -> Result<Desk, String> {
    let (version, generated) = (version(house)?, house.scratch("bindings/kotlin"));
    let library = house::library(&house.products(), "perisai_bindings");
    let native = folder.join("native");
    let home = native.join(resource_prefix().ok_or("JNA's name for this kind of machine is not known")?);
    copied(&library, &home)?;
    strip(&home.join(library.file_name().unwrap_or_default()));
    let file = |ending: &str| folder.join(format!("{NAME}-{version}{ending}"));
    let desk = Desk { jar: file(".jar"), sources: file("-sources.jar"), pom: file(".pom") };
    java::jar(&desk.jar, &[&generated.join("build/classes"), &native])?;
    java::jar(&desk.sources, &[&generated.join("sources"), &house.root().join(PROJECT).join("src/main/kotlin")])?;
    let pom = read(&house.root().join(PROJECT).join("pom.xml"))?;
    write(&desk.pom, &consumers_pom(&pom).ok_or("the library's pom is not as expected")?)?;
    Ok(desk)
}

/// Packs what Android's own builds take: classes, native libraries, and what their shrinker must leave alone.
fn for_android(house: &House, folder: &Path, ndk: Result<Ndk, String>) -> Result<(PathBuf, Option<String>), String> {
    let contents = folder.join("android");
    let (libraries, lacks) = match ndk {
        Ok(ndk) => (native::build(house, &ndk)?, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    for library in &libraries {
        copied(&library.library, &contents.join("jni").join(library.abi.name))?;
    }
    fs::create_dir_all(&contents).map_err(|error| format!("{}: {error}", contents.display()))?;
    java::jar(&contents.join("classes.jar"), &[&house.scratch("bindings/kotlin").join("build/classes")])?;
    for name in ["AndroidManifest.xml", "proguard.txt"] {
        let text = read(&house.root().join(PROJECT).join("android").join(name))?;
        write(&contents.join(name), &if lacks.is_some() { without_native_code(&text) } else { text })?;
    }
    // No resources, and so no names for them.
    write(&contents.join("R.txt"), "")?;
    let mark = if lacks.is_some() { "-without-native-code" } else { "" };
    let file = folder.join(format!("{NAME}-android-{}{mark}.aar", version(house)?));
    java::jar(&file, &[&contents])?;
    Ok((file, lacks))
}

/// The manifest of a library without native code; anything else stays as it is.
fn without_native_code(text: &str) -> String {
    text.replace(
        "</application>",
        "  <meta-data android:name=\"id.perisai.field.NATIVE_CODE\" android:value=\"none\"/>\n  </application>",
    )
}

/// Takes what only a debugger needs out of a library, where the tool for it is there.
fn strip(library: &Path) {
    let mut strip = Command::new("strip");
    if cfg!(target_os = "macos") {
        strip.arg("-x");
    }
    strip.arg(library);
    if process::exists("strip") && !process::run_without_input(strip).is_success() {
        eprintln!("xtask: {} could not be stripped, and is packed as it is", library.display());
    }
}

/// The library's pom as its users need it: what it is called and what it stands on.
fn consumers_pom(pom: &str) -> Option<String> {
    let dependencies = shipped_dependencies(pom)?;
    let version = project_version(pom)?;
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  <modelVersion>4.0.0</modelVersion>\n  \
         <groupId>id.perisai</groupId>\n  <artifactId>{NAME}</artifactId>\n  <version>{version}</version>\n  \
         <dependencies>{dependencies}\n  </dependencies>\n</project>\n"
    ))
}

/// What the library stands on, as a pom says it.
fn shipped_dependencies(pom: &str) -> Option<String> {
    let one = |java::Shipped { group, name, version }: &java::Shipped| {
        format!(
            "\n    <dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>\
             <version>{version}</version></dependency>"
        )
    };
    java::shipped(pom).filter(|shipped| !shipped.is_empty()).map(|shipped| shipped.iter().map(one).collect())
}

fn project_version(pom: &str) -> Option<&str> {
    let (_, rest) = pom.split_once(&format!("<artifactId>{NAME}</artifactId>"))?;
    java::property_in(rest, "version")
}

fn version(house: &House) -> Result<String, String> {
    let pom = read(&house.root().join(PROJECT).join("pom.xml"))?;
    project_version(&pom).map(str::to_owned).ok_or_else(|| "the library's pom names no version".to_owned())
}

/// Where JNA looks for a native library among a jar's resources.
fn resource_prefix() -> Option<&'static str> {
    Some(match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x86-64",
        ("linux", "aarch64") => "linux-aarch64",
        ("macos", "x86_64") => "darwin-x86-64",
        ("macos", "aarch64") => "darwin-aarch64",
        ("windows", "x86_64") => "win32-x86-64",
        _ => return None,
    })
}

/// Compiles what the library's README shows against the packed library, in a folder that holds nothing else, and runs it
/// against a branch of its own. What it prints is held against the README too.
pub(crate) fn consume(house: &House) -> Result<(), String> {
    let folder = house.scratch("packed");
    bindings::empty(&folder)?;
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (android, _) = for_android(house, &folder, Err("it is packed for a test".into()))?;
    check_android(&android)?;
    let desk = for_desk_machines(house, &folder)?;
    let readme = read(&house.root().join(PROJECT).join("README.md"))?;
    let (program, expected) = (fenced(&readme, "kotlin")?, fenced(&readme, "text")?);

    let project = folder.join("project");
    let sources = project.join("src");
    fs::create_dir_all(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    write(&sources.join("Day.kt"), program)?;
    let packed_pom = read(&desk.pom)?;
    let dependencies = shipped_dependencies(&read(&house.root().join(PROJECT).join("pom.xml"))?).unwrap_or_default();
    if !packed_pom.contains(&dependencies) {
        return Err("the packed pom does not say what the library stands on".into());
    }
    let kotlin = java::property(&house.root().join(PROJECT).join("pom.xml"), "kotlin.version")?;
    write(&project.join("pom.xml"), &project_pom(&desk.jar, &dependencies, &kotlin))?;
    let mut maven = java::maven(&project.join("pom.xml"));
    maven.args(["--quiet", "compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath"]);
    maven.current_dir(&project);
    let ended = process::run_without_input(maven);
    if !ended.is_success() {
        return Err(format!("the README's program does not compile against the packed library: mvn {ended}"));
    }

    let branch = Branch::start(house, &folder.join("branch"))?;
    let classpath = std::env::join_paths(
        [project.join("target/classes")]
            .into_iter()
            .chain(std::env::split_paths(&read(&project.join("classpath"))?.trim())),
    )
    .map_err(|error| error.to_string())?;
    let mut java = java::program("java");
    java.arg("-cp").arg(classpath).arg("DayKt").arg(folder.join("store")).arg(&branch.address).arg(&branch.code);
    // Nothing but the jar says where the native library is.
    java.env_remove("PERISAI_LIBRARY_DIR").env_remove("LD_LIBRARY_PATH").current_dir(&folder);
    java.stderr(Stdio::inherit());
    let said = process::answer(java).ok_or("the README's program failed against the packed library")?;
    if said == expected {
        Ok(())
    } else {
        Err(format!("the README's program prints otherwise than the README says:\n{said}\ninstead of\n{expected}"))
    }
}

/// Holds that a library for Android without native code says so, and holds the rest.
fn check_android(file: &Path) -> Result<(), String> {
    let mut jar = java::program("jar");
    jar.arg("--list").arg("--file").arg(file);
    let list = process::answer(jar).ok_or("the library for Android cannot be read")?;
    let mut names: Vec<&str> = list.lines().filter(|name| !name.ends_with('/')).collect();
    names.sort_unstable();
    let is_marked = file.to_string_lossy().ends_with("-without-native-code.aar");
    if is_marked && names == ["AndroidManifest.xml", "R.txt", "classes.jar", "proguard.txt"] {
        Ok(())
    } else {
        Err(format!("{} holds {names:?}", file.display()))
    }
}

fn project_pom(jar: &Path, dependencies: &str, kotlin: &str) -> String {
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\
         <groupId>example</groupId><artifactId>day</artifactId><version>1</version><dependencies>{dependencies}\
         <dependency><groupId>id.perisai</groupId><artifactId>{NAME}</artifactId><version>packed</version>\
         <scope>system</scope><systemPath>{}</systemPath></dependency></dependencies>\
         <build><sourceDirectory>src</sourceDirectory><plugins><plugin><groupId>org.jetbrains.kotlin</groupId>\
         <artifactId>kotlin-maven-plugin</artifactId><version>{kotlin}</version><executions><execution>\
         <goals><goal>compile</goal></goals></execution></executions></plugin></plugins>\
         <pluginManagement><plugins><plugin><groupId>org.apache.maven.plugins</groupId>\
         <artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version></plugin></plugins></pluginManagement>\
         </build></project>\n",
        jar.display()
    )
}

/// The text of the one fence of a kind in a page.
fn fenced<'t>(page: &'t str, kind: &str) -> Result<&'t str, String> {
    let opening = format!("\n```{kind}\n");
    let mut parts = page.split(&opening).skip(1);
    let (Some(part), None) = (parts.next(), parts.next()) else {
        return Err(format!("the README is to hold one fence of {kind}"));
    };
    part.split_once("\n```")
        .map(|(text, _)| &part[..text.len() + 1])
        .ok_or_else(|| format!("a fence of {kind} is not closed"))
}

/// A branch that a consumer's program talks to, with one agent for whom a code waits.
#[derive(Debug)]
struct Branch {
    server: Child,
    address: String,
    code: String,
}

impl Branch {
    fn start(house: &House, folder: &Path) -> Result<Self, String> {
        let program = house::program(&house.products(), "perisai-branch");
        let command = |words: &[&str]| {
            let mut command = Command::new(&program);
            command.args(words).arg("--data").arg(folder);
            command
        };
        let office = |words: &[&str]| {
            process::answer(command(words)).ok_or_else(|| format!("perisai-branch {} failed", words.join(" ")))
        };
        office(&["init", "--name", "Kantor Cabang Semarang"])?;
        let by = ["--by", "admin", "--reason", "a new agent"];
        office(&[&["agent", "add", "A-07", "--name", "Rini", "--villages", "33.74.05.1003"][..], &by].concat())?;
        let code = office(&[&["enrol-code", "A-07"][..], &by].concat())?.trim().to_owned();
        let failed = |error: std::io::Error| format!("perisai-branch did not start: {error}");
        let mut serve = command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = serve.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut greeting = String::new();
        let read = server.stdout.take().map(|out| BufReader::new(out).read_line(&mut greeting));
        let address = greeting.trim().strip_prefix("listening on ").map(str::to_owned);
        let mut branch = Self { server, address: String::new(), code };
        read.transpose().map_err(failed)?;
        branch.address = address.ok_or("perisai-branch does not say where it listens")?;
        Ok(branch)
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        // It may be gone already; either way nothing is left running.
        if self.server.kill().is_ok() {
            drop(self.server.wait());
        }
    }
}

fn copied(file: &Path, folder: &Path) -> Result<(), String> {
    let target = folder.join(file.file_name().unwrap_or_default());
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(file, target))
        .map(drop)
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POM: &str = "<artifactId>perisai-field</artifactId><version>0.1.0</version>\
        <properties><kotlin.version>2.4</kotlin.version><jna.version>5</jna.version></properties><dependencies>\
        <dependency><artifactId>kotlin-stdlib</artifactId><version>${kotlin.version}</version></dependency>\
        <dependency><artifactId>jna</artifactId><version>${jna.version}</version></dependency>\
        <dependency><artifactId>junit</artifactId><scope>test</scope></dependency></dependencies>";

    #[test]
    fn users_of_the_library_get_what_it_stands_on_and_no_tests() {
        let pom = consumers_pom(POM).expect("it is one");
        assert!(
            pom.contains("<version>0.1.0</version>")
                && pom.contains("<artifactId>jna</artifactId><version>5</version>")
        );
        assert!(pom.contains("kotlin-stdlib") && !pom.contains("junit") && !pom.contains("${"), "{pom}");
        assert_eq!(consumers_pom(&POM.replace("${jna.version}", "${other.version}")), None);
    }

    #[test]
    fn a_page_holds_one_fence_of_a_kind() {
        let page = "# A\n\n```kotlin\nval a = 1\n```\n\nprints\n\n```text\n1\n```\n";
        assert_eq!(fenced(page, "kotlin"), Ok("val a = 1\n"));
        assert_eq!(fenced(page, "text"), Ok("1\n"));
        assert!(fenced(page, "java").is_err() && fenced(&[page, page].concat(), "text").is_err());
    }

    #[test]
    fn a_library_without_native_code_says_so() {
        assert!(without_native_code("<application>\n  </application>").contains("NATIVE_CODE"));
        assert_eq!(without_native_code("-keep class a"), "-keep class a");
    }
}
