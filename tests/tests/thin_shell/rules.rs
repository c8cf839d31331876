//! What the shell must do without, and why, as tables.

use std::collections::BTreeSet;

/// A part of the shell whose sources are checked.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its sources, from the top of the checkout.
    pub(crate) folder: &'static str,
    /// What it must not name, besides what nobody in the shell may.
    pub(crate) bans: &'static [Names],
    /// Files without which the check has not looked.
    pub(crate) always_there: &'static [&'static str],
}

/// Packages and classes that must not be named: imported, written out in full, or as text for a class loader.
#[derive(Debug)]
pub(crate) struct Names {
    /// In a violation, the rule's name.
    pub(crate) rule: &'static str,
    /// In a violation, its reason.
    pub(crate) why: &'static str,
    /// By their beginnings: `java.time` is all below it, `android.text.format.Date…` every class that begins so.
    pub(crate) names: &'static [&'static str],
    /// Files that are the one home of it, with what they do there.
    pub(crate) homes: &'static [&'static str],
}

/// What must not be written, as found by a pattern over the code of a line.
#[derive(Debug)]
pub(crate) struct Writing {
    /// As for [`Names`].
    pub(crate) rule: &'static str,
    /// As for [`Names`].
    pub(crate) why: &'static str,
    /// Whether a line breaks it. Comments and texts are blanked in `code`.
    pub(crate) is_broken: fn(code: &str) -> bool,
    /// As for [`Names`].
    pub(crate) homes: &'static [&'static str],
}

/// One state per screen; runs without a phone.
pub(crate) const PRESENTATION: Part = Part {
    folder: "android-shell/presentation/src/main",
    bans: &[Names {
        rule: "presentation is plain Kotlin",
        why: "what a screen says and does is tested without a phone",
        names: &["android", "androidx", "com.android", "dalvik", "org.robolectric"],
        homes: &[],
    }],
    always_there: &["kotlin/id/perisai/shell/Screen.kt", "kotlin/id/perisai/shell/Core.kt"],
};

/// What is drawn, on the framework's own classes.
pub(crate) const APP: Part = Part {
    folder: "android-shell/app/src/main",
    bans: &[],
    always_there: &["kotlin/id/perisai/shell/Shell.kt", "kotlin/id/perisai/shell/today/TodayActivity.kt"],
};

/// What nobody in the shell may name.
pub(crate) const NAMES: &[Names] = &[
    Names {
        rule: "no calendar",
        why: "civil days, zones and what is due are the core's: it answers days as text and instants as `Moment`",
        names: &[
            "java.time",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.GregorianCalendar",
            "java.util.TimeZone",
            "java.util.SimpleTimeZone",
            "java.text.Date…",
            "java.text.SimpleDate…",
            "java.sql",
            "kotlin.time",
            "kotlinx.datetime",
            "android.text.format.Date…",
            "android.text.format.Time…",
            "android.icu.util.Calendar",
            "android.icu.util.Date…",
            "android.icu.util.GregorianCalendar",
            "android.icu.util.TimeZone",
            "android.icu.text.Date…",
            "android.icu.text.SimpleDate…",
            "android.icu.text.RelativeDate…",
        ],
        homes: &[],
    },
    Names {
        rule: "no SQL",
        why: "the store is the core's, encrypted and under its rules; a second one would hold people unprotected",
        names: &[
            "android.database",
            "java.sql",
            "javax.sql",
            "net.sqlcipher",
            "net.zetetic",
            "org.sqlite",
            "androidx.sqlite",
            "androidx.room",
        ],
        homes: &[],
    },
    Names {
        rule: "no sums of money",
        why: "quotes, receipts and totals are the core's, by the tariff of the day; the shell shows whole rupiah",
        names: &["java.math", "android.icu.math", "android.icu.util.Currency…", "java.util.Currency"],
        homes: &[],
    },
    Names {
        rule: "framework classes only",
        why: "a cheap phone starts it fast, and all of it is compiled and tested without Google's SDK",
        names: &[
            "androidx",
            "android.support",
            "com.google.android",
            "com.google.common",
            "com.google.firebase",
            "com.google.mlkit",
            "kotlinx",
            "dagger",
            "io.reactivex",
        ],
        homes: &[],
    },
    Names {
        rule: "no log",
        why: "what is logged can be read by whoever holds the phone, and lines about people would follow",
        names: &["android.util.Log", "java.util.logging", "timber", "org.slf4j"],
        homes: &[],
    },
];

/// What nobody in the shell may write.
pub(crate) const WRITINGS: &[Writing] = &[
    Writing {
        rule: "no clock",
        why: "captures are stamped by the core, and what day it is where the agent works is its answer",
        is_broken: |code| has_any(code, &["currentTimeMillis(", "nanoTime(", "Instant.now(", "LocalDate.now("]),
        homes: &["kotlin/id/perisai/shell/PhoneClock.kt"],
    },
    Writing {
        rule: "no date arithmetic",
        why: "days have zones and holidays, which the core knows",
        is_broken: |code| {
            let numbers = numbers(code);
            let spans = [86_400, 86_400_000, 3_600_000, 604_800, 604_800_000];
            numbers.iter().any(|number| spans.contains(number))
                || has_run(code, &["24", "*", "60"])
                || has_run(code, &["60", "*", "24"])
        },
        homes: &[],
    },
    Writing {
        rule: "no NIK parsing",
        why: "what a NIK says of its holder, and whether it is one, is the core's answer, field by field",
        is_broken: parses_nik,
        homes: &[],
    },
    Writing {
        rule: "no sums of money",
        why: "quotes, receipts and totals are the core's, by the tariff of the day; the shell shows whole rupiah",
        is_broken: reckons_money,
        homes: &[],
    },
    Writing {
        rule: "no SQL",
        why: "the store is the core's, encrypted and under its rules; a second one would hold people unprotected",
        is_broken: |code| {
            has_any(code, &["rawQuery(", "execSQL(", "openOrCreateDatabase(", "SQLiteDatabase", "compileStatement("])
        },
        homes: &[],
    },
    Writing {
        rule: "no log",
        why: "what is logged can be read by whoever holds the phone, and lines about people would follow",
        is_broken: |code| {
            words(code).windows(2).any(|pair| ["println", "print"].contains(&pair[0]) && pair[1] == "(")
                || has_any(code, &["printStackTrace(", "System.out", "System.err"])
        },
        homes: &[],
    },
];

/// Where the amounts stand that the shell must not know.
pub(crate) const AMOUNTS_FROM: &str = "core/data/tariff.json";

/// What the shell may ship with. A new one is a decision, taken here: it is code that every phone starts.
pub(crate) const SHIPPED: [&str; 3] = [
    "id.perisai:perisai-field",
    "id.perisai:perisai-presentation",
    // Reads the QR code that a supervisor shows, in plain Java.
    "com.google.zxing:core",
];

/// Amounts of the tariff, but for round ones: a million is also other things.
#[derive(Debug)]
pub(crate) struct Amounts(BTreeSet<u64>);

impl Amounts {
    /// Every number of four digits and more.
    pub(crate) fn in_text(text: &str) -> Self {
        let is_round = |number: u64| number.to_string().trim_end_matches('0') == "1";
        let years = 1900..2200;
        let numbers = numbers(text).into_iter();
        Self(numbers.filter(|number| *number >= 1_000 && !is_round(*number) && !years.contains(number)).collect())
    }

    pub(crate) fn holds(&self, amount: u64) -> bool {
        self.0.contains(&amount)
    }

    /// Whether a line names one.
    pub(crate) fn are_in(&self, code: &str) -> bool {
        numbers(code).into_iter().any(|number| self.holds(number))
    }
}

/// What a NIK's digits would be cut by.
const CUTS: [&str; 16] = [
    "substring",
    "subSequence",
    "take",
    "takeLast",
    "drop",
    "dropLast",
    "slice",
    "split",
    "toInt",
    "toLong",
    "toIntOrNull",
    "toLongOrNull",
    "startsWith",
    "matches",
    "get",
    "removePrefix",
];
const NIK_DIGITS: &str = "16";

fn parses_nik(code: &str) -> bool {
    let words = words(code);
    let is_nik = |word: &str| is_named(word, &["nik"]);
    let is_cut = words.windows(3).any(|run| match run {
        // `nik.take(6)`, `nik?.take(6)`, `nik!!.take(6)`, `nik[6]`; `nik.length` says how much was typed, and no more.
        [nik, ".", cut] => is_nik(nik) && CUTS.contains(cut),
        [nik, "[", _] => is_nik(nik),
        _ => false,
    });
    let is_counted = words.windows(2).any(|pair| match pair {
        [sign, NIK_DIGITS] | [NIK_DIGITS, sign] => is_comparison(sign) && words.contains(&"length"),
        _ => false,
    });
    // A woman's day of birth stands in a NIK with forty added.
    let is_forty = words
        .windows(3)
        .any(|run| matches!(run, [day, "+" | "-" | ">", "40"] if is_named(day, &["day", "date", "birth"])));
    is_cut || is_counted || is_forty
}

/// How money is called.
const MONEY: [&str; 12] = [
    "rupiah",
    "amount",
    "cash",
    "money",
    "income",
    "contribution",
    "iuran",
    "tariff",
    "tarif",
    "price",
    "premium",
    "discount",
];

fn reckons_money(code: &str) -> bool {
    let words = words(code);
    // A class may be called after money; what is reckoned with has a small name, or a constant's.
    let is_class = |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
    let is_money = |word: &str| !is_class(word) && is_named(word, &MONEY);
    let is_text = |word: &str| word.starts_with('"');
    let is_reckoned = words.windows(3).any(|run| {
        let [left, sign, right] = run else { return false };
        let is_reckoning = match *sign {
            "*" | "/" | "%" | "-" | "+=" | "-=" | "*=" => true,
            // A text put before or behind it is no sum.
            "+" => !is_text(left) && !is_text(right),
            _ => false,
        };
        is_reckoning && (is_money(left) || is_money(right))
    });
    let sums = ["sumOf", "sumBy", "sum", "fold", "reduce"];
    let is_summed = words.windows(2).any(|pair| pair[0] == "." && sums.contains(&pair[1]));
    is_reckoned || is_summed && words.iter().any(|word| is_money(word))
}

fn is_comparison(word: &str) -> bool {
    ["==", "!=", "<", ">", "<=", ">=", "==="].contains(&word)
}

/// Whether one of a name's words is among these: `nikTyped`, `typed_nik` and `NIK` hold `nik`, `picnic` does not.
fn is_named(name: &str, among: &[&str]) -> bool {
    let mut words: Vec<String> = vec![String::new()];
    let mut before_is_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && before_is_lower {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().expect("never empty").extend(letter.to_lowercase());
        }
        before_is_lower = letter.is_lowercase();
    }
    words.iter().any(|word| among.iter().any(|one| word == one || word.strip_suffix('s') == Some(one)))
}

fn has_any(code: &str, pieces: &[&str]) -> bool {
    pieces.iter().any(|piece| code.contains(piece))
}

fn has_run(code: &str, run: &[&str]) -> bool {
    words(code).windows(run.len()).any(|window| window == run)
}

/// The whole numbers of a line, `86_400_000L` among them.
fn numbers(code: &str) -> Vec<u64> {
    let is_of_a_number = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.';
    let pieces = code.split(|letter| !is_of_a_number(letter));
    pieces.filter_map(|piece| piece.trim_end_matches(['L', 'u', 'U']).replace('_', "").parse().ok()).collect()
}

/// Names, numbers, blanked texts and signs of a line, in order. `?.` and `!!.` are `.`.
fn words(code: &str) -> Vec<&str> {
    const SIGNS: [&str; 10] = ["===", "==", "!=", "<=", ">=", "->", "+=", "-=", "*=", "++"];
    let mut words = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() || first == '_' {
            rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len())
        } else if first == '"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else {
            SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        let (word, after) = rest.split_at(length);
        let is_of_a_safe_call =
            (word == "?" || word == "!") && after.trim_start_matches(['!', '?']).starts_with(['.', '[']);
        if !(word.trim().is_empty() || is_of_a_safe_call) {
            words.push(word);
        }
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{is_named, numbers, words};

    #[test]
    fn a_line_falls_into_names_numbers_texts_and_signs() {
        assert_eq!(words("a?.b!!.c(1_0) += \"x y\""), ["a", ".", "b", ".", "c", "(", "1_0", ")", "+=", "\"x y\""]);
        assert_eq!(numbers("f(86_400_000L, x2, 16u, 0.5)"), [86_400_000, 16]);
    }

    #[test]
    fn a_name_holds_its_words_and_no_others() {
        for (name, found) in [("nik", true), ("typedNik", true), ("NIK_TYPED", true), ("niks", true), ("picnic", false)]
        {
            assert_eq!(is_named(name, &["nik"]), found, "{name}");
        }
    }
}
