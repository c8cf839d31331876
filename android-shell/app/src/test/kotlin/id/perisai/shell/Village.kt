package id.perisai.shell

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.CompoundButton
import android.widget.TextView
import id.perisai.field.Device
import id.perisai.field.Field
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

/** A village with a branch: Rini has the app that is tested, Budi another phone. */
class Village(folder: TemporaryFolder) : AutoCloseable {
    private val rini = signedIn(folder)
    private val network get() = rini.phone.network

    /** Rini's phone. */
    val phone get() = rini.phone

    val branch get() = rini.branch

    /** Budi's phone. */
    val budi: Field = Device(folder.newFolder("budi"), "A-08").open().also { it.enrol(branch.employ("A-08", "Budi", VILLAGE), network) }

    /** What happens on Rini's phone. */
    fun <T : Any> rini(work: (Field) -> T): T = rini.ask(work)

    /** Both exchange with the branch, Rini first and last. */
    fun sync() {
        rini { it.sync(network) }
        budi.sync(network)
        rini { it.sync(network) }
    }

    override fun close() {
        budi.shutdown()
        rini.close()
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
        village = VILLAGE,
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
fun Activity.texts(): List<String> = findViewById<View>(android.R.id.content).shown().filterIsInstance<TextView>().map { it.text.toString() }.filter(String::isNotEmpty)

/** Taps whatever shows a text: a button, a choice, or the row that it stands in. */
fun Activity.tap(text: String) {
    val shown = findViewById<View>(android.R.id.content).shown().filterIsInstance<TextView>()
    val found = shown.firstOrNull { it.text.toString() == text } ?: shown.firstOrNull { it.text.startsWith(text) }
    if (found == null) return fail("“$text” is not shown: ${texts()}")
    var view: View? = found
    while (view != null && !view.hasOnClickListeners() && view !is CompoundButton) view = view.parent as? View
    checkNotNull(view) { "“$text” cannot be tapped" }.performClick()
}

private fun View.shown(): List<View> = when {
    visibility != View.VISIBLE -> emptyList()
    this is ViewGroup -> listOf(this) + (0 until childCount).flatMap { getChildAt(it).shown() }
    else -> listOf(this)
}

/** What a part says. */
fun Activity.said(part: Int): String = findViewById<TextView>(part).text.toString()

/** A view and all that is inside it, hidden or not. */
fun View.all(): List<View> = listOf(this) + if (this is ViewGroup) (0 until childCount).flatMap { getChildAt(it).all() } else emptyList()
