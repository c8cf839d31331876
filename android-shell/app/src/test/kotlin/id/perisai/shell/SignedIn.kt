package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Field
import org.junit.rules.TemporaryFolder
import org.robolectric.RuntimeEnvironment

/** The village of the agent in tests. */
const val VILLAGE = "33.74.05.1003"

/** A phone that is Rini's, signed in with a code, and her branch. */
class SignedIn(val branch: Branch, code: String) : AutoCloseable {
    val shell = RuntimeEnvironment.getApplication() as ShellInTests
    val phone: Phone

    init {
        val account = Account("A-07", branch.address)
        phone = shell.phone(account)
        phone.core.ask({ it.enrol(code, phone.network) }, { throw AssertionError(it.toString()) }) {}
        shell.signedIn(account, phone)
    }

    /** Asks the core on the test's own thread. */
    fun <A : Any> ask(question: (Field) -> A): A {
        lateinit var answer: A
        shell.phone!!.core.ask(question, { throw AssertionError(it.toString()) }) { answer = it }
        return answer
    }

    /** The branch publishes a list, and the phone hears of it. */
    fun publish(list: String, rows: String) {
        branch.publish(list, rows)
        ask { it.sync(phone.network) }
    }

    override fun close() {
        shell.phone!!.core.ask(Field::shutdown, {}, {})
        branch.close()
    }
}

/** Signs Rini in at a real branch. */
fun signedIn(folder: TemporaryFolder): SignedIn {
    val branch = Branch(folder.newFolder("branch"))
    return SignedIn(branch, branch.employ("A-07", "Rini", VILLAGE))
}

/** Signs Rini in at a real branch, and lets her work. */
fun signedIn(folder: TemporaryFolder, work: SignedIn.() -> Unit) = signedIn(folder).use(work)

/** The agent sets a PIN and locks the phone. */
fun lockByPin(shell: ShellInTests) {
    val lock = shell.phone!!.lock
    lock.ask({ it.setPin(PIN) }, { throw AssertionError(it.toString()) }) {}
    lock.shut()
}

/** And opens it again. */
fun unlockByPin(shell: ShellInTests) = shell.phone!!.lock.ask({ it.unlock(PIN) }, { throw AssertionError(it.toString()) }) {}

/** The PIN of the agent in tests. */
const val PIN = "281940"

/** The first page of the agent's store is gone while the app is closed. */
fun damageStore(shell: ShellInTests) {
    shell.phone!!.core.close()
    val store = shell.noBackupFilesDir.walk().single { it.name == "field.db" }
    store.writeBytes(store.readBytes().also { it.fill(0, 0, 4096) })
}
