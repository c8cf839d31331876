package id.perisai.shell.words

import id.perisai.shell.R

/** A doubt that is acknowledged with a reason, or else left: a whole sentence. */
fun warningWords(warning: String): Int = when (warning) {
    "nik_region_unknown" -> R.string.nik_region_unknown
    "nik_birth_date_disagrees" -> R.string.nik_birth_date_disagrees
    "nik_sex_disagrees" -> R.string.nik_sex_disagrees
    else -> R.string.rule_warning_unacknowledged
}
