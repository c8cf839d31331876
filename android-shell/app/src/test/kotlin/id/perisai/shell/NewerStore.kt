package id.perisai.shell

import com.sun.jna.Callback
import com.sun.jna.Pointer
import id.perisai.field.Field
import id.perisai.field.RehearsalClock

/**
 * The agent's store as a newer app leaves it, until the phone has that app again: the number of its schema is one that this
 * core does not know. It is written on a connection that the core itself has opened, for nobody else has the key; SQLite's
 * own way to tell of each connection hands it out.
 */
class NewerStore(shell: ShellInTests) : AutoCloseable {
    private val newer: Field
    private val connection: Pointer
    private val known: String

    init {
        val phone = shell.phone!!
        phone.core.close()
        val store = shell.noBackupFilesDir.walk().single { it.name == "field.db" }.parentFile!!
        var opened: Pointer? = null
        val tell = Opened { connection, _, _ -> 0.also { opened = connection } }
        CoreFunctions.of("sqlite3_auto_extension").invokeInt(arrayOf(tell))
        newer = try {
            Field.openWith(store.path, "A-07", phone.lock.keys(), RehearsalClock())
        } finally {
            CoreFunctions.of("sqlite3_cancel_auto_extension").invokeInt(arrayOf(tell))
        }
        connection = checkNotNull(opened) { "the core opened nothing" }
        known = ask("PRAGMA user_version").single()
        ask("PRAGMA user_version = ${known.toInt() + 1}")
    }

    /** The app is updated: it knows the number. */
    override fun close() {
        ask("PRAGMA user_version = $known")
        newer.destroy()
    }

    private fun ask(sql: String): List<String> {
        val answered = mutableListOf<String>()
        val row = Row { _, _, cells, _ -> 0.also { answered += cells.getPointer(0).getString(0) } }
        val result = CoreFunctions.of("sqlite3_exec").invokeInt(arrayOf(connection, sql, row, null, null))
        check(result == 0) { "SQLite answers $result to $sql" }
        return answered
    }

    fun interface Opened : Callback {
        fun told(connection: Pointer, message: Pointer?, functions: Pointer?): Int
    }

    fun interface Row : Callback {
        fun told(nothing: Pointer?, columns: Int, cells: Pointer, names: Pointer): Int
    }
}
