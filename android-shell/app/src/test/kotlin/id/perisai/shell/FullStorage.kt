package id.perisai.shell

import com.sun.jna.Function
import com.sun.jna.NativeLibrary
import com.sun.jna.Pointer

/**
 * Storage without room, for the store's files alone: SQLite's own way for tests to put another call in the place of one of the
 * system's. The call that writes then writes nothing, as on a phone that is full; all that was written can be read.
 */
object FullStorage {
    /** Nothing is written as long as the work goes on. */
    fun during(work: () -> Unit) {
        // It answers none, whatever it is asked.
        put(NativeLibrary.getProcess().getFunction("sched_yield"))
        try {
            work()
        } finally {
            put(null)
        }
    }

    private val files by lazy { CoreFunctions.of("sqlite3_vfs_find").invokePointer(arrayOf(null)) }

    private fun put(call: Pointer?) {
        val set = Function.getFunction(files.getPointer(SET_SYSTEM_CALL))
        for (name in listOf("write", "pwrite", "pwrite64")) set.invokeInt(arrayOf(files, name, call))
    }

    // Where `sqlite3_vfs` has it.
    private const val SET_SYSTEM_CALL = 144L
}
