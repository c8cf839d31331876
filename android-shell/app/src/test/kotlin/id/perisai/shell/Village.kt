package id.perisai.shell

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.CompoundButton
import android.widget.TextView
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Programmes
import id.perisai.field.core.RegisterInput
import id.perisai.field.core.Sex
import org.junit.Assert.fail
import org.junit.rules.TemporaryFolder
import org.robolectric.RuntimeEnvironment

/** A village with a branch: Rini has the app that is tested, Budi another phone. */
class Village(folder: TemporaryFolder) : AutoCloseable {
    val branch = Branch(folder.newFolder("branch"))
    private val codes = listOf(branch.employ("A-07", "Rini", CODE), branch.employ("A-08", "Budi", CODE))
    private val network = HttpTransport(branch.address)

    /** Rini's phone. */
    val phone: Phone

    /** Budi's phone. */
    val budi: Field = Device(folder.newFolder("budi"), "A-08").open().also { it.enrol(codes[1], network) }

    init {
        val shell = RuntimeEnvironment.getApplication() as ShellInTests
        val account = Account("A-07", branch.address)
        phone = shell.phone(account)
        rini { it.enrol(codes[0], network) }
        shell.signedIn(account, phone)
    }

    /** What happens on Rini's phone. */
    fun <T : Any> rini(work: (Field) -> T): T {
        var done: T? = null
        phone.core.ask(work, { throw AssertionError(it.toString()) }) { done = it }
        return checkNotNull(done)
    }

    /** Both exchange with the branch, Rini first and last. */
    fun sync() {
        rini { it.sync(network) }
        budi.sync(network)
        rini { it.sync(network) }
    }

    override fun close() {
        budi.shutdown()
        rini { it.shutdown() }
        branch.close()
    }

    companion object {
        const val CODE = "33.74.05.1003"
    }
}

/** Somebody registered at her door. */
fun siti(name: String = "Siti Aminah", nik: String = "3374055501900001", months: UInt = 3u) = RegisterInput(
    person = PersonInput(
        name = name,
        nik = nik,
        birthDate = "1990-01-15",
        sex = Sex.FEMALE,
        phone = "0812 3456 7890",
        village = Village.CODE,
        hamlet = "RW 4",
        occupation = "bakul iwak",
        declaredIncome = 1_000_000,
    ),
    programmes = Programmes.JKK_JKM,
    periodMonths = months,
    startMonth = "2026-06",
    payer = Payer.WORKER,
    cash = 35_700,
    consent = ConsentInput(listOf(ConsentPurpose.ENROL), ConsentMethod.THUMB, Language.JAVANESE),
)

/** Every text that a screen shows, from above. */
fun Activity.texts(): List<String> = findViewById<View>(android.R.id.content).all().filterIsInstance<TextView>().map { it.text.toString() }.filter(String::isNotEmpty)

/** Taps whatever shows a text: a button, a choice, or the row that it stands in. */
fun Activity.tap(text: String) {
    val shown = findViewById<View>(android.R.id.content).all().filterIsInstance<TextView>()
    val found = shown.firstOrNull { it.text.toString() == text } ?: shown.firstOrNull { it.text.startsWith(text) }
    if (found == null) return fail("“$text” is not shown: ${texts()}")
    var view: View? = found
    while (view != null && !view.hasOnClickListeners() && view !is CompoundButton) view = view.parent as? View
    checkNotNull(view) { "“$text” cannot be tapped" }.performClick()
}

private fun View.all(): List<View> = when {
    visibility != View.VISIBLE -> emptyList()
    this is ViewGroup -> listOf(this) + (0 until childCount).flatMap { getChildAt(it).all() }
    else -> listOf(this)
}
