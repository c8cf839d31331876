package id.perisai.field

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldException
import id.perisai.field.core.Rule
import id.perisai.field.core.SyncOutcome
import id.perisai.field.core.WhyRefused

/**
 * What came of a capture: it is saved, or it asks for something first. None of these is a failure, so none is thrown; with
 * all but [Saved] nothing was written, and the form is still the caller's.
 */
sealed class Captured<out A> {
    /** Durable on this device. */
    data class Saved<A>(val answer: A) : Captured<A>()

    /** A consent is missing: read `Field.consentText` aloud, ask, and capture again with it. */
    data class NeedsConsent(val purpose: ConsentPurpose) : Captured<Nothing>()

    /** Something deserves a second look: show the warnings, ask for a reason, and capture again with it. */
    data class NeedsReason(val warnings: List<String>) : Captured<Nothing>()

    /** What was typed into a field breaks a rule: show the rule's sentence at the field. */
    data class NotValid(val field: String, val rule: Rule) : Captured<Nothing>()
}

/**
 * Makes a capture and answers what came of it: `capturing { field.register(input) }`. Whatever else goes wrong is thrown as
 * ever. Blocks for one durable write: call off the main thread.
 */
inline fun <A> capturing(capture: () -> A): Captured<A> = try {
    Captured.Saved(capture())
} catch (cause: FieldException.ConsentMissing) {
    Captured.NeedsConsent(cause.purpose)
} catch (cause: FieldException.WarningUnacknowledged) {
    Captured.NeedsReason(cause.warnings)
} catch (cause: FieldException.Invalid) {
    Captured.NotValid(cause.field, cause.rule)
}

/** How an exchange with the branch ended. Whatever ended it, what was exchanged before stays exchanged. */
sealed class Exchanged {
    /** Both sides agree, and everything that this device follows has been read. */
    data class Complete(val outcome: SyncOutcome) : Exchanged()

    /** It ended before, for no failure: exchange again. */
    data class Unfinished(val outcome: SyncOutcome) : Exchanged()

    /** No network, or no answer. Nothing is lost; [retryable] says whether trying again may help. */
    data class Unreachable(val retryable: Boolean) : Exchanged()

    /** The branch does not serve this device. Nothing is lost. */
    data class Refused(val why: WhyRefused) : Exchanged()

    /** Somebody ended it. */
    object Cancelled : Exchanged()
}

/**
 * Exchanges with the branch, as [Field.sync] does, where no network and no welcome are answers like others. Blocks for as
 * long as the network takes: call off the main thread.
 */
fun Field.exchange(transport: Transport, progress: SyncProgress? = null): Exchanged = try {
    val outcome = sync(transport, progress)
    if (outcome.complete) Exchanged.Complete(outcome) else Exchanged.Unfinished(outcome)
} catch (cause: FieldException.Network) {
    Exchanged.Unreachable(cause.retryable)
} catch (cause: FieldException.Refused) {
    Exchanged.Refused(cause.why)
} catch (_: FieldException.Cancelled) {
    Exchanged.Cancelled
}

/** What came of opening a store. With all but [Opened] nothing was lost; the store is as it was, or copied aside whole. */
sealed class Opening {
    /** Open. Release it with `use {}`. */
    data class Opened(val field: Field) : Opening()

    /** The key is not the store's: unwrap the right one. */
    object WrongKey : Opening()

    /** The store is another agent's. */
    object AnotherAgents : Opening()

    /** The store was damaged: it was copied aside under this name, and its journal saved. See `Field.beginAgain`. */
    data class Damaged(val quarantinedTo: String) : Opening()

    /** A newer app wrote the store: update this one. */
    object Newer : Opening()
}

/** Opens a store: `opening { Field.open(…) }`. Whatever else goes wrong is thrown as ever. Blocks: call off the main thread. */
inline fun opening(open: () -> Field): Opening = try {
    Opening.Opened(open())
} catch (_: FieldException.WrongKey) {
    Opening.WrongKey
} catch (_: FieldException.OtherAgent) {
    Opening.AnotherAgents
} catch (cause: FieldException.Corrupt) {
    Opening.Damaged(cause.quarantinedTo)
} catch (_: FieldException.NewerSchema) {
    Opening.Newer
}
