//! Telling SQL in a string literal from prose.

/// Statements that prose does not begin like, in any case.
const OPENINGS: &[&[&str]] = &[
    &["INSERT", "INTO"],
    &["INSERT", "OR"],
    &["REPLACE", "INTO"],
    &["CREATE", "TABLE"],
    &["CREATE", "TEMP"],
    &["CREATE", "INDEX"],
    &["CREATE", "UNIQUE"],
    &["CREATE", "VIRTUAL"],
    &["CREATE", "TRIGGER"],
    &["ALTER", "TABLE"],
    &["DROP", "TABLE"],
    &["DROP", "INDEX"],
    &["PRAGMA"],
    &["BEGIN", "IMMEDIATE"],
    &["BEGIN", "EXCLUSIVE"],
    &["BEGIN", "TRANSACTION"],
    &["ATTACH", "DATABASE"],
    &["VACUUM", "INTO"],
];

/// Words that begin a statement when they are written in capitals and more follows.
const CAPITALS_FIRST: &[&str] = &["SELECT", "UPDATE", "DELETE", "WITH", "ATTACH", "SAVEPOINT", "RELEASE", "BEGIN"];

/// Statements of one word, in capitals.
const CAPITALS_ALONE: &[&str] = &["BEGIN", "COMMIT", "ROLLBACK", "VACUUM"];

/// What a later piece of a statement holds, in capitals.
const CAPITALS_ANYWHERE: &[&[&str]] = &[&["WHERE"], &["ORDER", "BY"], &["GROUP", "BY"], &["JOIN"], &["ON", "CONFLICT"]];

/// Statements that prose may begin like: they count in any case, if the text also holds what prose does not.
const WITH_PUNCTUATION: &[(&str, &str)] = &[("SELECT", "FROM"), ("UPDATE", "SET"), ("DELETE", "FROM")];
const PUNCTUATION: &[&str] = &["=", "*", "(?", "?1", ", ?", "{}"];

/// Whether a text is an SQL statement, or a piece of one that names its keywords.
pub(crate) fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', ';', '(', ')'])).collect();
    let Some(first) = words.first() else { return false };
    let same = |(word, keyword): (&&str, &&str)| word.eq_ignore_ascii_case(keyword);

    let opens = |opening: &&[&str]| words.len() >= opening.len() && words.iter().zip(opening.iter()).all(same);
    let holds = |piece: &&[&str]| words.windows(piece.len()).any(|window| window == *piece);
    let is_pair = |(begin, later): &(&str, &str)| {
        first.eq_ignore_ascii_case(begin) && words.iter().any(|word| word.eq_ignore_ascii_case(later))
    };
    OPENINGS.iter().any(opens)
        || words.len() > 1 && CAPITALS_FIRST.contains(first)
        || words.len() == 1 && CAPITALS_ALONE.contains(first)
        || CAPITALS_ANYWHERE.iter().any(holds)
        || WITH_PUNCTUATION.iter().any(is_pair) && PUNCTUATION.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::is_sql;

    #[test]
    fn statements_are_found_in_any_clothes() {
        for text in [
            "SELECT 1",
            "\n  SELECT name\n  FROM worker",
            "select name from worker where id = ?1",
            "Select * From worker",
            "update worker set name = ?",
            "delete from {} where 1=1",
            "insert into worker values (?)",
            "INSERT OR IGNORE INTO journal VALUES (?1)",
            "create table if not exists journal (id integer)",
            "PRAGMA journal_mode",
            "pragma user_version",
            "BEGIN IMMEDIATE",
            "COMMIT;",
            "ROLLBACK",
            "RELEASE outer",
            " WHERE village = ?",
            "village, name ORDER BY name",
            "DELETE FROM journal",
        ] {
            assert!(is_sql(text), "{text}");
        }
    }

    #[test]
    fn prose_names_and_codes_are_let_be() {
        for text in [
            "",
            "Select a worker from the list (by name or NIK)",
            "Update the set of villages?",
            "delete from this phone",
            "DELETE",
            "-----BEGIN CERTIFICATE-----",
            "created_at",
            "where did you hear of us",
            "commit",
            "order by phone",
        ] {
            assert!(!is_sql(text), "{text}");
        }
    }
}
