package id.perisai.shell

/** What a failure is called, and what one can do. */
fun words(failure: Failure): Int = when (failure) {
    Failure.NO_NETWORK -> R.string.failure_no_network
    Failure.REFUSED -> R.string.failure_refused
    Failure.STORAGE_FULL -> R.string.failure_storage_full
    Failure.WRONG_KEY -> R.string.failure_wrong_key
    Failure.DAMAGED -> R.string.failure_damaged
    Failure.NOT_VALID -> R.string.failure_not_valid
    Failure.OTHER -> R.string.failure_other
}
