package id.perisai.shell.signin

import java.net.URLDecoder

/** What a supervisor's screen shows to a phone, as `perisai-branch enrol-code --qr` draws it. */
class Invitation private constructor(val agent: String, val branch: String, val code: String) {
    companion object {
        private const val BEGINS = "perisai:enrol?"

        /** Reads what was scanned; none where it is another thing, or not whole. */
        fun read(scanned: String): Invitation? {
            if (!scanned.startsWith(BEGINS)) return null
            val told = scanned.removePrefix(BEGINS).split('&').associate { it.substringBefore('=') to plain(it.substringAfter('=', "")) }
            val (agent, branch, code) = listOf("agent", "branch", "code").map { told[it].orEmpty() }
            return if (agent.isEmpty() || branch.isEmpty() || code.isEmpty()) null else Invitation(agent, branch, code)
        }

        private fun plain(quoted: String): String = try {
            // A plus is a plus here, and no blank.
            URLDecoder.decode(quoted.replace("+", "%2B"), "UTF-8")
        } catch (_: IllegalArgumentException) {
            ""
        }
    }
}
