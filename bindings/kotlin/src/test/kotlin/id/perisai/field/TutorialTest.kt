package id.perisai.field

import id.perisai.field.core.AttentionKind
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FieldException
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Programmes
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.RegisterInput
import id.perisai.field.core.Sex
import id.perisai.field.core.SyncReport
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** How an app uses the device core, from enrolment to a decided conflict. Read it from top to bottom. */
class TutorialTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a day in the field`() {
        Branch(folder.newFolder("branch")).use { branch ->
            // The branch employs two agents for one village, and issues a code for the phone of each.
            val riniCode = branch.employ("A-07", "Rini", VILLAGE)
            val budiCode = branch.employ("A-08", "Budi", VILLAGE)
            val network = HttpTransport(branch.address)

            // A store belongs to one agent and is encrypted with a key from the phone's vault. Enrolling needs the
            // network once; the code is good for one phone.
            val rini = Device(folder.newFolder("rini"), "A-07").open()
            val budi = Device(folder.newFolder("budi"), "A-08").open()
            assertEquals(null, rini.device())
            val device = rini.enrol(riniCode, network)
            assertEquals(device, rini.device())
            val secondUse = assertThrows(FieldException::class.java) { budi.enrol(riniCode, network) }
            assertTrue(secondUse is FieldException.Refused)
            budi.enrol(budiCode, network)

            // From here on Rini has no signal. She registers a fish trader, and the core asks for a consent first.
            val siti = RegisterInput(
                person = PersonInput(
                    name = "Siti Aminah",
                    nik = NIK,
                    birthDate = "1990-01-15",
                    sex = Sex.FEMALE,
                    phone = "0812 3456 7890",
                    village = VILLAGE,
                    occupation = "bakul iwak",
                    declaredIncome = 1_000_000,
                ),
                programmes = Programmes.JKK_JKM,
                periodMonths = 12u,
                startMonth = "2026-06",
                payer = Payer.WORKER,
                cash = 142_800,
            )
            val missing = assertThrows(FieldException.ConsentMissing::class.java) { rini.register(siti) }
            assertEquals(ConsentPurpose.ENROL, missing.purpose)
            assertEquals(0uL, rini.pendingCount())

            // She reads the text aloud; Siti agrees before a witness. One call saves one change: the worker, the consent,
            // the registration with its quote, and the receipt for the money.
            val reading = rini.consentText(missing.purpose, Language.JAVANESE)
            assertTrue(reading.text.isNotBlank())
            val consent = ConsentInput(
                purposes = listOf(ConsentPurpose.ENROL),
                method = ConsentMethod.SPOKEN_WITH_WITNESS,
                language = Language.JAVANESE,
                witness = "the neighbour",
                textVersion = reading.version,
            )
            val registered = rini.register(siti.copy(consent = consent))
            assertEquals(142_800L, registered.quote.total)
            assertTrue(registered.receiptNumber!!.isNotBlank())
            assertEquals(1uL, rini.pendingCount())
            assertEquals(RecordStatus.PENDING, rini.search("siti amina").single().status)

            // The network fails. Nothing is lost, and the core says that trying again makes sense.
            val unreachable = HttpTransport("http://127.0.0.1:1")
            val failed = assertThrows(FieldException.Network::class.java) { rini.sync(unreachable) }
            assertTrue(failed.retryable)
            assertEquals(1uL, rini.pendingCount())

            // At the day's end the phone exchanges with the branch until both agree, and learns the verdict.
            val reports = mutableListOf<SyncReport>()
            val progress = object : SyncProgress {
                override fun exchanged(report: SyncReport) = reports.add(report)
            }
            val outcome = rini.sync(network, progress)
            assertTrue(outcome.complete)
            assertEquals(mapOf("applied" to 1uL), outcome.verdicts)
            assertEquals(outcome.report, reports.last())
            assertEquals(RecordStatus.SYNCED, rini.search("siti").single().status)
            assertEquals(1uL, rini.totals().applied)

            // Budi's phone follows the same village.
            budi.sync(network)
            val seenByBudi = budi.search("aminah").single()
            assertEquals(registered.worker, seenByBudi.worker)

            // Out of signal both correct the NIK, each not knowing of the other.
            rini.editWorker(registered.worker, listOf(FieldEdit("nik", NIK_BY_RINI)))
            budi.editWorker(registered.worker, listOf(FieldEdit("nik", NIK_BY_BUDI)))
            assertEquals(mapOf("applied" to 1uL), rini.sync(network).verdicts)
            assertEquals(mapOf("contested" to 1uL), budi.sync(network).verdicts)

            // A conflict is data: both values, with who and when. What came first stands meanwhile.
            val item = budi.attention().single { it.kind == AttentionKind.CONFLICT }
            assertEquals("nik", item.field)
            val conflict = budi.conflict(item.about)
            assertEquals("A-07" to NIK_BY_RINI, conflict.standing?.author to conflict.standing?.value)
            val candidate = conflict.candidates.single()
            assertEquals("A-08" to NIK_BY_BUDI, candidate.author to candidate.value)
            assertEquals(RecordStatus.CONTESTED, budi.search("siti").single().status)

            // Budi saw the card. Deciding is a change like any other, with a reason.
            assertThrows(FieldException.Invalid::class.java) { budi.resolveField(item.about, candidate.change, " ") }
            budi.resolveField(item.about, candidate.change, "read from the card")
            budi.sync(network)
            assertFalse(budi.attention().any { it.kind == AttentionKind.CONFLICT })

            // Rini's phone learns of it.
            rini.sync(network)
            assertEquals(NIK_BY_BUDI, nik(rini, registered.worker))
            assertEquals(NIK_BY_BUDI, nik(budi, registered.worker))
            assertEquals(RecordStatus.SYNCED, rini.search("siti").single().status)

            // Shutting down closes the store; destroying releases the native object.
            for (field in listOf(rini, budi)) {
                field.shutdown()
                assertThrows(FieldException.Closed::class.java) { field.search("siti") }
                field.destroy()
            }
        }
    }

    private fun nik(field: Field, worker: String) =
        field.record("worker", worker).fields.single { it.field == "nik" }.value

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val NIK = "3374055501900001"
        const val NIK_BY_RINI = "3374055501900002"
        const val NIK_BY_BUDI = "3374055501900003"
    }
}
