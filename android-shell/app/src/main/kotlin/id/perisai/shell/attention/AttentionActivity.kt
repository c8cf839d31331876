package id.perisai.shell.attention

import android.content.Intent
import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.AttentionGroup
import id.perisai.field.core.AttentionLine
import id.perisai.field.core.Awaited
import id.perisai.field.core.Matter
import id.perisai.field.core.ValueBy
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.called
import id.perisai.shell.words.fieldWords
import id.perisai.shell.words.kindWords
import id.perisai.shell.words.lines
import id.perisai.shell.words.listWords
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.shown
import id.perisai.shell.words.shutOutWords
import id.perisai.shell.words.spoken
import id.perisai.shell.words.spokenMonth
import id.perisai.shell.words.words

/** Perhatian: everything that a person must look at, most pressing first; a tap opens what can be decided or corrected. */
class AttentionActivity : ScreenActivity<Attention, AttentionEvent>() {
    override val title = R.string.attention
    override val layout = R.layout.attention

    override fun begin(phone: Phone) = Screen(Attention(), phone.core, AttentionEvent::Failed, ::reduce)

    override fun entered() = AttentionEvent.Entered

    override fun draw(state: Attention) {
        showFailure(state.failure)
        val view = state.view ?: return
        find<Notice>(R.id.attention_shut_out).show(view.shutOut?.let { shutOutWords(resources, it) }, Notice.Kind.LOOK)
        findViewById<Empty>(R.id.attention_empty).apply {
            visibility = if (view.groups.isEmpty() && view.shutOut == null) View.VISIBLE else View.GONE
            show(getString(R.string.attention_nothing), R.drawable.check)
        }
        val groups = findViewById<LinearLayout>(R.id.attention_groups)
        while (groups.childCount > view.groups.size) groups.removeViewAt(groups.childCount - 1)
        while (groups.childCount < view.groups.size) layoutInflater.inflate(R.layout.attention_group, groups, true)
        view.groups.forEachIndexed { at, group -> drawGroup(groups.getChildAt(at), group) }
    }

    private fun drawGroup(view: View, group: AttentionGroup) {
        view.findViewById<TextView>(R.id.attention_group_heading)
            .draw(getString(R.string.attention_group, getString(words(group.kind)), group.count.toInt()))
        view.findViewById<ViewGroup>(R.id.attention_group_lines).drawLines(group.lines) { line ->
            val place = place(line)
            show(heading(line), (said(line.matter) + spoken(resources, line.at)).joinToString("\n"), tapped = place?.let { { startActivity(it) } })
        }
    }

    private fun heading(line: AttentionLine): String {
        val named = listOf(line.name, line.villageName).filter(String::isNotEmpty).joinToString(", ")
        val matter = line.matter
        return when {
            named.isNotEmpty() && line.name.isNotEmpty() -> named
            matter is Matter.ListOver -> getString(listWords(matter.list))
            matter is Matter.ProfileOver -> listOf(getString(words(matter.segment)), line.villageName).filter(String::isNotEmpty).joinToString(", ")
            matter is Matter.Refused -> kinds(matter.kinds)
            matter is Matter.Waits -> kinds(matter.kinds)
            matter is Matter.Forgotten -> getString(kindWords(matter.recordKind))
            else -> named.ifEmpty { getString(R.string.record) }
        }
    }

    /** What there is to see, a line each. */
    private fun said(matter: Matter): List<String> = when (matter) {
        is Matter.Contested -> listOf(getString(fieldWords(matter.field, matter.recordKind))) + matter.values.map(::valueBy)
        is Matter.SamePerson ->
            matter.people.map { getString(R.string.person_by, it.name, shown(resources, it.birthDate), called(resources, it.who), spoken(resources, it.at.day)) } +
                matter.reasons.map { getString(words(it)) } + getString(R.string.branch_decides)
        is Matter.SameMonth -> listOf(spokenMonth(resources, matter.month)) + matter.values.map(::valueBy) + getString(R.string.branch_decides)
        is Matter.Refused -> listOf(getString(R.string.refused_at, getString(fieldWords(matter.field, matter.recordKind)), getString(words(matter.rule))))
        is Matter.Waits -> listOf(kinds(matter.kinds)) + matter.waitsFor.map { getString(R.string.waits_for, awaited(it)) }
        is Matter.GaveWay -> matter.values.map { one ->
            val by = one.by?.let { called(resources, it) } ?: getString(R.string.somebody_else)
            getString(R.string.gave_way, getString(fieldWords(one.field, one.recordKind)), value(shown(resources, one.lost)), value(shown(resources, one.stands)), by)
        }
        is Matter.Forgotten -> lines(resources, matter.recordKind, matter.facts) + getString(R.string.forgotten_by, called(resources, matter.who))
        is Matter.TakenBack -> listOf(getString(R.string.taken_back, matter.purposes.joinToString(", ") { getString(words(it)) }, called(resources, matter.who)))
        is Matter.Overdue -> listOf(
            getString(R.string.money_overdue, rupiah(matter.held.rupiah), matter.held.daysHeld.toInt(), matter.held.daysHeldMax.toInt()),
            getString(R.string.receipt_with, matter.held.number, called(resources, matter.who)),
        )
        is Matter.ListOver -> listOf(getString(R.string.list_over, spoken(resources, matter.ended)))
        is Matter.ProfileOver -> listOf(getString(R.string.profile_over, spoken(resources, matter.validTo)))
    }

    private fun valueBy(by: ValueBy): String {
        val said = getString(R.string.value_by, value(shown(resources, by.value)), called(resources, by.who), spoken(resources, by.captured))
        return if (by.stands) getString(R.string.value_stands, said) else said
    }

    private fun value(shown: String) = shown.ifEmpty { getString(R.string.value_empty) }

    private fun kinds(kinds: List<String>) = kinds.joinToString(", ") { getString(kindWords(it)) }

    private fun awaited(awaited: Awaited) = listOfNotNull(getString(kindWords(awaited.kind)), awaited.name).joinToString(" ")

    /** Where a tap leads; none where there is nothing to open. */
    private fun place(line: AttentionLine): Intent? = when (line.matter) {
        is Matter.Contested, is Matter.SamePerson, is Matter.SameMonth -> Places.conflict(this, line.about)
        is Matter.Refused -> Places.correct(this, line.about)
        else -> line.worker?.let { Places.worker(this, it) }
    }
}
