//! Kotlin and Java, as far as the guard reads them: code and texts apart, comments gone.

/// What a file says.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The code by lines. A text is `""` there, and a comment is nothing.
    pub(crate) code: Vec<String>,
    /// Texts, with the line on which they begin.
    pub(crate) texts: Vec<(usize, String)>,
    /// What is imported, with its line; `java.util.*` ends in the star.
    pub(crate) imports: Vec<(usize, String)>,
    /// Names written out with dots in code, with their line.
    pub(crate) paths: Vec<(usize, String)>,
    /// The package that the file declares.
    pub(crate) package: Option<String>,
}

/// Reads a file; `nests` where comments nest, as Kotlin's do.
pub(crate) fn read(text: &str, nests: bool) -> Facts {
    let mut reader = Reader { rest: text, nests, line: 1, code: String::new(), texts: Vec::new() };
    reader.code(false);
    let mut facts = Facts { texts: reader.texts, ..Facts::default() };
    for (line, code) in reader.code.lines().enumerate().map(|(at, code)| (at + 1, code)) {
        let statement = code.trim().trim_end_matches(';').trim();
        if let Some(package) = statement.strip_prefix("package ") {
            facts.package = Some(without_spaces(package));
        } else if let Some(import) = statement.strip_prefix("import ") {
            let import = import.trim().strip_prefix("static ").unwrap_or(import);
            facts.imports.push((line, without_spaces(import.split(" as ").next().unwrap_or_default())));
        } else {
            facts.paths.extend(paths(code).map(|path| (line, path)));
        }
        facts.code.push(code.to_owned());
    }
    facts
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '`').collect()
}

/// Names with dots between them.
fn paths(code: &str) -> impl Iterator<Item = String> {
    let is_of_a_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    code.split(move |letter| !is_of_a_path(letter)).filter(|path| path.contains('.')).map(str::to_owned)
}

struct Reader<'t> {
    rest: &'t str,
    nests: bool,
    line: usize,
    code: String,
    texts: Vec<(usize, String)>,
}

impl Reader<'_> {
    /// Reads code to its end, or to the brace that closes a template.
    fn code(&mut self, in_template: bool) {
        let mut depth = 0;
        while let Some(letter) = self.rest.chars().next() {
            if self.rest.starts_with("//") {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.pass(end);
            } else if self.rest.starts_with("/*") {
                self.comment();
            } else if self.rest.starts_with("\"\"\"") {
                self.text("\"\"\"");
            } else if letter == '"' {
                self.text("\"");
            } else if letter == '\'' {
                self.letter();
            } else {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 && in_template => return,
                    '}' => depth -= 1,
                    _ => {}
                }
                self.code.push(letter);
                self.pass(letter.len_utf8());
            }
        }
    }

    /// Goes on behind so many bytes, and counts the lines among them.
    fn pass(&mut self, bytes: usize) -> &str {
        let (passed, rest) = self.rest.split_at(bytes);
        self.line += passed.matches('\n').count();
        self.rest = rest;
        passed
    }

    fn comment(&mut self) {
        let (mut depth, begun) = (0, self.line);
        loop {
            let bytes = match self.rest {
                rest if rest.starts_with("/*") && (self.nests || depth == 0) => {
                    depth += 1;
                    2
                }
                rest if rest.starts_with("*/") => {
                    depth -= 1;
                    2
                }
                rest => rest.chars().next().map_or(0, char::len_utf8),
            };
            self.pass(bytes);
            if depth == 0 || bytes == 0 {
                break;
            }
        }
        self.code.push(' ');
        self.code.extend(std::iter::repeat_n('\n', self.line - begun));
    }

    /// A letter in quotes, which may be a quote.
    fn letter(&mut self) {
        self.pass(1);
        let escaped = usize::from(self.rest.starts_with('\\'));
        let end = self.rest.char_indices().skip(escaped + 1).find(|(_, letter)| *letter == '\'');
        self.pass(end.map_or(self.rest.len(), |(at, _)| at + 1));
        self.code.push_str("\"\"");
    }

    /// A text between two marks. What stands in its templates is code.
    fn text(&mut self, mark: &str) {
        let (begun, mut text) = (self.line, String::new());
        self.pass(mark.len());
        let mut templates = String::new();
        while let Some(letter) = self.rest.chars().next() {
            // A raw text may end in quotes of its own.
            if self.rest.starts_with(mark) && !(mark.len() == 3 && self.rest.starts_with("\"\"\"\"")) {
                self.pass(mark.len());
                break;
            }
            if mark.len() == 1 && letter == '\\' {
                let bytes = self.rest.chars().take(2).map(char::len_utf8).sum();
                text.push_str(self.pass(bytes));
            } else if self.nests && self.rest.starts_with("${") {
                self.pass(2);
                let before = std::mem::take(&mut self.code);
                self.code(true);
                templates.push_str(&format!(";{}", std::mem::replace(&mut self.code, before)));
                self.pass(usize::from(!self.rest.is_empty()));
                text.push_str("{}");
            } else {
                text.push_str(self.pass(letter.len_utf8()));
            }
        }
        let lines = self.line - begun - templates.matches('\n').count();
        self.code.push_str("\"\"");
        self.code.push_str(&templates);
        self.code.extend(std::iter::repeat_n('\n', lines));
        self.texts.push((begun, text));
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn comments_are_gone_texts_are_apart_and_lines_stay() {
        let text = "package a.b\nimport c.D as E\nimport f.*\n/* /* x */ java.time\n*/ val a = \"java.time \\\" ${g.h(\"i\")}\" // k\n\
            val b = '\"' + \"\"\"m\n\"n\" \"\"\"; val o = p.q\n";
        let facts = read(text, true);
        assert_eq!(facts.package.as_deref(), Some("a.b"));
        assert_eq!(facts.imports, [(2, "c.D".to_owned()), (3, "f.*".to_owned())]);
        assert_eq!(facts.code[4], " val a = \"\";g.h(\"\") ");
        assert_eq!(facts.paths, [(5, "g.h".to_owned()), (7, "p.q".to_owned())]);
        let texts: Vec<_> = facts.texts.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(texts, [(5, "i"), (5, "java.time \\\" {}"), (6, "m\n\"n\" ")]);
    }

    #[test]
    fn in_java_comments_do_not_nest_and_a_dollar_is_a_letter() {
        let facts = read("/* /* */ a.b(\"${c.d}\");", false);
        assert_eq!(facts.paths, [(1, "a.b".to_owned())]);
        assert_eq!(facts.texts, [(1, "${c.d}".to_owned())]);
    }
}
