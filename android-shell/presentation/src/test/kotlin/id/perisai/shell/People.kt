package id.perisai.shell

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
import org.junit.rules.TemporaryFolder
import java.io.File
import java.util.concurrent.Executor

/** Two agents of one village and their phones, on the day of the tests. */
class TwoPhones(folder: TemporaryFolder, branch: Branch) : AutoCloseable {
    private val codes = listOf(branch.employ("A-07", "Rini", VILLAGE), branch.employ("A-08", "Budi", VILLAGE))
    private val network = HttpTransport(branch.address)

    val rini: Field = Device(folder.newFolder("rini"), "A-07").open().also { it.enrol(codes[0], network) }
    val budi: Field = Device(folder.newFolder("budi"), "A-08").open().also { it.enrol(codes[1], network) }

    /** Exchanges until both sides agree. */
    fun sync(vararg fields: Field) = fields.forEach { check(it.sync(network).complete) { "the exchange is not done" } }

    override fun close() = listOf(rini, budi).forEach(Field::shutdown)

    companion object {
        const val VILLAGE = "33.74.05.1003"
        const val NIK = "3374055501900001"
    }
}

/** Somebody registered at her door, with the money for three months. */
fun siti(nik: String = TwoPhones.NIK, name: String = "Siti Aminah", months: UInt = 3u) = RegisterInput(
    person = PersonInput(
        name = name,
        nik = nik,
        birthDate = "1990-01-15",
        sex = Sex.FEMALE,
        phone = "0812 3456 7890",
        village = TwoPhones.VILLAGE,
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

/** From this day on nobody pays for one month; the phones have not heard of it. */
fun noSingleMonths(branch: Branch, folder: TemporaryFolder) = tariff(branch, folder, "[1, 3, 6, 12]", "[3, 6, 12]")

/** The branch's tariff from June on is the one that ships, with something in place of something else. */
fun tariff(branch: Branch, folder: TemporaryFolder, old: String, new: String) {
    val shipped = File("../../core/data/tariff.json").readText()
    val document = shipped.replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-02\"").replace(old, new)
    check(old in shipped) { "the tariff that ships was found" }
    val file = folder.newFile("tariff.json").apply { writeText(document) }
    branch.office(
        "publish", "tariff", file.path, "--valid-from", "2026-06-01", "--source", "a decision", "--by", "admin", "--reason", "new",
    )
}

/** A screen over one phone, asked and drawn on the test's own thread. */
fun <S, E> screen(field: Field, first: S, failed: (Failure) -> E, reduce: (S, E) -> Next<S, E>): Screen<S, E> =
    Screen(first, Core({ field }, AT_ONCE, AT_ONCE), failed, reduce).also { it.enter {} }

private val AT_ONCE = Executor(Runnable::run)
