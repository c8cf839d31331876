package id.perisai.shell.figures

import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import id.perisai.field.core.FormKind
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.PartnerLine
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.SupportLine
import id.perisai.field.core.VillageLine
import id.perisai.shell.Phone
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.counted
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Partners, what they give, and recording one. */
class PartnersActivity : ScreenActivity<Partners, PartnersEvent>() {
    override val title = R.string.partners_and_support
    override val layout = R.layout.partners
    override val foot = R.layout.partners_foot

    override val keptAs = KeptAs(FormKind.PARTNER)

    override fun formFields(state: Partners): Map<String, String>? = when {
        state.isSaving -> null
        else -> state.form?.toFields().orEmpty()
    }

    override fun restored(fields: Map<String, String>) = PartnersEvent.Restored(PartnerForm.fromFields(fields))

    override fun begin(phone: Phone) = Screen(Partners(), phone.core, PartnersEvent::Failed, ::reduce)

    override fun entered() = PartnersEvent.Entered

    override fun onMade() {
        findViewById<TextField>(R.id.name).onTyped = { typed -> edited { copy(name = typed) } }
        findViewById<TextField>(R.id.contacts).onTyped = { typed -> edited { copy(contacts = typed) } }
        findViewById<Button>(R.id.give_up).setOnClickListener { screen.on(PartnersEvent.NewTapped) }
        findViewById<Button>(R.id.new_partner).setOnClickListener {
            screen.on(if (screen.state.form == null) PartnersEvent.NewTapped else PartnersEvent.SaveTapped)
        }
    }

    override fun draw(state: Partners) {
        val atField = listOf("name", "kind").any { state.failure?.at(it) != null }
        when {
            state.failure != null -> showFailure(state.failure.takeIf { !atField })
            state.isSaved -> showNotice(getString(R.string.partner_saved), Notice.Kind.INFO)
            else -> showNotice(null, Notice.Kind.INFO)
        }
        findViewById<Button>(R.id.new_partner).apply {
            isEnabled = state.view != null && !state.isSaving
            setText(if (state.form == null) R.string.new_partner else if (state.isSaving) R.string.saving else R.string.save)
        }
        val view = state.view ?: return
        drawForm(state, view.villages)
        findViewById<LinearLayout>(R.id.list).drawLines(view.partners) { line ->
            show(line.name, about(line), line.status.takeIf { it != RecordStatus.SYNCED })
        }
        findViewById<Empty>(R.id.no_partners).apply {
            visibility = if (view.partners.isEmpty() && state.form == null) View.VISIBLE else View.GONE
            show(getString(R.string.no_partners), R.drawable.nav_figures)
        }
    }

    private fun about(line: PartnerLine): String {
        val where = line.villageName.ifEmpty { getString(R.string.whole_branch) }
        return (listOf("${getString(words(line.kind))} · $where") + line.contacts + line.supports.map(::told)).joinToString("\n")
    }

    private fun told(support: SupportLine): String = listOfNotNull(
        getString(words(support.kind)),
        support.rupiah?.let(::rupiah),
        support.quota?.let { getString(R.string.for_workers, counted(it.toLong())) },
        support.firstDay?.let { first ->
            support.lastDay?.let { getString(R.string.from_to, spoken(resources, first), spoken(resources, it)) }
                ?: getString(R.string.from_on, spoken(resources, first))
        },
        support.legalBasis,
    ).joinToString(" · ")

    private fun drawForm(state: Partners, villages: List<VillageLine>) {
        findViewById<View>(R.id.form).visibility = if (state.form == null) View.GONE else View.VISIBLE
        val form = state.form ?: return
        findViewById<TextField>(R.id.name).apply {
            text = form.name
            wrong = state.failure?.at("name")?.let { getString(words(it)) }
            if (wrong != null) bringIntoView(this)
        }
        findViewById<Choices>(R.id.kind).apply {
            show(PartnerKind.values().toList(), listOfNotNull(form.kind), { getString(words(it)) }) { edited { copy(kind = it) } }
            wrong = state.failure?.at("kind")?.let { getString(R.string.choose_partner_kind) }
            if (wrong != null) bringIntoView(this)
        }
        findViewById<TextField>(R.id.contacts).text = form.contacts
        findViewById<Choices>(R.id.village).apply {
            val offered: List<VillageLine?> = listOf(null) + villages.take(VILLAGES_OFFERED_MAX)
            show(offered, offered.filter { it?.village == form.village }, { it?.name ?: getString(R.string.whole_branch) }) {
                edited { copy(village = it?.village) }
            }
        }
    }

    private fun edited(change: PartnerForm.() -> PartnerForm) {
        screen.state.form?.let { screen.on(PartnersEvent.Edited(it.change())) }
    }

    private companion object {
        /** More chips than this are no choice any more. */
        const val VILLAGES_OFFERED_MAX = 30
    }
}
