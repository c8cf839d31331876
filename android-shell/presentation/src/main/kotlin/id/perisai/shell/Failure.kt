package id.perisai.shell

import id.perisai.field.core.FieldException

/** What a person can do about a failure. The words for each stand in the app's resources. */
enum class Failure {
    /** There is no signal, or the branch does not answer: try again later; nothing is lost. */
    NO_NETWORK,

    /** The branch refuses this phone, or the code. */
    REFUSED,

    /** The phone's storage is full: make room; what was being saved is not saved. */
    STORAGE_FULL,

    /** The key does not fit this store: nothing was touched. */
    WRONG_KEY,

    /** The store was damaged and set aside: it can be begun again with what was saved of it. */
    DAMAGED,

    /** What was typed is not what is asked for. */
    NOT_VALID,

    /** Something else: say so, with the number of the incident. */
    OTHER,
}

/** What a failure of the core means for a person. */
fun failure(cause: FieldException): Failure = when (cause) {
    is FieldException.Network -> Failure.NO_NETWORK
    is FieldException.Refused -> Failure.REFUSED
    is FieldException.StorageFull -> Failure.STORAGE_FULL
    is FieldException.WrongKey -> Failure.WRONG_KEY
    is FieldException.Corrupt -> Failure.DAMAGED
    is FieldException.Invalid -> Failure.NOT_VALID
    else -> Failure.OTHER
}
