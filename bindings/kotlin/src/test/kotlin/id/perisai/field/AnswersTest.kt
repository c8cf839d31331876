package id.perisai.field

import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldException
import id.perisai.field.core.FigureInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.NominationInput
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.OpenStep
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Sex
import id.perisai.field.core.SyncReport
import id.perisai.field.core.WhyRefused
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.io.IOException
import id.perisai.field.core.Rule as Breach

/** What Kotlin adds to the generated classes. */
class AnswersTest {
    @get:Rule
    val folder = TemporaryFolder()

    @get:Rule
    val another = TemporaryFolder()

    @Test
    fun `a capture answers what it asks for, and throws what nobody can answer`() {
        enrolled { field, _ ->
            val worker = (capturing { field.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE)) } as Captured.Saved).answer.record
            val named = listOf(NominationInput(NominationQuestion.entries.first(), 1u, new = FigureInput("Bu Lurah", village = VILLAGE)))
            assertEquals(Captured.NeedsConsent(ConsentPurpose.NOMINATE), capturing { field.nominate(worker, named) })
            val month = PersonInput(name = "Slamet Riyadi", village = VILLAGE, birthDate = "June")
            assertEquals(Captured.NotValid("birth_date", Breach.DATE), capturing { field.recordWorker(month) })
            // The NIK says a man, born on another day.
            val doubtful = PersonInput(name = "Slamet Riyadi", village = VILLAGE, nik = "3374051501900001", sex = Sex.FEMALE)
            val asked = capturing { field.recordWorker(doubtful) }
            assertTrue("$asked", asked is Captured.NeedsReason && asked.warnings.isNotEmpty())
            assertThrows(FieldException.NotFound::class.java) { capturing { field.story("nobody") } }
            assertEquals("only the first was written", 1uL, field.pendingCount())
        }
    }

    @Test
    fun `an exchange answers how it ended`() {
        enrolled { field, branch ->
            field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION)
            assertEquals(Exchanged.Unreachable(retryable = true), field.exchange(HttpTransport("http://127.0.0.1:1")))
            assertEquals(Exchanged.Unreachable(retryable = true), field.exchange(Transport { _, _ -> throw IOException("gone") }))
            val reports = mutableListOf<SyncReport>()
            val complete = field.exchange(branch, SyncProgress(reports::add)) as Exchanged.Complete
            assertEquals(1L to 0L, complete.outcome.count("applied") to complete.outcome.count("rejected"))
            assertEquals(complete.outcome.report, reports.last())
        }
        Branch(folder.newFolder("another")).use { another ->
            Device(folder.newFolder("stranger"), "A-09").open().use { field ->
                val code = another.employ("A-09", "Budi", VILLAGE)
                val network = HttpTransport(another.address)
                field.enrol(code, network)
                another.office("device", "revoke", field.device()!!, "--by", "admin", "--reason", "lost")
                assertEquals(Exchanged.Refused(WhyRefused.REVOKED), field.exchange(network))
            }
        }
    }

    @Test
    fun `opening answers what stands in the way, and touches nothing`() {
        val (key, seed) = List(2) { randomBytes() }
        val steps = mutableListOf<OpenStep>()
        fun open(agent: String, key: ByteArray) = opening {
            Field.open(
                folder.root.path, agent, KeyVault { key }, SoftwareSigner.fromSeed(seed), RehearsalClock(), OpenProgress(steps::add),
            )
        }
        Branch(another.root).use { branch ->
            val opened = open("A-07", key) as Opening.Opened
            opened.field.use { it.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address)) }
        }
        assertEquals(listOf(OpenStep.UNLOCK, OpenStep.MIGRATE, OpenStep.READY), steps)
        assertEquals(Opening.WrongKey, open("A-07", randomBytes()))
        assertEquals(Opening.AnotherAgents, open("A-08", key))
        File(folder.root, "field.db").writeBytes(randomBytes())
        val damaged = open("A-07", key) as Opening.Damaged
        assertTrue(folder.root.list()!!.any { it.startsWith(damaged.quarantinedTo) })
    }

    @Test
    fun `what comes in pages is read to its end, and no further than it is looked at`() {
        enrolled { field, _ ->
            val names = (1..7).map { "Pekerja $it" }
            val consent = ConsentInput(listOf(ConsentPurpose.ENROL), ConsentMethod.THUMB, Language.INDONESIAN)
            names.forEach { field.recordWorker(PersonInput(name = it, village = VILLAGE), consent) }
            assertEquals(names.toSet(), field.everyWorker(rows = 3).map { it.name }.toSet())
            assertEquals(7, field.everyRecord("worker", rows = 7).count())
            assertEquals(7, field.everyRecord("worker", rows = 1_000).count())
            field.everyWorker(rows = 2).iterator().also { it.next() }
            assertEquals(0, field.everyRecord("event").count())
        }
    }

    private fun enrolled(day: (Field, Transport) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch ->
            Device(folder.newFolder("rini"), "A-07").open().use { field ->
                val network = HttpTransport(branch.address)
                field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
                day(field, network)
            }
        }
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
    }
}
