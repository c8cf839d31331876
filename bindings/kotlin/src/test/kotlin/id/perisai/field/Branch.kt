package id.perisai.field

import java.io.File

/** A branch as a clerk runs it: the real program, with a data folder of its own. */
class Branch(private val folder: File, name: String = "Branch") : AutoCloseable {
    private val server: Process

    /** Where phones reach it. */
    val address: String

    init {
        // A rehearsal clock, so that the day of this test is the same on every day.
        office("init", "--name", name, "--clock-start", MORNING)
        server = process("serve", "--listen", "127.0.0.1:0").redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val greeting = server.inputStream.bufferedReader().readLine() ?: error("the branch did not start")
        address = greeting.removePrefix("listening on ")
    }

    /** Adds an agent, and answers the code for enrolling one phone. */
    fun employ(agent: String, name: String, village: String): String {
        office("agent", "add", agent, "--name", name, "--villages", village, "--by", "admin", "--reason", "a new agent")
        return code(agent)
    }

    /** The code for enrolling one more phone of an agent. */
    fun code(agent: String): String = office("enrol-code", agent, "--by", "admin", "--reason", "a new phone").trim()

    /** Answers a phone's request for its keys. */
    fun unlockPhone(request: String): String =
        office("unlock-phone", request, "--by", "admin", "--reason", "called back").trim()

    /** Stops serving a phone. */
    fun revoke(device: String) {
        office("device", "revoke", device, "--by", "admin", "--reason", "stolen")
    }

    /** Publishes a table, such as `messages`, as a clerk does from a sheet. */
    fun publish(what: String, table: String) {
        val sheet = File(folder.parentFile, "$what.csv").apply { writeText(table) }
        office("publish", what, sheet.path, "--by", "admin", "--reason", "for the field")
    }

    override fun close() {
        server.destroy()
        check(server.waitFor() == 0) { "the branch did not stop in peace" }
    }

    /** What a clerk types, and what the program answers. */
    fun office(vararg words: String): String {
        val process = process(*words).redirectErrorStream(true).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { "perisai-branch ${words.first()}: $said" }
        return said
    }

    private fun process(vararg words: String) =
        ProcessBuilder(listOf(PROGRAM, *words, "--data", folder.path))

    companion object {
        /** When the day of the tests begins. */
        const val MORNING = "2026-06-03T08:00:00+07:00"

        private val PROGRAM = checkNotNull(System.getenv("PERISAI_BRANCH")) {
            "PERISAI_BRANCH says where the branch server is; `cargo xtask test` sets it"
        }
    }
}
