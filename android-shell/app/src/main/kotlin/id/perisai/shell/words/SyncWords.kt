package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.AttemptEnd
import id.perisai.field.core.BranchAsk
import id.perisai.field.core.CapturedAs
import id.perisai.field.core.ClockLooks
import id.perisai.field.core.DueOpens
import id.perisai.field.core.LastAttempt
import id.perisai.field.core.WhySync
import id.perisai.shell.R

/** How an attempt to exchange ended, and what to do. */
fun words(attemptEnd: AttemptEnd): Int = when (attemptEnd) {
    AttemptEnd.COMPLETE -> R.string.attempt_complete
    AttemptEnd.INCOMPLETE -> R.string.attempt_incomplete
    AttemptEnd.CANCELLED -> R.string.attempt_cancelled
    AttemptEnd.NO_NETWORK -> R.string.attempt_no_network
    AttemptEnd.UNREADABLE -> R.string.attempt_unreadable
    AttemptEnd.VERSION -> R.string.attempt_version
    AttemptEnd.UNKNOWN_DEVICE -> R.string.attempt_unknown_device
    AttemptEnd.REVOKED -> R.string.attempt_revoked
    AttemptEnd.SIGNING_KEY -> R.string.attempt_signing_key
    AttemptEnd.STORAGE_FULL -> R.string.attempt_storage_full
    AttemptEnd.PHONE -> R.string.attempt_phone
    AttemptEnd.STORE -> R.string.attempt_store
}

/** That the branch does not serve this phone, since when, and what to do. */
fun shutOutWords(resources: Resources, shutOut: LastAttempt): String =
    resources.getString(R.string.shut_out, spoken(resources, shutOut.at), resources.getString(words(shutOut.end)))

/** Why the next exchange is due. */
fun words(whySync: WhySync): Int = when (whySync) {
    WhySync.WAITING -> R.string.why_sync_waiting
    WhySync.RETRY -> R.string.why_sync_retry
    WhySync.EVENING -> R.string.why_sync_evening
}

/** How the phone's clock looks. */
fun words(clockLooks: ClockLooks): Int = when (clockLooks) {
    ClockLooks.RIGHT -> R.string.clock_right
    ClockLooks.AHEAD -> R.string.clock_ahead
    ClockLooks.BEHIND -> R.string.clock_behind
}

/** What a change is. */
fun words(capturedAs: CapturedAs): Int = when (capturedAs) {
    CapturedAs.REGISTRATION -> R.string.captured_as_registration
    CapturedAs.CONVERSATION -> R.string.captured_as_conversation
    CapturedAs.FORUM -> R.string.captured_as_forum
    CapturedAs.EVENT -> R.string.captured_as_event
    CapturedAs.NOMINATION -> R.string.captured_as_nomination
    CapturedAs.RELATIONSHIP -> R.string.captured_as_relationship
    CapturedAs.FIGURE -> R.string.captured_as_figure
    CapturedAs.CARD -> R.string.captured_as_card
    CapturedAs.MONEY -> R.string.captured_as_money
    CapturedAs.CONSENT -> R.string.captured_as_consent
    CapturedAs.TASK -> R.string.captured_as_task
    CapturedAs.DECISION -> R.string.captured_as_decision
    CapturedAs.WORKER -> R.string.captured_as_worker
    CapturedAs.OTHER -> R.string.captured_as_other
}

/** What the branch asks. */
fun words(branchAsk: BranchAsk): Int = when (branchAsk) {
    BranchAsk.CORRECT -> R.string.branch_ask_correct
    BranchAsk.CORRECT_REGISTRATION -> R.string.branch_ask_correct_registration
    BranchAsk.DECIDE -> R.string.branch_ask_decide
    BranchAsk.HAND_OVER -> R.string.branch_ask_hand_over
    BranchAsk.RENEW_LISTS -> R.string.branch_ask_renew_lists
    BranchAsk.WAIT -> R.string.branch_ask_wait
    BranchAsk.KNOW -> R.string.branch_ask_know
}

/** What opens when a task is tapped. */
fun words(dueOpens: DueOpens): Int = when (dueOpens) {
    DueOpens.WORKER -> R.string.due_opens_worker
    DueOpens.FIGURE -> R.string.due_opens_figure
    DueOpens.QUESTION -> R.string.due_opens_question
    DueOpens.REGISTER -> R.string.due_opens_register
    DueOpens.REGISTRATION -> R.string.due_opens_registration
    DueOpens.MONEY -> R.string.due_opens_money
}
