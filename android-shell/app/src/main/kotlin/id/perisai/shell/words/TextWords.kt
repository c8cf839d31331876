package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.LikenessReason
import id.perisai.field.core.TodayLine
import id.perisai.shell.R

/** A doubt that is acknowledged with a reason, or else left: a whole sentence. */
fun warningWords(warning: String): Int = when (warning) {
    "nik_region_unknown" -> R.string.nik_region_unknown
    "nik_birth_date_disagrees" -> R.string.nik_birth_date_disagrees
    "nik_sex_disagrees" -> R.string.nik_sex_disagrees
    else -> R.string.rule_warning_unacknowledged
}

/** Why two workers may be one person. */
fun likenessWords(reason: String): Int = when (reason) {
    "same_nik" -> R.string.likeness_same_nik
    "near_nik" -> R.string.likeness_near_nik
    "same_name_and_birth_with_village" -> R.string.likeness_same_name_and_birth_with_village
    "same_name_and_birth_with_phone" -> R.string.likeness_same_name_and_birth_with_phone
    else -> R.string.word_other
}

/** Why two workers may be one person. */
fun words(reason: LikenessReason): Int = when (reason) {
    LikenessReason.SAME_NIK -> R.string.likeness_same_nik
    LikenessReason.NEAR_NIK -> R.string.likeness_near_nik
    LikenessReason.SAME_NAME_AND_BIRTH_WITH_VILLAGE -> R.string.likeness_same_name_and_birth_with_village
    LikenessReason.SAME_NAME_AND_BIRTH_WITH_PHONE -> R.string.likeness_same_name_and_birth_with_phone
}

/** Why something is due: a whole sentence. */
fun sentence(resources: Resources, line: TodayLine): String {
    val day = line.reasonDay?.let { spoken(resources, it) }.orEmpty()
    val number = line.reasonNumber ?: 0
    return when (line.reason) {
        "cover_ends" -> resources.getString(R.string.due_cover_ends, day)
        "cover_ended" -> resources.getString(R.string.due_cover_ended, day)
        "month_unpaid" -> resources.getString(R.string.due_month_unpaid, day, counted(number))
        "membership_over" -> resources.getString(R.string.due_membership_over, day)
        "day_named" -> resources.getString(R.string.due_day_named, day)
        "question_waits" -> resources.getString(R.string.due_question_waits, day)
        "registration_came_back" -> resources.getString(R.string.due_registration_came_back, day)
        "money_held" -> resources.getString(R.string.due_money_held, day, rupiah(number))
        "planned" -> resources.getString(R.string.due_planned)
        // A newer core's reason: it has said it in Bahasa Indonesia.
        else -> line.sentence
    }
}
