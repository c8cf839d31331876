package id.perisai.field

import id.perisai.field.core.AnswerInput
import id.perisai.field.core.CardFlag
import id.perisai.field.core.CardInput
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConversationInput
import id.perisai.field.core.Direction
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.EventInput
import id.perisai.field.core.EventKind
import id.perisai.field.core.FieldException
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.ForumInput
import id.perisai.field.core.Language
import id.perisai.field.core.NewAttendeeInput
import id.perisai.field.core.NextStepInput
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionInput
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.Segment
import id.perisai.field.core.TaskInput
import id.perisai.field.core.Wave
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A day of outreach: a forum, a conversation with its card, and what is due tomorrow. */
class OutreachTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a day of outreach`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val network = HttpTransport(branch.address)
            val rini = Device(folder.newFolder("rini"), "A-07").open()
            rini.enrol(branch.employ("A-07", "Rini", VILLAGE), network)

            // A forum of fishers: who came is one call and one change.
            val planned = EventInput(kind = EventKind.FORUM, startsAtMs = 1_780_450_000_000, village = VILLAGE)
            val event = rini.recordEvent(planned).record
            val came = listOf("Siti Aminah", "Budi Santoso").map { NewAttendeeInput(name = it, segment = Segment.FISHER) }
            val forum = rini.runForum(event, ForumInput(new = came, anonymousHeadcount = 12u))
            val (siti, budi) = forum.workers
            assertEquals(2uL, rini.pendingCount())

            // Siti objects, and answers the card; the core asks for her consent first. A card in a rush is kept and flagged.
            val told = ConversationInput(
                encounter = EncounterInput(worker = siti, channel = Channel.FACE_TO_FACE, direction = Direction.OUTGOING),
                objections = listOf(ObjectionInput(code = ObjectionCode.TAKDIR, outcome = ObjectionOutcome.SOFTENED)),
                card = CardInput(
                    guess = listOf(1u, 1u, 2u, 3u),
                    own = listOf(2u, 1u, null, 4u),
                    perceived = listOf(4u, 5u, 5u, 3u),
                    wave = Wave.BASELINE,
                    partSeconds = listOf(9u, 20u, 31u),
                ),
                nextStep = NextStepInput(kind = FollowUpKind.PROMISE, due = "2026-06-04", about = "membawa kartu"),
            )
            val missing = assertThrows(FieldException.ConsentMissing::class.java) { rini.recordConversation(told) }
            assertEquals(ConsentPurpose.MEASURE, missing.purpose)
            val consent = ConsentInput(listOf(ConsentPurpose.MEASURE), ConsentMethod.THUMB, Language.INDONESIAN)
            assertEquals(listOf(CardFlag.TOO_FAST), rini.recordConversation(told.copy(consent = consent)).flags)

            // Budi writes in the evening; his question is on the list until it is answered.
            val asking = EncounterInput(worker = budi, channel = Channel.WHATSAPP, direction = Direction.INCOMING)
            val asked = rini.recordEncounter(asking).record
            val due = rini.today("2026-06-05").map { Triple(it.name, it.reason, it.daysOver) }
            assertEquals(listOf(Triple("Siti Aminah", "planned", 1L), Triple("Budi Santoso", "question_waits", 0L)), due)
            rini.answerQuestion(asked, AnswerInput(channel = Channel.WHATSAPP))
            val line = rini.today("2026-06-05").single()
            val task = TaskInput(worker = line.worker, kind = line.kind, due = line.due, about = line.about)
            rini.noteResult(task, FollowUpResult.DONE)
            assertTrue(rini.today("2026-06-05").isEmpty())

            // All of it is Siti's story, in order, and the branch takes it in.
            val kinds = rini.story(siti).map { it.kind }
            assertTrue(kinds.containsAll(listOf("attendance", "encounter", "objection", "measurement", "follow_up")))
            assertEquals(setOf("applied"), rini.sync(network).verdicts.keys)
            rini.shutdown()
            rini.destroy()
        }
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
    }
}
