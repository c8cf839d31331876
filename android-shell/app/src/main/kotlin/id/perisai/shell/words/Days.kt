package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.DayChoice
import id.perisai.field.core.Moment
import id.perisai.field.core.MonthRun
import id.perisai.field.core.Weekday
import id.perisai.shell.R

/** A day as it is said: `2026-06-03` is 3 Juni 2026. What is no day is shown as it is. */
fun spoken(resources: Resources, day: String): String {
    val (year, month, dayOfMonth) = parts(day, 3) ?: return day
    return resources.getString(R.string.day_spoken, dayOfMonth, monthName(resources, month) ?: return day, year)
}

/** A day without its year, where that is plain: `2026-06-03` is 3 Juni. */
fun spokenWithoutYear(resources: Resources, day: String): String {
    val (_, month, dayOfMonth) = parts(day, 3) ?: return day
    return resources.getString(R.string.day_without_year_spoken, dayOfMonth, monthName(resources, month) ?: return day)
}

/** A day near today, as it is said: hari ini, besok, or 3 Juni. `daysAhead` is none where it is not near. */
fun nearDay(resources: Resources, daysAhead: Long?, day: String): String = when (daysAhead) {
    -1L -> resources.getString(R.string.day_yesterday)
    0L -> resources.getString(R.string.day_today)
    1L -> resources.getString(R.string.day_tomorrow)
    else -> spokenWithoutYear(resources, day)
}

/** A day to choose, as one says it when asked: tomorrow, or Saturday 6 June; and whether nobody works then. */
fun spoken(resources: Resources, choice: DayChoice): String {
    val weekday = resources.getString(R.string.weekday_spoken, resources.getString(words(choice.weekday)), spokenWithoutYear(resources, choice.day))
    val near = when (choice.away) {
        0u -> resources.getString(R.string.day_choice_today, weekday)
        1u -> resources.getString(R.string.day_choice_tomorrow, weekday)
        else -> weekday
    }
    return if (choice.free) resources.getString(R.string.day_choice_free, near) else near
}

/** A day of the week. */
fun words(weekday: Weekday): Int = when (weekday) {
    Weekday.MONDAY -> R.string.weekday_monday
    Weekday.TUESDAY -> R.string.weekday_tuesday
    Weekday.WEDNESDAY -> R.string.weekday_wednesday
    Weekday.THURSDAY -> R.string.weekday_thursday
    Weekday.FRIDAY -> R.string.weekday_friday
    Weekday.SATURDAY -> R.string.weekday_saturday
    Weekday.SUNDAY -> R.string.weekday_sunday
}

/** A month as it is said: `2026-06` is Juni 2026. */
fun spokenMonth(resources: Resources, month: String): String {
    val (year, number) = parts(month, 2) ?: return month
    return resources.getString(R.string.month_spoken, monthName(resources, number) ?: return month, year)
}

/** Months as they are said: Juni sampai Agustus 2026; what does not follow on stands apart. */
fun spokenMonths(resources: Resources, runs: List<MonthRun>): String = runs.joinToString(", ") { run ->
    if (run.first == run.last) spokenMonth(resources, run.last)
    else resources.getString(R.string.months_from_to, monthBefore(resources, run), spokenMonth(resources, run.last))
}

/** The first month of several: without the year that is said with the last. */
private fun monthBefore(resources: Resources, run: MonthRun): String {
    val (year, number) = parts(run.first, 2) ?: return run.first
    val isOneYear = parts(run.last, 2)?.first() == year
    return monthName(resources, number)?.takeIf { isOneYear } ?: spokenMonth(resources, run.first)
}

/** A moment as it is said: 3 Juni 2026, 17.42. */
fun spoken(resources: Resources, moment: Moment): String {
    val (hour, minute) = hourAndMinute(moment.time) ?: return spoken(resources, moment.day)
    if (moment.day.isEmpty()) return spokenTime(resources, moment.time)
    return resources.getString(R.string.moment_spoken, spoken(resources, moment.day), hour, minute)
}

/** A time of day as it is said: `17:42` is 17.42. What is no time is shown as it is. */
fun spokenTime(resources: Resources, time: String): String {
    val (hour, minute) = hourAndMinute(time) ?: return time
    return resources.getString(R.string.time_spoken, hour, minute)
}

private fun hourAndMinute(time: String): List<String>? = time.split(':').takeIf { it.size == 2 }

/** The numbers of a written date, without leading zeros; none where there are not as many. */
private fun parts(date: String, count: Int): List<Int>? =
    date.split('-').mapNotNull(String::toIntOrNull).takeIf { it.size == count }

private fun monthName(resources: Resources, number: Int): String? =
    resources.getStringArray(R.array.months).getOrNull(number - 1)
