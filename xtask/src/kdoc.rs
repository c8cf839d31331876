//! Documentation that was written for Rust, made to read as Kotlin's.
//!
//! Names of calls and of what is handed to them are spelled as Kotlin spells them, links are Kotlin's links, and what can go
//! wrong stands where Kotlin looks for it. Names of fields as they are at run time (`start_month` in an error) stay.

use std::collections::BTreeSet;

/// Rewords the documentation in generated Kotlin sources: each source, with the names of all.
pub(crate) fn reworded(sources: &[String]) -> Vec<String> {
    let names = Names::of(sources);
    sources.iter().map(|source| reword(source, &names)).collect()
}

/// What still reads as Rust in the documentation of a source, a line each.
pub(crate) fn rust_in(source: &str) -> Vec<&str> {
    let is_rust = |line: &&str| line.contains("::") || line.trim_start().starts_with("* # ") || line.contains("[`");
    source.lines().filter(|line| is_documentation(line)).filter(is_rust).collect()
}

/// Names in Kotlin's sources.
struct Names {
    /// Of functions and of what they are handed.
    called: BTreeSet<String>,
    /// Of enums' constants.
    constants: BTreeSet<String>,
    /// Of classes.
    classes: BTreeSet<String>,
}

impl Names {
    fn of(sources: &[String]) -> Self {
        let mut names = Self { called: BTreeSet::new(), constants: BTreeSet::new(), classes: BTreeSet::new() };
        for line in sources.iter().flat_map(|source| source.lines()).map(str::trim_start) {
            if let Some((_, signature)) = line.split_once("fun `") {
                let signature = signature.split(" = ").next().unwrap_or_default();
                names.called.extend(format!("`{signature}").split('`').skip(1).step_by(2).map(str::to_owned));
            } else if let Some((_, class)) = line.split_once("class ").or_else(|| line.split_once("interface ")) {
                names.classes.insert(class.chars().take_while(|letter| letter.is_alphanumeric()).collect());
            } else {
                let constant: String = line
                    .chars()
                    .take_while(|letter| letter.is_ascii_uppercase() || "_0123456789".contains(*letter))
                    .collect();
                if constant.len() > 1 && matches!(&line[constant.len()..], "," | ";" | "") {
                    names.constants.insert(constant);
                }
            }
        }
        names
    }
}

fn reword(source: &str, names: &Names) -> String {
    let mut reworded = String::with_capacity(source.len());
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        if is_documentation(line) && line.trim_start() == "* # Errors" {
            // The section's first line follows the tag; the text goes on below it, as Kotlin allows.
            let (indentation, _) = line.split_once('*').unwrap_or_default();
            let first = lines.next().unwrap_or_default().trim_start().trim_start_matches('*').trim_start();
            reworded.push_str(&line_of_documentation(&format!("{indentation}* @throws FieldException {first}"), names));
        } else if is_documentation(line) {
            reworded.push_str(&line_of_documentation(line, names));
        } else {
            reworded.push_str(line);
        }
        reworded.push('\n');
    }
    reworded
}

fn is_documentation(line: &str) -> bool {
    line.trim_start().starts_with("* ")
}

/// A line with the names between its backticks spelled as Kotlin spells them.
fn line_of_documentation(line: &str, names: &Names) -> String {
    let line = line.replace("[`", "`").replace("`]", "`");
    if line.matches('`').count() % 2 == 1 {
        // A name that goes on in the next line cannot be told from what stands between two names.
        return line;
    }
    let spell = |(at, part)| if at % 2 == 1 { spelled(part, names) } else { String::from(part) };
    line.split('`').enumerate().map(spell).collect()
}

/// A name that stood between backticks, as Kotlin spells it: with backticks, or as a link.
fn spelled(rust: &str, names: &Names) -> String {
    let path: Vec<&str> = rust.trim_end_matches("()").split("::").collect();
    let (camel, upper) = match path.last() {
        Some(last) => (camel_case(last), upper_case(last)),
        None => return format!("`{rust}`"),
    };
    match path[..] {
        [.., owner, last] if names.classes.contains(last) => format!("[{owner}.{last}]"),
        [.., owner, last] if last.starts_with(char::is_uppercase) => format!("[{owner}.{upper}]"),
        [.., owner, _] => format!("[{owner}.{camel}]"),
        [name] if names.classes.contains(name) => format!("[{name}]"),
        [name] if name.starts_with(char::is_uppercase) && names.constants.contains(&upper) => format!("`{upper}`"),
        [name] if name.contains('_') && names.called.contains(&camel) => format!("`{camel}`"),
        _ => format!("`{rust}`"),
    }
}

/// `quarantined_to` as `quarantinedTo`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (head, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        camel + &head.to_uppercase() + tail
    })
}

/// `EnrolCode` as `ENROL_CODE`.
fn upper_case(name: &str) -> String {
    let mut upper = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !upper.is_empty() {
            upper.push('_');
        }
        upper.extend(letter.to_uppercase());
    }
    upper
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
public interface FieldInterface {
    /**
     * Opens, see `begin_again` and `Field::begin_again`. `quarantined_to` is what [`FieldException`] named.
     *
     * # Errors
     * `Refused` with `SigningKey`: none; `Invalid` names `start_month`, and
     * `birth_date` with `DATE`. `TextVersion` is `ConsentInput::text_version`, kept by `keep_form()`.
     */
    fun `beginAgain`(`quarantinedTo`: kotlin.String): Saved
    fun `keepForm`(`kind`: FormKind = FormKind.A)
}
enum class WhyRefused {
    /** A name: `x::y`. */
    SIGNING_KEY,
    REVOKED;
}
sealed class FieldException: kotlin.Exception() {
    class Refused(val `why`: WhyRefused)
    val `startMonth`: kotlin.String // a::b
}
";

    #[test]
    fn names_links_and_errors_read_as_kotlin() {
        let reworded = reworded(&[SOURCE.to_owned()]).remove(0);
        let documentation: Vec<&str> =
            reworded.lines().filter(|line| is_documentation(line)).map(str::trim_start).collect();
        assert_eq!(
            documentation,
            [
                "* Opens, see `beginAgain` and [Field.beginAgain]. `quarantinedTo` is what [FieldException] named.",
                "* @throws FieldException [Refused] with `SIGNING_KEY`: none; `Invalid` names `start_month`, and",
                "* `birth_date` with `DATE`. `TextVersion` is [ConsentInput.textVersion], kept by `keepForm`.",
            ]
        );
        assert_eq!(rust_in(&reworded), Vec::<&str>::new());
        let code =
            |text: &str| text.lines().filter(|line| !line.trim_start().starts_with('*')).collect::<Vec<_>>().join("\n");
        assert_eq!(code(&reworded), code(SOURCE), "the code stays as it is");
    }

    #[test]
    fn what_is_left_of_rust_is_found() {
        assert_eq!(rust_in(SOURCE).len(), 3);
    }
}
