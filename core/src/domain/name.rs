//! People's names as the field writes them: folded for search, keyed for the question "two people or one?".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text without case, accents and punctuation; one blank between words. An apostrophe joins (`Ma'ruf` is `maruf`),
/// any other mark parts (`Moh.Ali` is `moh ali`).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)) {
        if !c.is_alphanumeric() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
        }
        // Letters that have no decomposition but do have a plain look.
        match c {
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' => folded.push('d'),
            'ł' | 'Ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            // Lowering can bring marks back (`İ`).
            _ => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded.trim().to_owned()
}

/// The folded words of a text, in its order.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The key under which a name meets itself as another agent wrote it. It decides nothing alone: it counts together
/// with the birth date and a village or a phone.
///
/// - What follows a comma is a degree and is left out (`Aminah, S.Pd.`).
/// - Titles and forms of address are left out wherever they stand (`Hj.`, `Pak`, `R.A.`), unless nothing else is left.
/// - Names that are written short become long (`M.`, `Moh.`, `Muh.` are Muhammad; `St.` is Siti).
/// - One spelling of a sound: `oe` is `u`, `dj` is `j`, `tj` is `c` (before the reform of 1972), `sy` and `sj` are
///   `s`, `kh` and `ch` are `h`, a doubled letter is one.
/// - The order of the words does not count.
pub fn duplicate_key(name: &str) -> String {
    let before_degrees = match name.split_once(',') {
        Some((before, _)) if !fold(before).is_empty() => before,
        _ => name,
    };
    let all = words(before_degrees);
    let mut kept: Vec<_> = all.iter().filter(|word| !is_title(word)).map(|word| sound(long_form(word))).collect();
    if kept.is_empty() {
        kept = all.iter().map(|word| sound(word)).collect();
    }
    kept.sort();
    kept.join(" ")
}

/// Whether two words are equal or one typo apart: a letter wrong, missing or too many, or two neighbours swapped.
pub fn within_one_typo(a: &str, b: &str) -> bool {
    let (a, b) = (a.chars(), b.chars());
    let (shorter, longer) = if a.clone().count() <= b.clone().count() { (a, b) } else { (b, a) };
    let (shorter, longer) = after_common_start(shorter, longer);
    match longer.clone().count() - shorter.clone().count() {
        0 => {
            let (s, l) = (shorter.clone().collect::<Vec<_>>(), longer.clone().collect::<Vec<_>>());
            s.is_empty() || s[1..] == l[1..] || s.len() > 1 && (s[0], s[1]) == (l[1], l[0]) && s[2..] == l[2..]
        }
        1 => shorter.eq(longer.skip(1)),
        _ => false,
    }
}

/// Whether a word begins with the prefix, or with something one typo away from it.
pub fn begins_within_one_typo(word: &str, prefix: &str) -> bool {
    let length = prefix.chars().count();
    let cut = |length: usize| word.char_indices().nth(length).map_or(word, |(end, _)| &word[..end]);
    (length.saturating_sub(1)..=length + 1).any(|length| within_one_typo(cut(length), prefix))
}

/// How well a name answers a search, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// Every word searched for begins a word of the name.
    Exact,
    /// So it does, but for one typo in one of the words.
    OneTypo,
}

/// A search for a name: each of its words must begin a word of the name, with one typo forgiven over all.
#[derive(Clone, PartialEq, Eq)]
pub struct NameQuery {
    words: Vec<String>,
}

crate::prints_name_only!(NameQuery);

impl NameQuery {
    /// Letters that a searched word needs before a typo is forgiven in it; in shorter ones everything is a typo away.
    pub const TYPO_LETTERS_MIN: usize = 3;

    /// The search for what was typed; `None` where that holds no letter or digit.
    pub fn new(typed: &str) -> Option<Self> {
        let words = words(typed);
        (!words.is_empty()).then_some(Self { words })
    }

    /// The folded words searched for.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// How one folded word of an index answers one of [`NameQuery::words`].
    pub fn matches_word(searched: &str, word: &str) -> Option<NameMatch> {
        if word.starts_with(searched) {
            Some(NameMatch::Exact)
        } else if searched.chars().count() >= Self::TYPO_LETTERS_MIN && begins_within_one_typo(word, searched) {
            Some(NameMatch::OneTypo)
        } else {
            None
        }
    }

    /// How a name answers; `None` where it does not.
    pub fn matches(&self, name: &str) -> Option<NameMatch> {
        self.matches_words(&words(name))
    }

    /// How a name answers, given its folded [`words`].
    pub fn matches_words(&self, name: &[String]) -> Option<NameMatch> {
        let mut best = NameMatch::Exact;
        for searched in &self.words {
            let answer = name.iter().filter_map(|word| Self::matches_word(searched, word)).min()?;
            if answer == NameMatch::OneTypo && best == NameMatch::OneTypo {
                return None;
            }
            best = best.max(answer);
        }
        Some(best)
    }
}

fn after_common_start<'a>(
    mut a: std::str::Chars<'a>,
    mut b: std::str::Chars<'a>,
) -> (std::str::Chars<'a>, std::str::Chars<'a>) {
    loop {
        let (mut next_a, mut next_b) = (a.clone(), b.clone());
        match (next_a.next(), next_b.next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (next_a, next_b),
            _ => return (a, b),
        }
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '"' | '\u{00b4}' | '\u{02b9}'..='\u{02bf}' | '\u{2018}'..='\u{201f}' | '\u{2032}')
}

// Forms of address, pilgrimage and learning, noble titles and degrees, as written in Java before or after a name.
fn is_title(word: &str) -> bool {
    const TITLES: &[&str] = &[
        "h", "hj", "haji", "hajah", "hajjah", "kh", "k", "kyai", "kiai", "kiyai", "ki", "nyai", "ny", "nyonya", "tn",
        "tuan", "bp", "bpk", "bapak", "pak", "ibu", "bu", "mbak", "mbah", "mas", "bang", "kang", "lik", "sdr", "sdri",
        "saudara", "saudari", "ust", "ustad", "ustadz", "ustadzah", "ustaz", "gus", "alm", "almh", "dr", "drs", "dra",
        "ir", "prof", "raden", "r", "rr", "ra", "roro", "rara", "rm", "se", "sh", "spd", "sag", "skom", "amd",
    ];
    TITLES.contains(&word)
}

fn long_form(word: &str) -> &str {
    match word {
        "m" | "md" | "moh" | "mohd" | "moch" | "mochd" | "muh" | "muhd" | "mhd" | "much" | "mochamad" | "mochammad"
        | "mohamad" | "mohammad" | "mohamed" | "mohammed" | "muhamad" | "muchamad" | "muchammad" | "muhamed"
        | "muhammed" | "mukhamad" | "mukhammad" | "mokhamad" | "mokhammad" | "moehamad" | "moehammad" => "muhammad",
        "ach" | "achd" | "ahd" => "ahmad",
        "abd" | "abdl" => "abdul",
        "st" | "sitti" | "sity" => "siti",
        "noer" | "noor" | "nr" => "nur",
        "sry" => "sri",
        _ => word,
    }
}

fn sound(word: &str) -> String {
    let mut spelled = word.to_owned();
    for (old, new) in [("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("kh", "h"), ("ch", "h")] {
        // A word may be nothing but the sound (`Sy`): then it stays.
        if spelled.len() > old.len() {
            spelled = spelled.replace(old, new);
        }
    }
    let mut letters: Vec<char> = spelled.chars().collect();
    letters.dedup_by(|a, b| a == b && a.is_alphabetic());
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        duplicate_key(a) == duplicate_key(b)
    }

    #[test]
    fn folding_forgets_case_accents_and_marks() {
        assert_eq!(fold("  SITI  Nur-Aini "), "siti nur aini");
        assert_eq!(fold("Moh.Ali"), "moh ali");
        assert_eq!(fold("Ma'ruf Ma’ruf"), "maruf maruf");
        assert_eq!(fold("José Łukasz Straße İnan"), "jose lukasz strasse inan");
        assert_eq!(fold("..."), "");
        assert_eq!(words("R. Ayu, S.Pd"), ["r", "ayu", "s", "pd"]);
    }

    #[test]
    fn one_person_written_by_two_agents_has_one_key() {
        assert!(same("Siti Aminah", "Hj. SITI AMINAH, S.Pd."));
        assert!(same("Siti Aminah", "Ibu St. Aminah"));
        assert!(same("M. Arifin", "Muhammad Arifin"));
        assert!(same("Moch. Arifin", "Mohammad Arifin"));
        assert!(same("Bp. Soekarno", "Sukarno"));
        assert!(same("Achmad Syaiful", "Ahmad Saiful"));
        assert!(same("Djoko Tjipto", "Cipto Joko"));
        assert!(same("Rahmat Hasan", "Rakhmat Hassan"));
        assert!(same("H.M. Ali", "Muh. Ali"));
    }

    #[test]
    fn two_names_keep_two_keys() {
        assert!(!same("Siti Aminah", "Siti Maimunah"));
        assert!(!same("Budi Santoso", "Budi Susanto"));
        assert!(!same("Slamet Riyadi", "Slamet"));
        assert!(!same("Dewi", "Dwi"));
    }

    #[test]
    fn a_name_of_titles_alone_is_still_a_name() {
        assert_eq!(duplicate_key("Mas"), "mas");
        assert!(!same("Raden Mas", "Haji"));
        assert_eq!(duplicate_key(""), "");
        assert_eq!(duplicate_key(", Aminah"), "aminah");
    }

    #[test]
    fn one_typo_is_one_letter_or_one_swap() {
        for (a, b) in [
            ("siti", "siti"),
            ("siti", "sita"),
            ("siti", "siit"),
            ("siti", "sii"),
            ("siti", "sitin"),
            ("", "a"),
            ("ab", "ba"),
        ] {
            assert!(within_one_typo(a, b) && within_one_typo(b, a), "{a} {b}");
        }
        for (a, b) in [("siti", "sari"), ("siti", "tisi"), ("siti", "si"), ("", "ab"), ("abcd", "badc"), ("abc", "cab")]
        {
            assert!(!within_one_typo(a, b) && !within_one_typo(b, a), "{a} {b}");
        }
    }

    #[test]
    fn the_typo_test_agrees_with_a_full_distance_matrix() {
        let alphabet = ["a", "b", "é"];
        let mut all = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<_> = all.iter().filter(|w| w.chars().count() == length).cloned().collect();
            all.extend(longer.iter().flat_map(|word| alphabet.iter().map(move |letter| format!("{word}{letter}"))));
        }
        for a in &all {
            for b in &all {
                assert_eq!(within_one_typo(a, b), damerau(a, b) <= 1, "{a} {b}");
            }
        }
    }

    fn damerau(a: &str, b: &str) -> usize {
        let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(rows[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        rows[a.len()][b.len()]
    }

    #[test]
    fn a_search_takes_prefixes_of_any_word_and_one_typo() {
        let answer = |typed: &str, name: &str| NameQuery::new(typed).unwrap().matches(name);
        assert_eq!(answer("ami", "Siti Aminah"), Some(NameMatch::Exact));
        assert_eq!(answer("AMINAH sit", "Siti Aminah"), Some(NameMatch::Exact));
        assert_eq!(answer("amniah", "Siti Aminah"), Some(NameMatch::OneTypo));
        assert_eq!(answer("siti amnah", "Siti Aminah"), Some(NameMatch::OneTypo));
        assert_eq!(answer("sti", "Siti Aminah"), Some(NameMatch::OneTypo));
        assert_eq!(answer("josé", "JOSE"), Some(NameMatch::Exact));
        assert_eq!(answer("stii amnah", "Siti Aminah"), None);
        assert_eq!(answer("xi", "Siti Aminah"), None);
        assert_eq!(answer("aminah budi", "Siti Aminah"), None);
        assert_eq!(NameQuery::new(" .- "), None);
    }
}
