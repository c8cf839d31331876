package id.perisai.shell.register

import id.perisai.field.Field
import id.perisai.field.core.FieldException
import id.perisai.field.core.FormKind
import id.perisai.field.core.HandInInput
import id.perisai.field.core.Registered
import id.perisai.field.core.RegistrationForm
import id.perisai.field.core.RegistrationPreview
import id.perisai.field.core.RegistrationStatus
import id.perisai.field.core.Rule
import id.perisai.shell.Next

private typealias Step = Next<Register, RegisterEvent>

/** What is shown next. */
fun reduce(state: Register, event: RegisterEvent): Step = when (event) {
    is RegisterEvent.Entered -> entered(state, event)
    is RegisterEvent.Opened -> opened(state, event)
    is RegisterEvent.Restored -> restored(state, event.fields)
    is RegisterEvent.Written -> Next(state.written(event.place, event.text))
    is RegisterEvent.Chosen -> judged(state.chosen(event.change))
    is RegisterEvent.Agreeing -> judged(state.chosen { state.agreeing(event.event) })
    is RegisterEvent.Paused -> judged(state)
    is RegisterEvent.Judged -> Next(state.judged(event.preview, event.typed).copy(failure = null))
    is RegisterEvent.VillageSought -> sought(state, event.typed)
    is RegisterEvent.VillagesFound ->
        Next(if (event.sought == state.villageSought) state.copy(villagesFound = event.found) else state)
    is RegisterEvent.ProposalTaken -> judged(state.copy(typed = proposed(state)))
    is RegisterEvent.KnownChosen -> knownChosen(state, event.worker)
    is RegisterEvent.GivenUp -> Next(state.copy(leavesFor = event.worker))
    is RegisterEvent.SaveTapped -> save(state, event.asDraft)
    is RegisterEvent.NotReady -> renewed(notReady(state, event.preview, event.asDraft))
    is RegisterEvent.Refused ->
        renewed(state.copy(isSaving = false, refused = mapOf(event.place to event.rule)).going(event.place))
    is RegisterEvent.PriceChanged -> Next(priceChanged(state, event.preview))
    is RegisterEvent.Renewed -> Next(state.copy(form = event.form).judged(event.form.preview, event.typed))
    is RegisterEvent.Saved -> Next(saved(state, event.registered, event.isDraft))
    is RegisterEvent.DraftGivenUp -> draftGivenUp(state)
    is RegisterEvent.ShareTapped -> share(state)
    is RegisterEvent.ReceiptWritten -> Next(state.copy(toShare = event.text, failure = null))
    is RegisterEvent.Shared -> Next(state.copy(toShare = null))
    is RegisterEvent.AnotherTapped -> opening(Register(event = state.event))
    is RegisterEvent.Failed -> Next(state.copy(isSaving = false, failure = event.failure))
}

private fun entered(state: Register, event: RegisterEvent.Entered): Step = when {
    event.saved != null -> Next(state.copy(saved = event.saved))
    state.saved != null -> Next(state)
    // Another day, or what has come from the branch, may judge it otherwise; what did not work is said still.
    state.form != null -> if (state.failure == null) judged(state) else Next(state)
    // A form that is kept has come back by now: the save drops it in its own change.
    else -> opening(state.copy(wasInterrupted = event.wasSaving && state.kept == null))
}

private fun opening(state: Register): Step = Next(state) { field -> open(field, state) }

/** Asks for the form, and has judged what was kept of it, or else what it begins with. */
private fun open(field: Field, state: Register): RegisterEvent {
    val kept = state.kept?.let { fromFields(it, Typed()) }
    return RegisterEvent.Opened(field.registrationForm(state.worker, state.event, kept?.let { state.copy(typed = it).input() }), state.event, kept)
}

private fun opened(state: Register, event: RegisterEvent.Opened): Step {
    // Meanwhile a kept form came back, which was begun elsewhere.
    if (event.event != state.event) return opening(state)
    val form = event.form
    val known = form.worker?.person?.let(::typed) ?: Typed()
    val begun = begun(form, known)
    val typed = state.kept?.let { fromFields(it, begun) } ?: begun
    val anew = Register(worker = state.worker, event = state.event, wasInterrupted = state.wasInterrupted)
    val opened = anew.copy(form = form, known = known, begun = begun, typed = typed).judged(form.preview, event.typed ?: begun)
    // Texts that have been replaced were judged as agreed to, and nobody has heard the new ones.
    val isJudged = opened.judged == typed && opened.consent().method == typed.method
    return if (isJudged) Next(opened) else judged(opened)
}

/** Whoever registers attends the event at which their form was begun, wherever it is opened again. */
private fun restored(state: Register, fields: Map<String, String>): Step {
    val event = fields[Register.EVENT]
    return when {
        state.form == null -> Next(state.copy(kept = fields, event = event))
        event == state.event -> judged(state.copy(typed = fromFields(fields, state.begun)))
        else -> opening(state.copy(kept = fields, event = event))
    }
}

/** What a form begins with: what is known, and what is proposed. */
private fun begun(form: RegistrationForm, known: Typed): Typed = known.copy(
    village = known.village ?: form.villageProposed,
    programmes = form.terms.programmes,
    periodMonths = form.terms.periodMonths,
    startMonth = form.terms.startMonth,
    payer = form.terms.payer,
    support = form.terms.support,
)

private fun Register.written(place: Place, text: String): Register =
    if (isSaving || saved != null) this else copy(typed = typed.with(place, text), refused = refused - place)

private fun Register.chosen(change: (Typed) -> Typed): Register =
    if (isSaving || saved != null) this else copy(typed = change(typed), refused = emptyMap())

/** Has what stands judged, but not once it is saved or about to be. */
private fun judged(state: Register): Step {
    if (state.form == null || state.isSaving || state.saved != null) return Next(state)
    return Next(state) { field -> RegisterEvent.Judged(field.previewRegistration(state.input()), state.typed) }
}

private fun Register.judged(preview: RegistrationPreview, typed: Typed) = copy(preview = preview, judged = typed)

private fun sought(state: Register, typed: String): Step {
    val next = state.copy(villageSought = typed)
    if (typed.isBlank()) return Next(next.copy(villagesFound = emptyList()))
    return Next(next) { field -> RegisterEvent.VillagesFound(typed, field.findVillages(typed)) }
}

private fun proposed(state: Register): Typed {
    val nik = state.preview?.nik ?: return state.typed
    val typed = nik.birthDate?.let { state.typed.with(Place.BIRTH_DATE, it) } ?: state.typed
    return typed.copy(sex = nik.sex ?: typed.sex)
}

/** Goes on with the worker on this phone, whose own form it is then. */
private fun knownChosen(state: Register, worker: String): Step {
    if (state.isSaving || state.saved != null) return Next(state)
    return Next(state.copy(isSaving = true)) { field ->
        field.dropForm(FormKind.REGISTRATION, state.about)
        RegisterEvent.GivenUp(worker)
    }
}

private fun save(state: Register, asDraft: Boolean): Step {
    if (state.form == null || state.isSaving || state.saved != null) return Next(state)
    return Next(state.copy(isSaving = true, failure = null, refused = emptyMap())) { field -> write(field, state, asDraft) }
}

/** Saves what stands, at the price that is shown: what was typed since it was judged is judged first. */
private fun write(field: Field, state: Register, asDraft: Boolean): RegisterEvent {
    val preview = state.preview.takeIf { state.judged == state.typed } ?: field.previewRegistration(state.input())
    if (!(if (asDraft) preview.canDraft else preview.canRegister)) return RegisterEvent.NotReady(preview, asDraft)
    val judged = state.copy(preview = preview)
    if (judged.quote?.totalRupiah != state.quote?.totalRupiah) return RegisterEvent.PriceChanged(preview)
    return try {
        RegisterEvent.Saved(registered(field, judged, asDraft), asDraft)
    } catch (refused: FieldException.Invalid) {
        if (refused.rule == Rule.QUOTE_CHANGED) RegisterEvent.PriceChanged(field.previewRegistration(judged.input()))
        else RegisterEvent.Refused(Place.of(refused.field) ?: Place.NAME, refused.rule)
    } catch (_: FieldException.ConsentMissing) {
        RegisterEvent.Refused(Place.CONSENT, Rule.CONSENT_MISSING)
    } catch (_: FieldException.WarningUnacknowledged) {
        RegisterEvent.Refused(Place.REASON, Rule.WARNING_UNACKNOWLEDGED)
    }
}

private fun registered(field: Field, state: Register, asDraft: Boolean): Registered {
    val input = state.input()
    val draft = state.handingIn
    return when {
        draft != null -> {
            val missing = HandInInput(input.person, input.consent, input.attestation, input.cash, input.acknowledge)
            field.handIn(draft.registration, missing)
        }
        asDraft -> field.draftRegistration(input)
        else -> field.register(input)
    }
}

/** Marks what is missing, and goes to the first place that needs a look. */
private fun notReady(state: Register, preview: RegistrationPreview, asDraft: Boolean): Register {
    val missing = if (asDraft) preview.missingOfDraft else preview.missing
    val places = (preview.breaches.map { it.field } + missing).mapNotNull(Place::of)
    val next = state.judged(preview, state.typed).copy(isSaving = false, marksMissing = true)
    return places.minOrNull()?.let(next::going) ?: next
}

/** The worker is told the new price before anything is saved. */
private fun priceChanged(state: Register, preview: RegistrationPreview): Register =
    state.judged(preview, state.typed).copy(isSaving = false, refused = mapOf(Place.QUOTE to Rule.QUOTE_CHANGED)).going(Place.QUOTE)

/** A consent that stood when the form was opened may have been withdrawn since: then it is asked for again. */
private fun renewed(state: Register): Step {
    if (state.goTo?.place != Place.CONSENT) return Next(state)
    return Next(state) { field -> RegisterEvent.Renewed(field.registrationForm(state.worker, state.event, state.input()), state.typed) }
}

private fun Register.going(place: Place): Register = copy(goTo = GoTo(place, (goTo?.nth ?: 0) + 1))

private fun saved(state: Register, registered: Registered, isDraft: Boolean): Register = state.copy(
    isSaving = false,
    saved = SavedRegistration(
        registered.registration,
        registered.worker,
        isDraft,
        registered.receiptNumber,
        registered.likelySame,
    ),
)

/** The draft is cancelled, and the worker's form begins anew. */
private fun draftGivenUp(state: Register): Step {
    val draft = state.handingIn ?: return Next(state)
    if (state.isSaving) return Next(state)
    return Next(state.copy(isSaving = true)) { field ->
        field.moveRegistration(draft.registration, RegistrationStatus.CANCELLED)
        field.dropForm(FormKind.REGISTRATION, state.about)
        open(field, state)
    }
}

private fun share(state: Register): Step {
    val saved = state.saved ?: return Next(state)
    return Next(state) { field -> RegisterEvent.ReceiptWritten(field.receiptText(saved.registration)) }
}
