package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.shell.Failure
import id.perisai.shell.R

/** What is wrong and what one can do, as a person is told it: never a value that was typed. */
fun sentence(resources: Resources, failure: Failure): String = when (failure) {
    is Failure.Invalid ->
        resources.getString(R.string.failure_invalid, resources.getString(fieldWords(failure.field)), resources.getString(words(failure.rule)))
    is Failure.WarningUnacknowledged -> failure.warnings.joinToString(" ") { resources.getString(warningWords(it)) }
    is Failure.ConsentMissing ->
        resources.getString(R.string.failure_consent_missing, resources.getString(words(failure.purpose)))
    is Failure.Refused -> resources.getString(words(failure.why))
    is Failure.StorageFails -> resources.getString(R.string.failure_storage_fails, failure.code)
    is Failure.Internal -> resources.getString(R.string.failure_internal, failure.incident)
    is Failure.NoNetwork -> resources.getString(R.string.failure_no_network)
    is Failure.NotUnderstood -> resources.getString(R.string.failure_not_understood)
    is Failure.NotEnrolled -> resources.getString(R.string.failure_not_enrolled)
    is Failure.OtherAgent -> resources.getString(R.string.failure_other_agent)
    is Failure.StorageFull -> resources.getString(R.string.failure_storage_full)
    is Failure.WrongKey -> resources.getString(R.string.failure_wrong_key)
    is Failure.Damaged -> resources.getString(R.string.failure_damaged)
    is Failure.NewerSchema -> resources.getString(R.string.failure_newer_schema)
    is Failure.TooManyPending -> resources.getString(R.string.failure_too_many_pending)
    is Failure.Locked -> resources.getString(R.string.failure_locked)
    is Failure.PinWrong -> resources.getString(R.string.failure_pin_wrong)
    is Failure.PinWait -> resources.getString(R.string.failure_pin_wait)
    is Failure.NotFound -> resources.getString(R.string.failure_not_found)
    is Failure.Closed -> resources.getString(R.string.failure_closed)
    is Failure.Cancelled -> resources.getString(R.string.failure_cancelled)
}
