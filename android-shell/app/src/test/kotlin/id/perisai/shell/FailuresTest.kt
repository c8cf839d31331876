package id.perisai.shell

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.Transport
import id.perisai.field.TransportRequest
import id.perisai.field.TransportResponse
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.PersonInput
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.io.IOException

/** What goes wrong is told where it goes wrong, in words that say what to do; what was typed and saved is there afterwards. */
@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class FailuresTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `without a signal one does not get in, and with one the same code does`() = atTheDoor { branch, rini ->
        val code = branch.employ("A-07", "Rini", VILLAGE)
        rini.types(code, branch.address)
        shell.networkInTests = Nowhere
        rini.tap("Masuk")
        rini.tells(R.string.failure_no_network)
        assertEquals(listOf("A-07", code, branch.address), LABELS.map(rini::typed))
        picture(rini.screen, "gagal-masuk-tanpa-sinyal")
        shell.networkInTests = null
        rini.tap("Masuk")
        rini.setsAPin()
        assertTrue(rini.shows("Belum pernah sinkron dengan cabang"))
    }

    @Test
    fun `a code that nobody made, and one that was used, are told at the code, and a new one helps`() = atTheDoor { branch, rini ->
        val used = branch.employ("A-07", "Rini", VILLAGE)
        val other = Device(folder.newFolder("other"), "A-07").open()
        other.enrol(used, HttpTransport(branch.address))
        other.shutdown()
        for (code in listOf("0123456789abcdef0123456789abcdef", used)) {
            rini.types(code, branch.address)
            rini.tap("Masuk")
            assertEquals(shell.getString(R.string.refused_enrol_code), rini.wrong("Kode pendaftaran"))
            assertEquals(listOf("A-07", code, branch.address), LABELS.map(rini::typed))
        }
        rini.type("Kode pendaftaran", branch.code("A-07"))
        assertEquals("what is mended is not called wrong", null, rini.wrong("Kode pendaftaran"))
        rini.tap("Masuk")
        rini.setsAPin()
        assertTrue(rini.shows("Belum pernah sinkron dengan cabang"))
    }

    @Test
    fun `a version that the branch does not serve is told at the door, and while exchanging with what waits`() = atTheDoor { branch, rini ->
        rini.types(branch.employ("A-07", "Rini", VILLAGE), branch.address)
        shell.networkInTests = AnotherVersion
        rini.tap("Masuk")
        rini.tells(R.string.refused_version)
        shell.networkInTests = null
        rini.tap("Masuk")
        rini.setsAPin()
        somebody()
        shell.networkInTests = AnotherVersion
        rini.tap("Sinkron")
        rini.tap("Sinkronkan sekarang")
        rini.tells(R.string.refused_version)
        assertTrue("what waits is shown still", rini.shows("Tokoh · Bu Lurah"))
        assertTrue(rini.shows("Tidak akan mencoba sendiri sampai ini diselesaikan."))
        rini.tap("Hari ini")
        assertTrue(rini.shows("1 tersimpan di ponsel ini, belum terkirim"))
    }

    @Test
    fun `a line that breaks while exchanging is told, what waits is shown, and the next tap sends it`() = atWork { _, rini ->
        somebody()
        shell.networkInTests = Nowhere
        rini.tap("Sinkron")
        rini.tap("Sinkronkan sekarang")
        rini.tells(R.string.failure_no_network)
        assertTrue(rini.shows("Tokoh · Bu Lurah") && rini.shows("Tersimpan di ponsel ini"))
        shell.networkInTests = null
        rini.tap("Sinkronkan sekarang")
        assertTrue(rini.shows("Selesai. Ponsel ini dan cabang sudah sama."))
        assertFalse("the failure is told no more", rini.shows(shell.getString(R.string.failure_no_network)))
    }

    @Test
    fun `a phone that is revoked while it is out is told so, and a supervisor finds what it had not sent`() = atWork { branch, rini ->
        somebody()
        branch.revoke(ask { it.device()!! })
        rini.tap("Sinkron")
        rini.tap("Sinkronkan sekarang")
        rini.tells(R.string.refused_revoked)
        assertTrue(rini.shows("Tidak akan mencoba sendiri sampai ini diselesaikan."))
        assertTrue("what was said to be saved is in the supervisor's hands", "A-07" in branch.office("quarantine", "list"))
        rini.tap("Hari ini")
        rini.tap("Lainnya")
        rini.tap("Tokoh")
        assertTrue("and can be read on the phone", rini.shows("Bu Lurah"))
    }

    @Test
    fun `where storage is full nothing is said to be saved, what was typed stays, and with room it is saved once`() = atWork { _, rini ->
        rini.tap("Catat")
        rini.tap("Daftarkan pekerja")
        rini.fillsIn()
        FullStorage.during {
            rini.tap("Simpan")
            rini.tells(R.string.failure_storage_full)
            picture(rini.screen, "gagal-penyimpanan-penuh")
            assertFalse(rini.shows("Belum di cabang"))
            rini.type("Nama", "Siti Aminah Sapar")
            rini.tells(R.string.failure_storage_full)
            rini.turn()
            assertEquals("Siti Aminah Sapar", rini.typed("Nama"))
            rini.turn()
            assertEquals("reading needs no room", 0uL, ask { it.pendingCount() })
            rini.type("Nama", "Siti Aminah")
            rini.tells(R.string.failure_storage_full)
        }
        rini.isKilledBehindACall()
        assertEquals("what there was no room to keep is kept once there is", "Siti Aminah", rini.typed("Nama"))
        rini.tap("Simpan")
        assertTrue(rini.shows("Belum di cabang. Terkirim saat sinkron berikutnya"))
        assertFalse(rini.shows(shell.getString(R.string.failure_storage_full)))
        assertEquals(1uL, ask { it.pendingCount() })
        assertEquals(listOf("Siti Aminah"), ask { it.search("siti") }.map { it.name })
    }

    @Test
    fun `where storage is full while exchanging it is told, and with room the rest comes through`() = atWork { branch, rini ->
        somebody()
        rini.tap("Sinkron")
        FullStorage.during {
            rini.tap("Sinkronkan sekarang")
            rini.tells(R.string.failure_storage_full)
            assertTrue(rini.shows("Tokoh · Bu Lurah"))
        }
        rini.tap("Sinkronkan sekarang")
        assertTrue(rini.shows("Selesai. Ponsel ini dan cabang sudah sama."))
        assertEquals(1, branch.office("export", "figure", "--format", "jsonl").lines().count { "Bu Lurah" in it })
    }

    @Test
    fun `a consent that was withdrawn while one types is asked for again, and nothing typed is lost`() = atWork { branch, rini ->
        val worker = ask { it.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE), null, null) }.record
        val agreed = ConsentInput(listOf(ConsentPurpose.ENROL), ConsentMethod.THUMB, Language.JAVANESE)
        ask { it.giveConsent(worker, agreed) }
        ask { it.sync(shell.phone!!.network) }
        val budi = Device(folder.newFolder("budi"), "A-08").open()
        val network = HttpTransport(branch.address)
        budi.enrol(branch.employ("A-08", "Budi", VILLAGE), network)
        budi.sync(network)

        rini.tap("Pekerja")
        rini.tap("Siti Aminah")
        rini.tap("Daftarkan")
        assertTrue(rini.shows("sudah diberikan"))
        rini.fillsIn(name = null, consents = false)
        budi.withdrawConsent(ConsentWithdrawal(worker, listOf(ConsentPurpose.ENROL), ConsentMethod.THUMB))
        budi.sync(network)
        ask { it.sync(shell.phone!!.network) }
        budi.shutdown()

        rini.tap("Simpan")
        assertFalse("it is not saved without a consent", rini.shows("Belum di cabang"))
        assertTrue("it is told: ${rini.screen.texts()}", rini.shows(shell.getString(R.string.rule_consent_missing)))
        picture(rini.screen, "gagal-izin-ditarik")
        assertEquals("1500000", rini.typed("Penghasilan sebulan, rupiah"))
        rini.tap("Didaftarkan")
        rini.tap("Cap jempol")
        rini.tap("Simpan")
        assertTrue("${rini.screen.texts()}", rini.shows("Belum di cabang. Terkirim saat sinkron berikutnya"))
    }

    @Test
    fun `a store that a newer app wrote asks for that app, and with it all that was saved and typed is there`() = atWork { branch, rini ->
        somebody()
        rini.tap("Catat")
        rini.tap("Daftarkan pekerja")
        rini.type("Nama", "Siti Aminah")
        NewerStore(shell).use {
            rini.dies()
            rini.tells(R.string.failure_newer_schema)
            picture(rini.screen, "gagal-aplikasi-lama")
            assertFalse("nothing else is said to be wrong", rini.shows(shell.getString(R.string.rescue_look)))
            rini.tap("Sinkron")
            rini.tap("Sinkronkan sekarang")
            rini.tells(R.string.failure_newer_schema)
            rini.tap("Hari ini")
            rini.tap("Catat")
            rini.tap("Daftarkan pekerja")
            rini.tells(R.string.failure_newer_schema)
        }
        rini.dies()
        assertTrue("${rini.screen.texts()}", rini.shows("1 tersimpan di ponsel ini, belum terkirim"))
        rini.tap("Catat")
        rini.tap("Daftarkan pekerja")
        assertEquals("Siti Aminah", rini.typed("Nama"))
        rini.back()
        rini.tap("Sinkron")
        rini.tap("Sinkronkan sekarang")
        assertTrue(rini.shows("Selesai. Ponsel ini dan cabang sudah sama."))
        assertEquals(1, branch.office("export", "figure", "--format", "jsonl").lines().count { "Bu Lurah" in it })
    }

    /** A branch, and a phone that is nobody's yet. */
    private fun atTheDoor(work: (Branch, InHand) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch ->
            InHand(shell).use { rini ->
                rini.begin()
                work(branch, rini)
            }
        }
    }

    /** A branch, and Rini's phone. */
    private fun atWork(work: (Branch, InHand) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch ->
            SignedIn(branch, branch.employ("A-07", "Rini", VILLAGE)).ask { it.sync(shell.phone!!.network) }
            InHand(shell).use { rini ->
                rini.begin()
                work(branch, rini)
            }
        }
    }

    private fun InHand.types(code: String, address: String) = LABELS.zip(listOf("A-07", code, address)).forEach { (label, text) -> type(label, text) }

    private fun InHand.fillsIn(name: String? = "Siti Aminah", consents: Boolean = true) {
        type("NIK", "3374055001900001")
        tap("Pakai dari NIK")
        name?.let { type("Nama", it) }
        type("Pekerjaan, dengan kata sehari-hari", "nelayan")
        type("Penghasilan sebulan, rupiah", "1500000")
        if (!consents) return
        tap("Didaftarkan")
        tap("Cap jempol")
    }

    private fun InHand.tells(words: Int) = assertTrue("${screen.texts()}", shows(shell.getString(words)))

    private fun somebody() = ask { it.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION) }

    private fun <A : Any> ask(question: (id.perisai.field.Field) -> A): A {
        lateinit var answer: A
        shell.phone!!.core.ask(question, { throw AssertionError(it.toString()) }) { answer = it }
        return answer
    }

    private object Nowhere : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse = throw IOException("no way")
    }

    /** What a branch answers to an app of a version that it does not serve. */
    private object AnotherVersion : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong) =
            TransportResponse(426u, "application/json", """{"code":"version","incident":"0011223344556677"}""".toByteArray())
    }

    private companion object {
        val LABELS = listOf("Nomor agen", "Kode pendaftaran", "Alamat cabang")
    }
}
