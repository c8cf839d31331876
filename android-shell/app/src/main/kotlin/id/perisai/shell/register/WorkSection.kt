package id.perisai.shell.register

import android.view.View
import android.widget.LinearLayout
import id.perisai.field.core.EconomicClass
import id.perisai.field.core.OccupationLine
import id.perisai.field.core.Segment
import id.perisai.shell.R
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.words

/** What the worker does, by the word that people use for it, and what it brings. */
class WorkSection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val usual = find<Choices>(R.id.register_usual)
    private val occupation = field(Place.OCCUPATION, R.id.register_occupation)
    private val likely = find<LinearLayout>(R.id.register_occupations_likely)
    private val segments = find<Choices>(R.id.register_segments)
    private val economicClass = choice(Place.ECONOMIC_CLASS, R.id.register_economic_class)
    private val income = field(Place.INCOME, R.id.register_income)

    init {
        field(Place.WORKPLACE, R.id.register_workplace)
        field(Place.WORK_HOURS, R.id.register_work_hours)
    }

    override fun draw(state: Register) {
        val form = state.form ?: return
        drawTyped(state)
        drawAskedToo(state, Place.WORKPLACE, Place.WORK_HOURS)
        val judged = state.preview
        val found = judged?.occupation
        val first = form.occupations.take(form.usualOccupations.toInt())
        val chosen = first.filter { it.code == found?.code }
        usual.show(first, chosen, ::name) { tapped -> choose(tapped) }
        occupation.helper = when {
            found != null -> words(R.string.register_occupation_found, name(found), words(words(found.discountSector)))
            state.typed.text(Place.OCCUPATION).isBlank() -> null
            judged?.occupationsLikely.isNullOrEmpty() -> words(R.string.register_occupation_none)
            else -> words(R.string.register_occupation_pick)
        }
        likely.drawLines(judged?.occupationsLikely.orEmpty()) { line ->
            show(name(line), line.everyday.joinToString(", ")) { choose(line) }
        }
        drawSegments(state, found)
        economicClass.show(EconomicClass.values().toList(), listOfNotNull(state.typed.economicClass), { words(words(it)) }) { tapped ->
            chose { it.copy(economicClass = tapped) }
        }
        income.helper = state.typed.text(Place.INCOME).toLongOrNull()?.let { words(R.string.register_income_told, rupiah(it)) }
    }

    private fun drawSegments(state: Register, found: OccupationLine?) {
        val meant = state.typed.segments ?: found?.segments.orEmpty().toSet()
        segments.shown(meant.isNotEmpty())
        segments.show(Segment.values().toList(), meant, { words(words(it)) }) { tapped ->
            chose { it.copy(segments = meant.toggled(tapped)) }
        }
    }

    private fun choose(line: OccupationLine) = chose { it.with(Place.OCCUPATION, name(line)) }

    /** The core finds an occupation by either name. */
    private fun name(line: OccupationLine): String =
        if (resources.configuration.locales[0].language == "en") line.nameEnglish else line.name
}
