package id.perisai.shell.words

import id.perisai.field.core.Rule
import id.perisai.field.core.WhyRefused
import id.perisai.shell.R

/** A rule that an input breaks: what is wrong, and what to do. */
fun words(rule: Rule): Int = when (rule) {
    Rule.NIK_LENGTH -> R.string.rule_nik_length
    Rule.NIK_DIGITS -> R.string.rule_nik_digits
    Rule.NIK_DATE -> R.string.rule_nik_date
    Rule.NIK_SERIAL -> R.string.rule_nik_serial
    Rule.AGE_MAX -> R.string.rule_age_max
    Rule.AGE_MIN -> R.string.rule_age_min
    Rule.CONSENT_MISSING -> R.string.rule_consent_missing
    Rule.WARNING_UNACKNOWLEDGED -> R.string.rule_warning_unacknowledged
    Rule.JHT_OBLIGATORY -> R.string.rule_jht_obligatory
    Rule.REQUIRED -> R.string.rule_required
    Rule.ENUM -> R.string.rule_enum
    Rule.DATE -> R.string.rule_date
    Rule.NUMBER -> R.string.rule_number
    Rule.TEXT_LENGTH -> R.string.rule_text_length
    Rule.TYPE -> R.string.rule_type
    Rule.VILLAGE_UNKNOWN -> R.string.rule_village_unknown
    Rule.LABEL_UNKNOWN -> R.string.rule_label_unknown
    Rule.PHONE -> R.string.rule_phone
    Rule.FIELD_UNKNOWN -> R.string.rule_field_unknown
    Rule.KIND_UNKNOWN -> R.string.rule_kind_unknown
    Rule.LIFECYCLE -> R.string.rule_lifecycle
    Rule.FIXED -> R.string.rule_fixed
    Rule.BRANCH_ONLY -> R.string.rule_branch_only
    Rule.ROLE -> R.string.rule_role
    Rule.LIMIT -> R.string.rule_limit
    Rule.EXPIRED -> R.string.rule_expired
    Rule.REPLACED -> R.string.rule_replaced
    Rule.PERIOD -> R.string.rule_period
    Rule.ORDER -> R.string.rule_order
    Rule.SUBJECT -> R.string.rule_subject
    Rule.QUOTE_CHANGED -> R.string.rule_quote_changed
    Rule.NO_CONTACT -> R.string.rule_no_contact
    Rule.PIN_DIGITS -> R.string.rule_pin_digits
    Rule.PIN_GUESSABLE -> R.string.rule_pin_guessable
    Rule.RECOVERY_TEXT -> R.string.rule_recovery_text
}

/** Why the branch refuses this phone. */
fun words(whyRefused: WhyRefused): Int = when (whyRefused) {
    WhyRefused.UNKNOWN_DEVICE -> R.string.refused_unknown_device
    WhyRefused.REVOKED -> R.string.refused_revoked
    WhyRefused.VERSION -> R.string.refused_version
    WhyRefused.ENROL_CODE -> R.string.refused_enrol_code
    WhyRefused.SIGNING_KEY -> R.string.refused_signing_key
}
