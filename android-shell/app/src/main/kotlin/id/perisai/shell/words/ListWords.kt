package id.perisai.shell.words

import id.perisai.shell.R

/** A list of reference data, by its name. */
fun listWords(name: String): Int = when (name) {
    "benefit_wording" -> R.string.list_benefit_wording
    "cash_policy" -> R.string.list_cash_policy
    "consent_texts" -> R.string.list_consent_texts
    "incentive_scheme" -> R.string.list_incentive_scheme
    "instrument" -> R.string.list_instrument
    "lapse_rules" -> R.string.list_lapse_rules
    "occupations" -> R.string.list_occupations
    "public_holidays" -> R.string.list_public_holidays
    "required_fields" -> R.string.list_required_fields
    "retention_periods" -> R.string.list_retention_periods
    "segment_populations" -> R.string.list_segment_populations
    "segments" -> R.string.list_segments
    "tariff" -> R.string.list_tariff
    "training_rubric" -> R.string.list_training_rubric
    else -> R.string.list_other
}
