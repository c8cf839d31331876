package id.perisai.shell

import android.app.Application
import android.os.Handler
import android.os.Looper
import id.perisai.field.Clock
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.Transport
import id.perisai.shell.keys.AesGcm
import id.perisai.shell.keys.Secrets
import id.perisai.shell.keys.Wrap
import id.perisai.shell.keys.keystoreKey
import java.io.File
import java.security.MessageDigest
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/** Whose phone this is, and where the branch is. */
data class Account(val agent: String, val branch: String)

/** The way to an agent's store, and to the branch. */
class Phone(val core: Core, val network: Transport)

/** The app: knows whose phone this is, and holds the way to the core as long as the process lives. */
open class Shell : Application() {
    /** The agent's; none until one has signed in. */
    val phone: Phone? get() = signedIn ?: account()?.let(::phone)?.also { signedIn = it }

    private var signedIn: Phone? = null

    /** The way to each agent's store: a store is opened once, however often a code is tried. */
    private val cores = mutableMapOf<String, Core>()

    private val ownOff by lazy(LazyThreadSafetyMode.NONE, ::off)

    /** The way to an account's store, which is opened on first use, and to its branch. */
    fun phone(account: Account): Phone {
        val network = HttpTransport(account.branch)
        return Phone(cores.getOrPut(account.agent) { core(account.agent) }, network)
    }

    private fun core(agent: String): Core {
        val folder = File(noBackupFilesDir, name(agent))
        val open = {
            val secrets = Secrets(File(folder, "keys"), wrap())
            val store = File(folder, "store").apply { mkdirs() }
            Field.open(store.path, agent, secrets.vault, secrets.signer(), clock())
        }
        return Core(open, ownOff, drawing())
    }

    /** From now on this is the agent's phone. */
    fun signedIn(account: Account, phone: Phone) {
        val draft = File(noBackupFilesDir, "account.new").apply { writeText("${account.agent}\n${account.branch}\n") }
        check(draft.renameTo(File(noBackupFilesDir, ACCOUNT))) { "the account could not be put in its place" }
        signedIn = phone
    }

    /** How keys are wrapped. */
    protected open fun wrap(): Wrap = AesGcm(::keystoreKey)

    /** What tells the time. */
    protected open fun clock(): Clock = PhoneClock(contentResolver)

    /** The thread on which the core is called. */
    protected open fun off(): Executor = Executors.newSingleThreadExecutor()

    /** The thread that draws. */
    protected open fun drawing(): Executor = Executor(Handler(Looper.getMainLooper())::post)

    private fun account(): Account? {
        val lines = File(noBackupFilesDir, ACCOUNT).takeIf(File::isFile)?.readLines() ?: return null
        return if (lines.size == 2) Account(lines[0], lines[1]) else null
    }

    /** A folder's name for a badge, whatever was typed. */
    private fun name(agent: String): String =
        MessageDigest.getInstance("SHA-256").digest(agent.toByteArray()).joinToString("") { "%02x".format(it) }

    private companion object {
        const val ACCOUNT = "account"
    }
}
