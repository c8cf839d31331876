package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.shell.R

/** How long one waits, as it is said: minutes and seconds. Never shorter than it is. */
fun waitWords(resources: Resources, waitMs: Long): String {
    val whole = ((waitMs + MS_PER_SECOND - 1) / MS_PER_SECOND).toInt()
    val minutes = whole / SECONDS_PER_MINUTE
    val seconds = whole % SECONDS_PER_MINUTE
    return listOfNotNull(
        if (minutes == 0) null else resources.getQuantityString(R.plurals.wait_minutes, minutes, minutes),
        if (seconds == 0 && minutes > 0) null else resources.getQuantityString(R.plurals.wait_seconds, seconds, seconds),
    ).joinToString(" ")
}

private const val MS_PER_SECOND = 1_000L
private const val SECONDS_PER_MINUTE = 60
