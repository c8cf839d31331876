package id.perisai.shell.register

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.LikelySame
import id.perisai.field.core.ReceiptAhead
import id.perisai.field.core.ReceiptText
import id.perisai.field.core.RegisterInput
import id.perisai.field.core.Registered
import id.perisai.field.core.RegistrationForm
import id.perisai.field.core.RegistrationPreview
import id.perisai.field.core.Rule
import id.perisai.field.core.VillageHit
import id.perisai.shell.Failure
import id.perisai.shell.consent.ConsentAsked
import id.perisai.shell.consent.ConsentEvent

/** Daftarkan pekerja: one form from the NIK to the receipt, judged by the core while it is typed, saved as one change. */
data class Register(
    /** The worker's record; none for somebody new. */
    val worker: String? = null,
    /** The event where it happens. */
    val event: String? = null,
    /** What the core proposes; none until it has answered. */
    val form: RegistrationForm? = null,
    /** What is typed and tapped. */
    val typed: Typed = Typed(),
    /** What is known of the worker, as the form spells it. */
    val known: Typed = Typed(),
    /** What the form began with: as long as it stands so, there is nothing to keep. */
    val begun: Typed = Typed(),
    /** What was kept of the form, until the core has told what it begins with. */
    val kept: Map<String, String>? = null,
    /** How the core judged what was [judged]. */
    val preview: RegistrationPreview? = null,
    /** What the core judged last: what is typed may have gone on. */
    val judged: Typed? = null,
    /** What the agent searches among the villages. */
    val villageSought: String = "",
    val villagesFound: List<VillageHit> = emptyList(),
    /** What the core refused when it was to be saved. */
    val refused: Map<Place, Rule> = emptyMap(),
    /** Whether what is missing is marked: not before the agent means to save. */
    val marksMissing: Boolean = false,
    /** Where the form is to be scrolled to. */
    val goTo: GoTo? = null,
    val isSaving: Boolean = false,
    val failure: Failure? = null,
    /** What was saved; then there is no form any more. */
    val saved: SavedRegistration? = null,
    /** A receipt that is to be shared now. */
    val toShare: ReceiptText? = null,
    /** Whether the app ended in the middle of saving, and the form is not kept any more: it is saved then, most likely. */
    val wasInterrupted: Boolean = false,
    /** The worker on this phone whose own form is to be opened in place of this one. */
    val leavesFor: String? = null,
) {
    /** What is to be kept of the form: nothing while it is being saved, and from then on. */
    fun fields(): Map<String, String>? = when {
        form == null || isSaving || saved != null || leavesFor != null -> null
        typed == begun -> emptyMap()
        else -> typed.toFields() + listOfNotNull(event?.let { EVENT to it })
    }

    /** What the form is kept by: the worker, or else the event at which somebody new registers. */
    val about get() = worker ?: event

    /** The draft that is being completed; its terms stay what the worker was quoted. */
    val handingIn get() = form?.worker?.open?.takeIf { it.canBeHandedIn }

    /** What the worker is told that it costs. */
    val quote get() = handingIn?.quote ?: preview?.quote

    /** The receipt that will be given; none where no money is entrusted, or while nobody knows how much. */
    val receipt: ReceiptAhead?
        get() = when (typed.cash) {
            Cash.NONE -> null
            Cash.AS_QUOTED -> quote?.let { ReceiptAhead(it.totalRupiah, it.allMonths, 0, 0) }
            Cash.OTHER -> preview?.receipt
        }

    /** The rule that a place breaks: as typed, or as it was refused. */
    fun rule(place: Place): Rule? =
        refused[place] ?: preview?.breaches?.find { it.field == place.word }?.rule
            ?: missing(place).takeIf { marksMissing && place.word in preview?.missing.orEmpty() }

    private fun missing(place: Place) = if (place == Place.CONSENT) Rule.CONSENT_MISSING else Rule.REQUIRED

    /** What is asked of the core, with the price and the money as they are shown. */
    fun input(): RegisterInput = RegisterInput(
        worker = worker,
        person = typed.person(known, preview?.occupation?.segments.orEmpty()),
        event = event,
        programmes = typed.programmes,
        periodMonths = typed.periodMonths,
        startMonth = typed.startMonth,
        payer = typed.payer,
        support = typed.support,
        quotedRupiah = quote?.totalRupiah,
        cash = typed.cash(quote?.totalRupiah),
        consent = consent().given(),
        attestation = typed.attestation(),
        acknowledge = typed.text(Place.REASON).ifBlank { null },
    )

    companion object {
        /** Where a kept form has the event at which it was begun. */
        internal const val EVENT = "event"
    }
}

/** A place to scroll to. Each going is another one, though it may lead to the same place. */
data class GoTo(val place: Place, val nth: Int)

/** A registration that is saved on this phone. */
data class SavedRegistration(
    val registration: String,
    val worker: String?,
    /** Whether it still is to be handed in. */
    val isDraft: Boolean,
    val receiptNumber: String?,
    val likelySame: List<LikelySame>,
)

/** What happens on this screen. */
sealed class RegisterEvent {
    /** The screen came up; with the registration that it had saved already, where it had, or that it was saving one. */
    data class Entered(val saved: SavedRegistration? = null, val wasSaving: Boolean = false) : RegisterEvent()

    /** The core told what the form begins with, at an event where one was named, and judged what was typed, or else that. */
    data class Opened(val form: RegistrationForm, val event: String?, val typed: Typed?) : RegisterEvent()

    /** The form was kept half filled, and comes back. */
    data class Restored(val fields: Map<String, String>) : RegisterEvent()

    /** Something was typed. */
    data class Written(val place: Place, val text: String) : RegisterEvent()

    /** Something was tapped that changes what is typed. */
    class Chosen(val change: (Typed) -> Typed) : RegisterEvent()

    /** Something happened while the consent was asked for. */
    data class Agreeing(val event: ConsentEvent) : RegisterEvent()

    /** Typing paused: what stands is judged. */
    object Paused : RegisterEvent()

    /** The core judged what was typed. */
    data class Judged(val preview: RegistrationPreview, val typed: Typed) : RegisterEvent()

    /** A village is sought by its name. */
    data class VillageSought(val typed: String) : RegisterEvent()

    /** Villages that answer. */
    data class VillagesFound(val sought: String, val found: List<VillageHit>) : RegisterEvent()

    /** What the NIK proposes is taken over. */
    object ProposalTaken : RegisterEvent()

    /** It is somebody who is on this phone already. */
    data class KnownChosen(val worker: String) : RegisterEvent()

    /** The form of somebody new is given up for theirs. */
    data class GivenUp(val worker: String) : RegisterEvent()

    /** The agent wants to save: as a registration, or as a draft that is handed in later. */
    data class SaveTapped(val asDraft: Boolean = false) : RegisterEvent()

    /** It is not ready. */
    data class NotReady(val preview: RegistrationPreview, val asDraft: Boolean) : RegisterEvent()

    /** It costs something else than is shown: nothing was written, and the worker is told first. */
    data class PriceChanged(val preview: RegistrationPreview) : RegisterEvent()

    /** What the form asks for has changed since it was opened; with it the core judged what was typed. */
    data class Renewed(val form: RegistrationForm, val typed: Typed) : RegisterEvent()

    /** The core refused it: nothing was written. */
    data class Refused(val place: Place, val rule: Rule) : RegisterEvent()

    /** It is saved. */
    data class Saved(val registered: Registered, val isDraft: Boolean) : RegisterEvent()

    /** The draft is given up, to begin anew. */
    object DraftGivenUp : RegisterEvent()

    /** The receipt is to be shared. */
    object ShareTapped : RegisterEvent()

    /** The receipt's text is there. */
    data class ReceiptWritten(val text: ReceiptText) : RegisterEvent()

    /** It was handed to the app that shares it. */
    object Shared : RegisterEvent()

    /** The next one, at the same place. */
    object AnotherTapped : RegisterEvent()

    /** The core could not. */
    data class Failed(val failure: Failure) : RegisterEvent()
}

/** The purposes that the form asks for and that do not stand yet. */
fun Register.asked(): List<ConsentPurpose> = form?.purposes.orEmpty().filterNot { it.stands }.map { it.purpose }

/**
 * The consent as it stands: all texts are read, and what of them the worker agrees to is given. Who agreed to texts that
 * have been replaced since is asked again.
 */
fun Register.consent(): ConsentAsked {
    val asked = ConsentAsked(typed.agreed, typed.language, typed.method, typed.text(Place.WITNESS), version = typed.heard)
    return form?.let { asked.reading(it.readings, of = asked()) } ?: asked
}

/** What is typed, after something happened while the consent was asked for. */
internal fun Register.agreeing(event: ConsentEvent): Typed {
    val asked = consent().on(event)
    return typed.with(Place.WITNESS, asked.witness).copy(language = asked.language, method = asked.method, heard = asked.version.takeIf { asked.method != null })
}
