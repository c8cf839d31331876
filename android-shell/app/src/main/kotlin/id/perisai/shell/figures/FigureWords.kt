package id.perisai.shell.figures

import android.content.res.Resources
import id.perisai.field.core.Estimate
import id.perisai.field.core.FigureLine
import id.perisai.field.core.NominationShare
import id.perisai.shell.R
import id.perisai.shell.words.spokenWithoutYear
import id.perisai.shell.words.words
import kotlin.math.roundToInt

/** Where the relationship stands, and what was promised; empty where nobody noted anything. */
internal fun standing(resources: Resources, line: FigureLine): String {
    val noted = line.noted ?: return resources.getString(R.string.not_noted)
    val parts = listOfNotNull(
        line.stage?.let { resources.getString(words(it)) },
        line.trust?.let { resources.getString(R.string.trust_of_5, it.toInt()) },
        if (line.promisesMade == 0uL) null else resources.getString(R.string.promises, line.promisesMade.toInt(), line.promisesKept.toInt()),
        spokenWithoutYear(resources, noted.day),
    )
    return parts.joinToString(" · ")
}

/** By how many of those asked a figure is named, with how far that may be off; or that too few were asked. */
internal fun share(resources: Resources, share: NominationShare): String {
    val question = resources.getString(words(share.question))
    val told = share.share
    val named = share.named
    if (told !is Estimate.Shown || named == null) return resources.getString(R.string.share_too_few, question)
    val interval = told.interval?.let { resources.getString(R.string.share_interval, percent(it.low), percent(it.high)) }
    val words = resources.getString(R.string.share_named, question, named.toInt(), told.n.toInt(), percent(told.value))
    return listOfNotNull(words, interval, if (told.indicative) resources.getString(R.string.share_indicative) else null).joinToString(" ")
}

/** A share in words of a hundred; none where it may not be shown. */
internal fun percent(estimate: Estimate): String? = (estimate as? Estimate.Shown)?.let { percent(it.value) }

private fun percent(share: Double): String = (share * PERCENT).roundToInt().toString() + " %"

private const val PERCENT = 100
