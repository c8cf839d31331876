package id.perisai.shell.androids

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.Transport
import id.perisai.field.TransportRequest
import id.perisai.field.TransportResponse
import id.perisai.field.core.FieldEdit
import id.perisai.shell.InHand
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.setsAPin
import id.perisai.shell.unlocks
import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.io.File
import java.io.IOException

/**
 * One whole day by taps, on the oldest Android that the app runs on, the usual one and the newest: what was tapped is what the
 * branch holds in the evening, once.
 */
@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [26, 34, 35], qualifiers = "in-w360dp-h740dp-xxhdpi")
class WholeDayTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `from the code to the branch, through a kill, a line that drops, a conflict and a rejection`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val budi = Budi(Device(folder.newFolder("budi"), "A-08").open(), HttpTransport(branch.address))
            budi.field.enrol(branch.employ("A-08", "Budi", VILLAGE), budi.network)
            InHand(shell).use { rini ->
                rini.signsIn(branch.employ("A-07", "Rini", VILLAGE), branch.address)
                rini.holdsAForum()
                rini.registersSitiThere()
                rini.sendsOverALineThatDrops(branch)
                val siti = branch.records("worker").single { it.get("name") == "Siti Aminah" }.getString("id")
                rini.disagreesWith(budi)
                assertEquals("the two do not agree", 1, branch.conflicts().length())
                rini.decides()
                assertEquals("what was decided stands", SITI_AS_ON_THE_CARD, branch.records("worker").single { it.get("id") == siti }["nik"])
                assertTrue("what lost can be read", SITI_AS_RINI_HEARD in branch.office("history", siti))
                val decided = branch.office("conflicts", "--all", "--json")
                assertTrue("and why: $decided", "Saya melihat KTP-nya" in decided)
                rini.isRefusedAndCorrects(branch)
                rini.seesThatAllIsDone()
            }
            budi.field.shutdown()
            assertTheBranchHoldsTheDayOnce(branch)
        }
    }

    private fun InHand.signsIn(code: String, address: String) {
        begin()
        type("Nomor agen", "A-07")
        type("Kode pendaftaran", code)
        type("Alamat cabang", address)
        turn()
        assertEquals("a turn keeps the code", code, typed("Kode pendaftaran"))
        turn()
        tap("Masuk")
        setsAPin()
        assertTrue(shows("Belum pernah sinkron dengan cabang"))
        sync()
        tap("Hari ini")
    }

    /** Planned by taps; one who is new is ticked, through a turn and two kills. */
    private fun InHand.holdsAForum() {
        tap("Catat")
        tap("Forum")
        tap("Catat kegiatan baru")
        tap("Sekarang")
        type("Tempat", "Balai RW 3")
        isKilledBehindACall()
        unlocks()
        assertEquals("a plan outlives a kill", "Balai RW 3", typed("Tempat"))
        tap("Simpan")
        type("Cari atau tambah nama", "Slamet Riyadi")
        tap("Tambah “Slamet Riyadi”")
        tap("Nelayan")
        turn()
        assertTrue(shows("Simpan 1 orang"))
        type("Hadir tanpa nama", "12")
        dies()
        unlocks()
        tap("Catat")
        tap("Forum")
        tap("3 Juni 2026")
        assertTrue("who was ticked is so after the process died", shows("Simpan 1 orang") && shows("Slamet Riyadi"))
        assertEquals("12", typed("Hadir tanpa nama"))
        turn()
        tap("Simpan 1 orang")
        assertTrue(shows("1 orang tersimpan di ponsel ini."))
    }

    /** At the forum, through a turn and a kill in the middle of it. */
    private fun InHand.registersSitiThere() {
        tap("Daftarkan seseorang di sini")
        type("NIK", "337405500190")
        type("Nama", "Siti Ami")
        turn()
        assertEquals("337405500190", typed("NIK"))
        type("Nama", "Siti Aminah")
        isKilledBehindACall()
        unlocks()
        assertEquals("Siti Aminah", typed("Nama"))
        assertEquals("337405500190", typed("NIK"))
        type("NIK", SITI_AS_TYPED)
        turn()
        registers("3 bulan")
        tap("Selesai")
        back()
        back()
        assertTrue(shows("tersimpan di ponsel ini, belum terkirim"))
    }

    /** Fills in what is left of the form, and saves. */
    private fun InHand.registers(months: String) {
        tap("Pakai dari NIK")
        type("Pekerjaan, dengan kata sehari-hari", "nelayan")
        type("Penghasilan sebulan, rupiah", "1500000")
        tap(months)
        tap("Didaftarkan")
        tap("Cap jempol")
        tap("Simpan")
        assertTrue("${screen.javaClass}", shows("Tersimpan di ponsel ini"))
    }

    /** Two requests are lost, one is cut after the branch took it; whoever goes on tapping gets through. */
    private fun InHand.sendsOverALineThatDrops(branch: Branch) {
        val line = DroppingLine(HttpTransport(branch.address)) { branch.records("attendance").isNotEmpty() }
        shell.networkInTests = line
        tap("Sinkron")
        var attempts = 0
        while (!shows("Selesai. Ponsel ini dan cabang sudah sama.")) {
            assertTrue("it never gets through: $line", ++attempts <= 6)
            tap("Sinkronkan sekarang")
            if (line.justDropped) {
                assertTrue(shows(screen.getString(R.string.failure_no_network)))
                assertTrue("what was not answered still waits", shows("Tersimpan di ponsel ini"))
            }
        }
        shell.networkInTests = null
        assertEquals("$line", 3, line.dropped)
        assertTrue(shows("Tidak ada yang menunggu."))
    }

    /** Both correct one NIK, not knowing of each other: Budi from the card, Rini from what she heard. */
    private fun InHand.disagreesWith(budi: Budi) {
        budi.field.sync(budi.network)
        val worker = budi.field.search("siti").single().worker
        budi.field.editWorker(worker, listOf(FieldEdit("nik", SITI_AS_ON_THE_CARD)))
        tap("Pekerja")
        type("Cari nama atau NIK", "siti")
        tap("Siti Aminah")
        tap("Ubah data")
        type("NIK", SITI_AS_RINI_HEARD)
        turn()
        tap("Simpan")
        assertTrue(shows("Riwayat, terbaru di atas"))
        back()
        budi.field.sync(budi.network)
        sync()
    }

    private fun InHand.decides() {
        tap("Hari ini")
        tap("1 perlu dilihat")
        tap("Siti Aminah")
        tap("Tampilkan NIK")
        tap("337405 500190 0003")
        isKilledBehindACall()
        unlocks()
        tap("Putuskan")
        assertTrue("nothing is decided without a reason", !shows("Cabang tahu pada sinkron berikutnya."))
        tap("Saya melihat KTP-nya")
        tap("Putuskan")
        assertTrue(shows("Cabang tahu pada sinkron berikutnya."))
        back()
        back()
        sync()
    }

    /** Nobody pays for one month any more, and the phone had not heard of it; three months are right. */
    private fun InHand.isRefusedAndCorrects(branch: Branch) {
        noSingleMonths(branch)
        tap("Hari ini")
        tap("Catat")
        tap("Daftarkan pekerja")
        type("NIK", "3374051501800005")
        type("Nama", "Budi Hartono")
        registers("1 bulan")
        tap("Selesai")
        sync()
        tap("Hari ini")
        // Beside what she knows of the decision: her own value gave way.
        tap("2 perlu dilihat")
        tap("Budi Hartono")
        turn()
        val months = "Jumlah bulan"
        type(months, "3")
        dies()
        unlocks()
        tap("2 perlu dilihat")
        tap("Budi Hartono")
        assertEquals("what was typed before the process died", "3", typed(months))
        tap("Simpan dan kirim lagi")
        back()
        turn()
        sync()
    }

    private fun InHand.seesThatAllIsDone() {
        tap("Hari ini")
        assertTrue("${screen.javaClass}", shows("Semua sudah di cabang"))
        tap("1 perlu dilihat")
        assertTrue("what gave way is told, and nothing else", shows("Ada isian yang kalah (1)") && !shows("Ditolak"))
    }

    private fun InHand.sync() {
        tap("Sinkron")
        tap("Sinkronkan sekarang")
        assertTrue("sync", shows("Selesai. Ponsel ini dan cabang sudah sama."))
    }

    private fun assertTheBranchHoldsTheDayOnce(branch: Branch) {
        assertEquals(listOf("Budi Hartono", "Siti Aminah", "Slamet Riyadi"), branch.records("worker").map { it.getString("name") }.sorted())
        assertEquals(listOf("3", "3"), branch.records("registration").map { it.get("period_months").toString() })
        assertEquals(1, branch.records("event").size)
        assertEquals("Slamet, and Siti who registered there", 2, branch.records("attendance").size)
        assertEquals("Balai RW 3" to "12", branch.records("event").single().let { it.get("place") to it.get("anonymous_headcount").toString() })
        assertEquals(0, branch.conflicts().length())
        val totals = JSONObject(branch.office("totals", "--json"))
        for (none in listOf("pending", "held", "contested", "quarantined", "lost_revisions")) assertEquals(none, 0, totals.getInt(none))
        assertEquals("the one that was refused, and corrected since", 1, totals.getInt("rejected"))
        assertEquals("every value of every capture once", emptySet<String>(), branch.valuesWrittenTwice())
        branch.office("verify")
    }

    private fun noSingleMonths(branch: Branch) {
        val document = File(System.getProperty("basedir"), "../../core/data/tariff.json").readText()
            .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-03\"").replace("[1, 3, 6, 12]", "[3, 6, 12]")
        val file = folder.newFile("tariff.json").apply { writeText(document) }
        branch.office(
            "publish", "tariff", file.path, "--valid-from", "2026-06-03", "--source", "rehearsed", "--by", "admin", "--reason", "new",
        )
    }

    /** The agent with the second phone. */
    private class Budi(val field: Field, val network: Transport)

    /** A line that loses two requests on their way, and once the answer to what the branch has taken. */
    private class DroppingLine(private val network: Transport, private val isTaken: () -> Boolean) : Transport {
        var dropped = 0
            private set
        var justDropped = false
            private set

        override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse {
            if (dropped < 2) drop()
            val answer = network.send(request, bytesMax)
            if (dropped == 2 && isTaken()) drop()
            justDropped = false
            return answer
        }

        override fun toString() = "$dropped dropped"

        private fun drop(): Nothing {
            dropped++
            justDropped = true
            throw IOException("cut")
        }
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val SITI_AS_TYPED = "3374055001900001"
        const val SITI_AS_RINI_HEARD = "3374055001900002"
        const val SITI_AS_ON_THE_CARD = "3374055001900003"
    }
}

/** What the branch holds of a kind. */
private fun Branch.records(kind: String): List<JSONObject> =
    office("export", kind, "--format", "jsonl").lines().filter(String::isNotBlank).map(::JSONObject)

/** What people disagree about and nobody has decided. */
private fun Branch.conflicts() = JSONArray(office("conflicts", "--json"))

/** Changes that wrote one field of one record more than once. */
private fun Branch.valuesWrittenTwice(): Set<String> = listOf("worker", "registration", "event", "attendance", "consent")
    .flatMap(::records)
    .flatMap { record -> history(record.getString("id")).map { listOf(record.get("id"), it.get("field"), it.get("change"), it.get("outcome")) } }
    .groupingBy { it.joinToString(" ") }.eachCount().filterValues { it > 1 }.keys

private fun Branch.history(record: String): List<JSONObject> =
    JSONArray(office("history", record, "--json")).let { all -> (0 until all.length()).map(all::getJSONObject) }
