package id.perisai.shell.words

import id.perisai.field.core.LikenessReason
import id.perisai.shell.R

/** Why two workers may be one person. */
fun words(reason: LikenessReason): Int = when (reason) {
    LikenessReason.SAME_NIK -> R.string.likeness_same_nik
    LikenessReason.NEAR_NIK -> R.string.likeness_near_nik
    LikenessReason.SAME_NAME_AND_BIRTH_WITH_VILLAGE -> R.string.likeness_same_name_and_birth_with_village
    LikenessReason.SAME_NAME_AND_BIRTH_WITH_PHONE -> R.string.likeness_same_name_and_birth_with_phone
}

/** The same, where the core names the reason by text. */
fun likenessWords(reason: String): Int = when (reason) {
    "same_nik" -> R.string.likeness_same_nik
    "near_nik" -> R.string.likeness_near_nik
    "same_name_and_birth_with_village" -> R.string.likeness_same_name_and_birth_with_village
    "same_name_and_birth_with_phone" -> R.string.likeness_same_name_and_birth_with_phone
    else -> R.string.word_other
}
