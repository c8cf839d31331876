package id.perisai.shell

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldException
import id.perisai.field.core.Rule
import id.perisai.field.core.WhyRefused

/**
 * What a person can do about a failure. The words for each stand in the app's resources. Nothing that was saved before is
 * lost by any of them, and what was typed stays with the screen.
 */
sealed class Failure {
    /** There is no signal, or the branch does not answer or has too much to do: try again later. */
    object NoNetwork : Failure()

    /** The branch cannot read what this phone sends: trying again does not help. */
    object NotUnderstood : Failure()

    /** The branch refuses this phone, its version or the code. */
    data class Refused(val why: WhyRefused) : Failure()

    /** The phone is nobody's yet: sign in first. */
    object NotEnrolled : Failure()

    /** The store, or the code, is another agent's. */
    object OtherAgent : Failure()

    /** The phone's storage is full: make room; what was being saved is not saved. */
    object StorageFull : Failure()

    /** The phone's storage does not answer: try again; if it stays so, the phone is failing. */
    data class StorageFails(val code: Int) : Failure()

    /** The key does not fit this store: nothing was touched. */
    object WrongKey : Failure()

    /** The store was damaged and set aside under this name: it can be begun again with what was saved of it. */
    data class Damaged(val quarantinedTo: String) : Failure()

    /** A newer app wrote the store: update this one. */
    object NewerSchema : Failure()

    /** Too much waits for the branch: synchronise before more is captured. */
    object TooManyPending : Failure()

    /** The capture needs a consent that does not stand: read the text aloud and ask. */
    data class ConsentMissing(val purpose: ConsentPurpose) : Failure()

    /** Something typed breaks a rule: the sentence for the rule is shown at the field. */
    data class Invalid(val field: String, val rule: Rule) : Failure()

    /** Something deserves a second look: show these warnings, and ask for a reason. */
    data class WarningUnacknowledged(val warnings: List<String>) : Failure()

    /** The PIN has not been given to this process: unlock first. */
    object Locked : Failure()

    /** Not the PIN. So many attempts are left before a wait of some milliseconds; nothing is ever wiped. */
    data class PinWrong(val attemptsLeft: Int, val waitMs: Long) : Failure()

    /** No PIN is tried for so many milliseconds. */
    data class PinWait(val waitMs: Long) : Failure()

    /** What was asked for is not on this phone. */
    object NotFound : Failure()

    /** The store is closed: the screen is opened again. */
    object Closed : Failure()

    /** A person ended it; what was exchanged before stays exchanged. */
    object Cancelled : Failure()

    /** A defect: say its number. */
    data class Internal(val incident: String) : Failure()

    /** The rule that this field breaks, where it is the one at fault. */
    fun at(field: String): Rule? = (this as? Invalid)?.takeIf { it.field == field }?.rule
}

/** What a failure of the core means for a person. */
fun failure(cause: FieldException): Failure = when (cause) {
    is FieldException.Network -> if (cause.retryable) Failure.NoNetwork else Failure.NotUnderstood
    is FieldException.Refused -> Failure.Refused(cause.why)
    is FieldException.NotEnrolled -> Failure.NotEnrolled
    is FieldException.OtherAgent -> Failure.OtherAgent
    is FieldException.StorageFull -> Failure.StorageFull
    is FieldException.Storage -> Failure.StorageFails(cause.code)
    is FieldException.WrongKey -> Failure.WrongKey
    is FieldException.Corrupt -> Failure.Damaged(cause.quarantinedTo)
    is FieldException.NewerSchema -> Failure.NewerSchema
    is FieldException.TooManyPending -> Failure.TooManyPending
    is FieldException.ConsentMissing -> Failure.ConsentMissing(cause.purpose)
    is FieldException.Invalid -> if (isLocked(cause)) Failure.Locked else Failure.Invalid(cause.field, cause.rule)
    is FieldException.WarningUnacknowledged -> Failure.WarningUnacknowledged(cause.warnings)
    is FieldException.PinWrong -> Failure.PinWrong(cause.attemptsLeft.toInt(), cause.waitMs.toLong())
    is FieldException.PinWait -> Failure.PinWait(cause.waitMs.toLong())
    is FieldException.NotFound -> Failure.NotFound
    is FieldException.Closed -> Failure.Closed
    is FieldException.Cancelled -> Failure.Cancelled
    is FieldException.Internal -> Failure.Internal(cause.incident)
}

/** A PIN that is typed breaks other rules: this is a store that is asked for behind one. */
private fun isLocked(cause: FieldException.Invalid) = cause.field == "pin" && cause.rule == Rule.REQUIRED
