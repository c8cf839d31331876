package id.perisai.shell.figures

import id.perisai.field.core.PartnerInput
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.PartnersView
import id.perisai.field.core.Rule
import id.perisai.shell.Failure
import id.perisai.shell.Next

/** A partner as typed. */
data class PartnerForm(
    val name: String = "",
    val kind: PartnerKind? = null,
    /** Whom to talk to, and how: one a line. */
    val contacts: String = "",
    /** The village; none for the whole branch. */
    val village: String? = null,
) {
    /** What the core is told; none without a kind. */
    fun toInput(): PartnerInput? = kind?.let {
        PartnerInput(name = name, kind = it, contacts = contacts.lines().map(String::trim).filter(String::isNotEmpty), village = village)
    }

    /** The form as flat text, to be kept. */
    fun toFields(): Map<String, String> = buildMap {
        put("name", name)
        kind?.let { put("kind", it.name) }
        put("contacts", contacts)
        village?.let { put("village", it) }
    }

    companion object {
        /** The form that was kept. */
        fun fromFields(fields: Map<String, String>) = PartnerForm(
            name = fields["name"].orEmpty(),
            kind = PartnerKind.entries.find { it.name == fields["kind"] },
            contacts = fields["contacts"].orEmpty(),
            village = fields["village"],
        )
    }
}

/** Who takes part in the outreach, and what they give. */
data class Partners(
    val view: PartnersView? = null,
    /** A new partner as typed; none while nobody records one. */
    val form: PartnerForm? = null,
    val isSaving: Boolean = false,
    /** Whether a partner was saved a moment ago. */
    val isSaved: Boolean = false,
    val failure: Failure? = null,
)

/** What happens on this screen. */
sealed class PartnersEvent {
    /** The screen came up. */
    object Entered : PartnersEvent()

    /** The core told what there is. */
    data class Told(val view: PartnersView) : PartnersEvent()

    /** What was typed before the app was killed is there again. */
    data class Restored(val form: PartnerForm) : PartnersEvent()

    /** The agent wants to record a partner, or gives that up. */
    object NewTapped : PartnersEvent()

    /** Something was typed or tapped. */
    data class Edited(val form: PartnerForm) : PartnersEvent()

    /** The agent wants to save. */
    object SaveTapped : PartnersEvent()

    /** It is saved. */
    data class Saved(val view: PartnersView) : PartnersEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : PartnersEvent()
}

/** What is shown next. */
fun reduce(state: Partners, event: PartnersEvent): Next<Partners, PartnersEvent> = when (event) {
    is PartnersEvent.Entered -> Next(state) { field -> PartnersEvent.Told(field.partnersView()) }
    is PartnersEvent.Told -> Next(state.copy(view = event.view, failure = null))
    is PartnersEvent.Restored -> Next(edited(state, event.form))
    is PartnersEvent.NewTapped -> Next(edited(state, if (state.form == null) PartnerForm() else null))
    is PartnersEvent.Edited -> Next(edited(state, event.form))
    is PartnersEvent.SaveTapped -> save(state)
    is PartnersEvent.Saved -> Next(state.copy(view = event.view, form = null, isSaving = false, isSaved = true))
    is PartnersEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun edited(state: Partners, form: PartnerForm?) =
    if (state.isSaving) state else state.copy(form = form, isSaved = false, failure = null)

private fun save(state: Partners): Next<Partners, PartnersEvent> {
    val form = state.form ?: return Next(state)
    if (state.isSaving) return Next(state)
    val partner = form.toInput() ?: return Next(state.copy(failure = Failure.Invalid("kind", Rule.REQUIRED)))
    return Next(state.copy(isSaving = true, failure = null)) { field ->
        field.recordPartner(partner)
        PartnersEvent.Saved(field.partnersView())
    }
}
