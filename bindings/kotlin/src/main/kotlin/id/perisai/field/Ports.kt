package id.perisai.field

import id.perisai.field.core.ClockReading
import id.perisai.field.core.OpenStep
import id.perisai.field.core.SyncReport

// What a shell provides, each of a single function: `KeyVault { unwrapped() }` in place of an object with one method.

/** A vault that answers by a function: the 32 bytes that encrypt the store, unwrapped. What it throws becomes `WrongKey`. */
fun KeyVault(dataKey: () -> ByteArray): KeyVault = object : KeyVault {
    override fun dataKey() = dataKey()
}

/** A clock that tells by a function. */
fun Clock(now: () -> ClockReading): Clock = object : Clock {
    override fun now() = now()
}

/** A way to the branch by a function. What it throws becomes `Network`, worth trying again; its text goes nowhere. */
fun Transport(send: (request: TransportRequest, bytesMax: Long) -> TransportResponse): Transport = object : Transport {
    // A limit of bytes fits a Long: the core's own is far below.
    override fun send(request: TransportRequest, bytesMax: ULong) = send(request, bytesMax.toLong())
}

/** Is told what opening a store is busy with. */
fun OpenProgress(step: (OpenStep) -> Unit): OpenProgress = object : OpenProgress {
    override fun step(step: OpenStep) = step(step)
}

/** Is told after each exchange how a sync goes; `false` ends it. */
fun SyncProgress(exchanged: (SyncReport) -> Boolean): SyncProgress = object : SyncProgress {
    override fun exchanged(report: SyncReport) = exchanged(report)
}
