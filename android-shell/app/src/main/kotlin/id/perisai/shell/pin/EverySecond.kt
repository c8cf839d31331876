package id.perisai.shell.pin

import android.os.Handler
import android.os.Looper

/** Calls once a second for as long as somebody waits: how long that still is, the core tells. */
class EverySecond(private val passed: () -> Unit) {
    private val later = Handler(Looper.getMainLooper())
    private val call = Runnable {
        isSet = false
        passed()
    }
    private var isSet = false

    /** Somebody waits, or nobody does any more. */
    fun waits(isWaiting: Boolean) {
        if (isWaiting == isSet) return
        isSet = isWaiting
        if (isWaiting) later.postDelayed(call, SECOND_MS) else later.removeCallbacks(call)
    }

    private companion object {
        const val SECOND_MS = 1_000L
    }
}
