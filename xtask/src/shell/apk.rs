//! The app's package: resources, code for Android's machine, native libraries; aligned, signed, and looked at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::native::{self, Built, Ndk};
use super::{FOLDER, Kotlin, manifest, resources};
use crate::house::House;
use crate::java::{self, Artifact, Shipped};
use crate::{bindings, process};

/// Turns Java's classes into Android's.
const D8: Artifact<'_> = Artifact { group: "com.android.tools", name: "r8", version: "9.1.31", packaging: "jar" };
/// Signs packages and checks signatures.
const APKSIG: Artifact<'_> =
    Artifact { group: "com.android.tools.build", name: "apksig", version: "2.3.0", packaging: "jar" };
/// The oldest Android, an API level; the manifest says the same.
const SDK_MIN: &str = "26";
/// A key that is made on each machine and vouches for nothing protects nothing.
const PASSWORD: &str = "throw-away";

/// What was made.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) file: PathBuf,
    pub(crate) bytes: u64,
    /// Why phones cannot install it, if they cannot.
    pub(crate) lacks: Option<String>,
    /// What aapt2 reads from it, a line each.
    pub(crate) badging: String,
}

/// Packs the app of compiled classes for debugging, with native libraries where there is an NDK.
pub(crate) fn pack(house: &House, kotlin: &Kotlin, ndk: Result<Ndk, String>) -> Result<Package, String> {
    let folder = house.scratch("apk");
    bindings::empty(&folder)?;
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (libraries, lacks) = match ndk {
        Ok(ndk) => (native::build(house, &ndk)?, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let linked = link(house, &folder, lacks.is_some())?;
    let mut contents = dexed(house, kotlin, &folder)?;
    contents.extend(with_jna(house, &folder, &libraries)?);
    let name = if lacks.is_some() { "perisai-debug-not-installable" } else { "perisai-debug" };
    let file = folder.join(format!("{name}.apk"));
    sign(house, &folder, &linked, &contents, &file)?;
    let badging = look(house, &file, lacks.is_some())?;
    let bytes = fs::metadata(&file).map_err(|error| format!("{}: {error}", file.display()))?.len();
    Ok(Package { file, bytes, lacks, badging })
}

/// The resources as a package has them, with what is only for debugging: plain HTTP to this very machine.
fn link(house: &House, folder: &Path, is_marked: bool) -> Result<PathBuf, String> {
    let app = house.root().join(FOLDER).join("app/src");
    let mut manifest = app.join("main/AndroidManifest.xml");
    if is_marked {
        manifest = manifest::not_installable(&manifest, folder)?;
    }
    let overlays: Vec<PathBuf> = [app.join("debug/res")].into_iter().filter(|overlay| overlay.is_dir()).collect();
    resources::compile(house, &folder.join("resources"), &manifest, &overlays, &["--debug-mode"])
}

/// Every class that the app runs, in Android's form.
fn dexed(house: &House, kotlin: &Kotlin, folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let jna = jna(house, folder)?.join("classes.jar");
    let mut jars = vec![jna];
    for Shipped { group, name, version } in shipped(house)?.into_iter().filter(|shipped| shipped.name != "jna") {
        jars.push(Artifact { group: &group, name: &name, version: &version, packaging: "jar" }.fetched(house)?);
    }
    for (number, classes) in kotlin.classes().iter().enumerate() {
        let jar = folder.join(format!("classes-{number}.jar"));
        java::jar(&jar, &[classes])?;
        jars.push(jar);
    }
    let out = folder.join("dex");
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let mut d8 = java::program("java");
    d8.arg("-cp").arg(D8.fetched(house)?).args(["com.android.tools.r8.D8", "--debug", "--min-api", SDK_MIN]);
    // Kotlin's library names classes of desktop Java that Android has not; it does without them there.
    d8.arg("--lib")
        .arg(resources::framework(house)?)
        .arg("--lib")
        .arg(java::home()?)
        .arg("--output")
        .arg(&out)
        .args(jars);
    run(d8, "the classes were not turned into Android's: d8")?;
    let mut dex: Vec<(String, PathBuf)> = fs::read_dir(&out)
        .map_err(|error| format!("{}: {error}", out.display()))?
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| name.ends_with(".dex"))
        .collect();
    dex.sort();
    if dex.is_empty() { Err("d8 made nothing".into()) } else { Ok(dex) }
}

/// The native libraries under their names in a package, each with JNA's own, which finds it.
fn with_jna(house: &House, folder: &Path, libraries: &[Built]) -> Result<Vec<(String, PathBuf)>, String> {
    let mut contents = Vec::new();
    for Built { abi, library } in libraries {
        let dispatch = jna(house, folder)?.join("jni").join(abi.name).join("libjnidispatch.so");
        native::check_pages(&dispatch)?;
        for file in [library, &dispatch] {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            contents.push((format!("lib/{}/{name}", abi.name), file.clone()));
        }
    }
    Ok(contents)
}

/// JNA for Android, unpacked.
fn jna(house: &House, folder: &Path) -> Result<PathBuf, String> {
    let unpacked = folder.join("jna");
    if !unpacked.is_dir() {
        let version = java::property(&house.root().join("bindings/kotlin/pom.xml"), "jna.version")?;
        let jna =
            Artifact { group: "net.java.dev.jna", name: "jna", version: &version, packaging: "aar" }.fetched(house)?;
        java::unpack(&jna, &unpacked)?;
    }
    Ok(unpacked)
}

/// What the app and the library below it stand on.
fn shipped(house: &House) -> Result<Vec<Shipped>, String> {
    let mut shipped = Vec::new();
    for pom in ["bindings/kotlin/pom.xml", "android-shell/presentation/pom.xml", "android-shell/app/pom.xml"] {
        let text = fs::read_to_string(house.root().join(pom)).map_err(|error| format!("{pom}: {error}"))?;
        shipped.extend(java::shipped(&text).ok_or_else(|| format!("{pom} does not say which version"))?);
    }
    Ok(shipped)
}

fn sign(
    house: &House,
    folder: &Path,
    linked: &Path,
    contents: &[(String, PathBuf)],
    file: &Path,
) -> Result<(), String> {
    let (unsigned, keys) = (folder.join("unsigned.apk"), house.scratch("throw-away-key.p12"));
    let mut assemble = tool(house, "assemble")?;
    assemble.arg(&unsigned).arg(linked);
    assemble.args(contents.iter().map(|(name, file)| format!("{name}={}", file.display())));
    run(assemble, "the package was not put together:")?;
    if !keys.is_file() {
        let mut keytool = java::program("keytool");
        keytool.args([
            "-genkeypair",
            "-storetype",
            "PKCS12",
            "-alias",
            "throw-away",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
        ]);
        keytool.args(["-validity", "10000", "-dname", "CN=Perisai Field for debugging", "-storepass", PASSWORD]);
        keytool.arg("-keystore").arg(&keys);
        run(keytool, "no key was made: keytool")?;
    }
    let mut sign = tool(house, "sign")?;
    sign.arg(&unsigned).arg(file).arg(&keys).args([PASSWORD, SDK_MIN]);
    run(sign, "the package was not signed:")
}

/// Holds that a package which nobody has signed is refused, so that one which is taken has been looked at.
pub(crate) fn refuses_unsigned(house: &House) -> Result<(), String> {
    let mut verify = tool(house, "verify")?;
    verify.arg(house.scratch("apk/unsigned.apk")).arg(SDK_MIN).stderr(std::process::Stdio::null());
    if process::run_without_input(verify).is_success() {
        return Err("a package that nobody has signed passed for a signed one".into());
    }
    Ok(())
}

/// Looks at the package as a phone would. Returns what aapt2 reads from it.
fn look(house: &House, file: &Path, is_marked: bool) -> Result<String, String> {
    let mut verify = tool(house, "verify")?;
    verify.arg(file).arg(SDK_MIN);
    run(verify, "a phone would refuse the package:")?;
    let mut badging = Command::new(resources::aapt2(house)?);
    badging.args(["dump", "badging"]).arg(file);
    let badging = process::answer(badging).ok_or("aapt2 cannot read the package")?;
    check_badging(&badging, is_marked)?;
    Ok(badging)
}

fn check_badging(badging: &str, is_marked: bool) -> Result<(), String> {
    let has_code = badging.lines().any(|line| line.starts_with("native-code:"));
    for (holds, complaint) in [
        (badging.contains("package: name='id.perisai.shell'"), "it is another app's"),
        (badging.contains(&format!("'{SDK_MIN}'")), "it is for other phones than the manifest says"),
        (badging.contains("launchable-activity:"), "nothing opens it"),
        (manifest::is_marked(badging) == is_marked, "whether phones refuse it is not as it should be"),
        (has_code != is_marked, "its native code is not as it should be"),
    ] {
        if !holds {
            return Err(format!("the package is not right: {complaint}"));
        }
    }
    Ok(())
}

/// Our own tool over packages, run from its source.
fn tool(house: &House, verb: &str) -> Result<Command, String> {
    let mut java = java::program("java");
    // Where it parses certificates, it goes by classes of the JDK's own.
    for package in ["x509", "pkcs", "util"] {
        java.arg("--add-exports").arg(format!("java.base/sun.security.{package}=ALL-UNNAMED"));
    }
    java.arg("-cp").arg(APKSIG.fetched(house)?).arg(house.root().join(FOLDER).join("tools/Apk.java")).arg(verb);
    Ok(java)
}

fn run(command: Command, complaint: &str) -> Result<(), String> {
    let ended = process::run_without_input(command);
    if ended.is_success() { Ok(()) } else { Err(format!("{complaint} {ended}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "package: name='id.perisai.shell' versionCode='1'\nminSdkVersion:'26'\n\
        launchable-activity: name='id.perisai.shell.today.TodayActivity'\nnative-code: 'arm64-v8a' 'armeabi-v7a'\n";

    #[test]
    fn a_package_is_installable_or_says_that_it_is_not() {
        let without = WHOLE.replace("native-code:", "no-code:");
        let marked = format!("{without}uses-library:'id.perisai.native_library_missing'\n");
        assert_eq!(check_badging(WHOLE, false), Ok(()));
        assert_eq!(check_badging(&marked, true), Ok(()));
        for (badging, is_marked) in [(without.as_str(), false), (&marked, false), (WHOLE, true), (&without, true)] {
            assert!(check_badging(badging, is_marked).is_err(), "{is_marked}: {badging}");
        }
    }

    #[test]
    fn a_package_of_another_app_is_not_right() {
        for other in
            [WHOLE.replace("id.perisai.shell'", "x'"), WHOLE.replace("'26'", "'21'"), WHOLE.replace("launch", "x")]
        {
            assert!(check_badging(&other, false).is_err(), "{other}");
        }
    }
}
