package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.TodayLine
import id.perisai.shell.R

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
