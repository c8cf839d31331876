//! The check, shown to find what is planted for it.

use std::collections::BTreeMap;

use crate::check::{check, check_places, shipped_dependencies};
use crate::rules::{APP, Amounts, NAMES, PRESENTATION, Part, WRITINGS};

/// What the check says of a file with these lines, as the rules' names.
fn broken(part: &Part, file: &str, lines: &str) -> Vec<String> {
    let sources = [(file.to_owned(), format!("package id.perisai.shell\n{lines}\n"))].into();
    let amounts = Amounts::in_text("\"rupiah\": 6800, \"base\": 2950000, 1000000, 2026");
    let violations = check(part, &sources, &amounts);
    assert!(violations.iter().all(|violation| violation.line > 1 && violation.rule.contains(": ")), "{violations:?}");
    violations
        .into_iter()
        .map(|violation| violation.rule.split(", but").next().unwrap_or_default().to_owned())
        .collect()
}

/// For each rule, what would break it.
const PLANTED: &[(&str, &[&str])] = &[
    (
        "no calendar",
        &[
            "import java.time.LocalDate",
            "import java.time.LocalDate as Day",
            "import java.util.Calendar",
            "import java.util.*",
            "import java.util.Date",
            "import java.text.SimpleDateFormat",
            "import java.text.*",
            "import android.text.format.DateUtils",
            "import android.text.format.*",
            "import android.icu.text.SimpleDateFormat",
            "import kotlin.time.Instant",
            "val today = java.time.LocalDate.parse(day)",
            "val said = \"on ${java.time.LocalDate.parse(day)}\"",
            "val day = Class.forName(\"java.time.LocalDate\")",
        ],
    ),
    ("no clock", &["val now = System.currentTimeMillis()", "val now = System.nanoTime()"]),
    (
        "no date arithmetic",
        &[
            "val due = at + 86_400_000L",
            "val days = seconds / 86400",
            "val day = 24 * 60 * 60 * 1000",
            "val week = 604_800",
        ],
    ),
    (
        "no NIK parsing",
        &[
            "val village = nik.take(6)",
            "val born = person?.nik?.substring(6, 12)",
            "val born = typedNik!!.substring(6, 12)",
            "val first = nik[6]",
            "val number = nik.toLong()",
            "val isWhole = digits.length == 16",
            "val isWhole = 16 == digits.length",
            "val isWoman = day > 40",
            "val born = birthDay - 40",
            "val isNik = Regex(\"\"\"^\\d{16}$\"\"\")",
            "val isNik = Regex(\"[0-9]{16}\")",
            "val isNik = Regex(\"^\\\\d{6}\\\\d{6}\\\\d{4}$\")",
        ],
    ),
    (
        "no sums of money",
        &[
            "import java.math.BigDecimal",
            "val change = cash - 10",
            "val month = amount / 12",
            "val both = line.amount + other.amount",
            "val whole = lines.sumOf { it.amount }",
            "paidRupiah += 1",
            "val half = contribution * 50 / 100",
            "val paid = payments.map { it.rupiah }.sum()",
        ],
    ),
    ("no tariff", &["const val DEATH = 6_800", "val base = 2950000L"]),
    (
        "no SQL",
        &[
            "import android.database.sqlite.SQLiteDatabase",
            "import android.database.Cursor",
            "import javax.sql.DataSource",
            "val rows = \"SELECT name FROM worker\"",
            "val rows = \"\"\"insert into worker values (?)\"\"\"",
            "store.execSQL(words)",
        ],
    ),
    (
        "framework classes only",
        &[
            "import androidx.core.app.NotificationCompat",
            "import com.google.android.material.Button",
            "val a: androidx.a.B? = null",
        ],
    ),
    ("no log", &["import android.util.Log", "println(name)", "cause.printStackTrace()"]),
];

#[test]
fn whatever_breaks_a_rule_is_found_in_both_parts() {
    for part in [&PRESENTATION, &APP] {
        for (rule, lines) in PLANTED {
            for line in *lines {
                let found = broken(part, "kotlin/id/perisai/shell/A.kt", line);
                assert!(
                    found.iter().any(|found| found == rule),
                    "{}: `{line}` does not break `{rule}`: {found:?}",
                    part.folder
                );
            }
        }
    }
}

#[test]
fn every_rule_has_something_planted_for_it() {
    let rules = NAMES.iter().map(|names| names.rule).chain(WRITINGS.iter().map(|writing| writing.rule));
    for rule in rules.chain(["no tariff"]) {
        assert!(PLANTED.iter().any(|(planted, _)| *planted == rule), "{rule}");
    }
}

#[test]
fn java_is_read_too() {
    assert_eq!(broken(&APP, "java/id/perisai/shell/A.java", "import static java.time.LocalDate.now;"), ["no calendar"]);
}

#[test]
fn presentation_is_plain_kotlin_and_the_app_is_not() {
    for line in ["import android.content.Context", "val a = android.os.Build.MODEL", "import android.*"] {
        let found = broken(&PRESENTATION, "kotlin/id/perisai/shell/A.kt", line);
        assert!(found.contains(&"presentation is plain Kotlin".to_owned()), "{line}: {found:?}");
    }
    assert_eq!(broken(&APP, "kotlin/id/perisai/shell/A.kt", "import android.content.Context"), Vec::<String>::new());
}

#[test]
fn the_clock_has_one_home() {
    let line = "val now = System.currentTimeMillis()";
    assert_eq!(broken(&APP, "kotlin/id/perisai/shell/PhoneClock.kt", line), Vec::<String>::new());
    assert_eq!(broken(&APP, "kotlin/id/perisai/shell/keys/PhoneClock.kt", line), ["no clock"]);
}

#[test]
fn what_a_screen_needs_is_let_be() {
    let lines = r#"
        /** Shows `java.time` nothing, and SELECT name FROM worker WHERE it pleases; 6_800. */
        import java.util.concurrent.Executor
        import java.util.UUID
        import android.text.TextWatcher
        import android.text.format.Formatter
        import id.perisai.field.core.Quote
        val updated = saved.updated; val date = state.day // java.time.LocalDate
        val typed = form.copy(nik = digits, cash = cash, amount = -1)
        val said = "Rp " + amount + " " + resources.getString(R.string.amount, rupiah(quote.total))
        val isEmpty = nik.isEmpty() || state.nik.length > limits.nikDigits
        val dates = lines.count { it.amount > 0 }; val f = { amount: Long -> amount }
        val padding = 16 * density; val half = 0.5f; val year = 2026; val million = 1_000_000
        val letter = '"'; val text = "select a worker from the list"; val total = done + left
        val code = word.take(6) + word.length; val share = (n * PERCENT).roundToInt()
        override fun begin(phone: Phone) = Screen(Money(), phone.core, MoneyEvent::Failed, ::reduce)
    "#;
    assert_eq!(broken(&APP, "kotlin/id/perisai/shell/A.kt", lines), Vec::<String>::new());
}

#[test]
fn a_file_outside_its_place_is_found() {
    let text = |package: &str| format!("package {package}\n");
    let app = [
        ("kotlin/id/perisai/shell/a/AActivity.kt".to_owned(), text("id.perisai.shell.a")),
        ("kotlin/id/perisai/shell/C.kt".to_owned(), text("id.perisai.elsewhere")),
    ];
    let parts = BTreeMap::from([("android-shell/app/src/main", app.into())]);
    let everything = [
        "app/src/main/kotlin/id/perisai/shell/a/AActivity.kt",
        "app/src/main/kotlin/id/perisai/shell/C.kt",
        "app/src/test/kotlin/id/perisai/shell/DTest.kt",
        "app/src/release/kotlin/E.kt",
        "tools/F.java",
    ]
    .map(str::to_owned);
    let found = check_places(&parts, &everything);
    assert_eq!(
        found,
        [
            "android-shell/app/src/main/kotlin/id/perisai/shell/C.kt:1: stands in id.perisai.shell, but says it is in id.perisai.elsewhere",
            "android-shell/app/src/release/kotlin/E.kt:1: stands where nothing is checked",
        ]
    );
}

#[test]
fn a_dependency_that_would_ship_is_found() {
    let pom = "<dependencies><dependency><groupId>androidx.core</groupId><artifactId>core</artifactId></dependency>\
        <dependency><artifactId>junit</artifactId><scope>test</scope><exclusions><exclusion><artifactId>x</artifactId>\
        </exclusion></exclusions></dependency></dependencies><build><dependency><artifactId>y</artifactId></dependency>";
    assert_eq!(shipped_dependencies(pom), ["androidx.core:core"]);
}
