package id.perisai.shell.forum

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.EventTime
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.PersonInput
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Rule as Breach
import id.perisai.field.core.Segment
import id.perisai.shell.Core
import id.perisai.shell.Screen
import id.perisai.shell.consent.ConsentEvent
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

/** A forum from its plan to what the branch has of it, against the real core. */
class ForumTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `sixty people are tapped and told, saved by one tap, and reach the branch`() {
        withRini { field, network ->
            val event = plan(field)
            val known = (1..20).map { met(field, "Warga $it") }
            val screen = forum(field, event)
            screen.on(ForumEvent.Entered)
            assertEquals(20, screen.state.lines.size)
            for (line in screen.state.lines) screen.on(ForumEvent.Tapped(line))
            for (number in 1..40) {
                screen.on(ForumEvent.Searched(" Orang  Baru ${letters(number)} "))
                screen.on(ForumEvent.Added)
            }
            screen.on(ForumEvent.SegmentTapped(Segment.FISHER))
            screen.on(ForumEvent.Counted("7"))
            screen.on(ForumEvent.Noted("ramai"))
            assertEquals(60, screen.state.attending)
            val waited = field.pendingCount()
            screen.on(ForumEvent.SaveTapped)

            val saved = screen.state.saving as Saving.Saved
            assertEquals(60, saved.people)
            assertEquals(1uL, field.pendingCount() - waited)
            assertTrue(screen.state.form.isEmpty)
            assertEquals(60, screen.state.view!!.attending.size)
            assertTrue(known.all { worker -> screen.state.view!!.attending.any { it.worker == worker } })
            assertEquals("Orang Baru ${letters(1)}", screen.state.view!!.attending.first { it.name.startsWith("Orang") }.name)
            assertEquals(7u, screen.state.view!!.headcount)

            field.sync(network)
            screen.on(ForumEvent.Entered)
            assertTrue(screen.state.view!!.attending.all { it.status == RecordStatus.SYNCED })
        }
    }

    @Test
    fun `a tap takes back what is not saved, and never who is on record`() {
        withRini { field, _ ->
            val event = plan(field)
            met(field, "Siti Aminah")
            val screen = forum(field, event)
            screen.on(ForumEvent.Entered)
            val line = screen.state.lines.single()
            screen.on(ForumEvent.Tapped(line))
            screen.on(ForumEvent.Tapped(line))
            assertTrue(screen.state.form.isEmpty)
            assertFalse(screen.state.canSave)
            screen.on(ForumEvent.Tapped(line))
            screen.on(ForumEvent.SaveTapped)
            screen.on(ForumEvent.Searched("siti"))
            val recorded = screen.state.lines.single()
            assertTrue(recorded.attends)
            screen.on(ForumEvent.Tapped(recorded))
            assertTrue(screen.state.form.isEmpty)
            assertEquals(1, screen.state.attending)
        }
    }

    @Test
    fun `what was kept of a killed app is there again, without who was saved meanwhile`() {
        withRini { field, _ ->
            val event = plan(field)
            val siti = met(field, "Siti Aminah")
            met(field, "Slamet Riyadi")
            val figure = field.recordFigure(FigureInput("Bu Lurah", listOf(), VILLAGE, null), IdentifiedBy.OBSERVATION).record
            val screen = forum(field, event)
            screen.on(ForumEvent.Entered)
            for (line in screen.state.lines) screen.on(ForumEvent.Tapped(line))
            screen.on(ForumEvent.FigureTapped(figure))
            screen.on(ForumEvent.Noted("ramai\nsekali"))
            val form = screen.state.form
            assertEquals(form, ForumForm.fromFields(form.toFields()))
            field.keepForm(FormKind.FORUM, event, form.toFields())

            // Elsewhere in the app one of them is saved.
            val other = forum(field, event)
            other.on(ForumEvent.Entered)
            other.on(ForumEvent.Tapped(other.state.lines.first { it.worker == siti }))
            other.on(ForumEvent.SaveTapped)
            field.keepForm(FormKind.FORUM, event, form.toFields())

            val again = forum(field, event)
            again.on(ForumEvent.Restored(ForumForm.fromFields(field.keptForm(FormKind.FORUM, event)!!)))
            again.on(ForumEvent.Entered)
            assertEquals(listOf("Slamet Riyadi"), again.state.form.known.values.toList())
            again.on(ForumEvent.SaveTapped)
            assertNull(field.keptForm(FormKind.FORUM, event))
            assertEquals(listOf("Siti Aminah", "Slamet Riyadi"), again.state.view!!.attending.map { it.name })
            assertTrue(again.state.view!!.figures.single().isChosen)
            assertEquals("ramai\nsekali", again.state.view!!.notes)
        }
    }

    @Test
    fun `a consent that was read to all who are new is on record of each, with how it was given`() {
        withRini { field, _ ->
            val event = plan(field)
            val siti = met(field, "Siti Aminah")
            val screen = forum(field, event)
            screen.on(ForumEvent.Entered)
            screen.on(ForumEvent.Tapped(screen.state.lines.single()))
            for (name in listOf("Budi Santoso", "Sri Wahyuni")) {
                screen.on(ForumEvent.Searched(name))
                screen.on(ForumEvent.Added)
            }
            screen.on(ForumEvent.PurposeTapped(ConsentPurpose.REMIND))
            screen.on(ForumEvent.PurposeTapped(ConsentPurpose.MEASURE))
            screen.on(ForumEvent.Agreeing(ConsentEvent.LanguageTapped(Language.JAVANESE)))
            assertEquals("a text for each purpose", 2, screen.state.consent.readings.size)
            screen.on(ForumEvent.SaveTapped)
            assertEquals("how they agreed is asked", Breach.REQUIRED, screen.state.failure?.at("method"))
            screen.on(ForumEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SPOKEN_WITH_WITNESS)))
            screen.on(ForumEvent.Agreeing(ConsentEvent.WitnessTyped("Bu Lurah")))
            val form = screen.state.form
            field.keepForm(FormKind.FORUM, event, form.toFields())

            val again = forum(field, event)
            again.on(ForumEvent.Restored(ForumForm.fromFields(field.keptForm(FormKind.FORUM, event)!!)))
            again.on(ForumEvent.Entered)
            assertEquals("what was agreed to is agreed to still", form, again.state.form.copy(consent = again.state.consent))
            again.on(ForumEvent.SaveTapped)
            val saved = (again.state.saving as Saving.Saved).saved
            assertEquals(2, saved.workers.size)
            for (worker in saved.workers) {
                val consent = field.story(worker).single { it.kind == "consent" }.fields.associate { it.field to it.value }
                assertEquals(listOf("jv", "spoken_with_witness", "Bu Lurah"), listOf("language", "method", "witness").map(consent::get))
                assertEquals(setOf(ConsentPurpose.MEASURE, ConsentPurpose.REMIND), field.workerView(worker).agreesTo.toSet())
            }
            assertTrue("whoever was known was not asked", field.workerView(siti).agreesTo.isEmpty())
            assertEquals("the next ones have not heard it", emptySet<ConsentPurpose>(), again.state.form.consent.purposes)
        }
    }

    @Test
    fun `a purpose more is a text that nobody has heard, and one less takes nothing back`() {
        withRini { field, _ ->
            val screen = forum(field, plan(field))
            screen.on(ForumEvent.Entered)
            screen.on(ForumEvent.PurposeTapped(ConsentPurpose.REMIND))
            screen.on(ForumEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
            screen.on(ForumEvent.PurposeTapped(ConsentPurpose.MEASURE))
            assertNull(screen.state.consent.method)
            screen.on(ForumEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
            screen.on(ForumEvent.PurposeTapped(ConsentPurpose.REMIND))
            assertEquals(listOf(ConsentPurpose.MEASURE), screen.state.consent.given()?.purposes)
            screen.on(ForumEvent.Agreeing(ConsentEvent.LanguageTapped(Language.JAVANESE)))
            assertNull("another language is another text", screen.state.consent.given())
            assertFalse("consent of nobody is nothing to save", screen.state.canSave)
        }
    }

    @Test
    fun `what the core refuses is said at its field and stays`() {
        withRini { field, _ ->
            val event = plan(field)
            val screen = forum(field, event)
            screen.on(ForumEvent.Entered)
            screen.on(ForumEvent.Counted("banyak"))
            screen.on(ForumEvent.SaveTapped)
            assertEquals(Breach.NUMBER, screen.state.failure?.at("anonymous_headcount"))
            assertEquals("banyak", screen.state.form.headcount)
            screen.on(ForumEvent.Counted("12"))
            assertNull(screen.state.failure)
            screen.on(ForumEvent.SaveTapped)
            assertEquals(12u, screen.state.view?.headcount)
        }
    }

    @Test
    fun `a second phone joins by the code, and of somebody new it must say where from`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val network = HttpTransport(branch.address)
            val (rini, dewi) = listOf("A-07" to "Rini", "A-08" to "Dewi").map { (badge, name) ->
                Device(folder.newFolder(name), badge).open().also {
                    it.enrol(branch.employ(badge, name, VILLAGE), network)
                    it.sync(network)
                }
            }
            val event = plan(rini)
            val code = rini.forum(event).code
            val list = Screen(Forums(), Core({ dewi }, AT_ONCE, AT_ONCE), ForumsEvent::Failed, ::reduce)
            list.enter {}
            list.on(ForumsEvent.Entered)
            list.on(ForumsEvent.JoiningTapped)
            list.on(ForumsEvent.Typed(code.dropLast(1)))
            list.on(ForumsEvent.JoinTapped)
            assertEquals(Breach.TYPE, list.state.failure?.at("code"))
            list.on(ForumsEvent.Typed(code.lowercase()))
            list.on(ForumsEvent.JoinTapped)
            assertEquals(event, list.state.joined)

            val screen = forum(dewi, event)
            screen.on(ForumEvent.Entered)
            assertNull(screen.state.view?.line)
            screen.on(ForumEvent.Searched("Budi Santoso"))
            screen.on(ForumEvent.Added)
            screen.on(ForumEvent.SaveTapped)
            assertEquals(Breach.REQUIRED, screen.state.failure?.at("village"))
            screen.on(ForumEvent.VillageTapped(screen.state.view!!.villages.single().village))
            screen.on(ForumEvent.SaveTapped)
            assertTrue(screen.state.saving is Saving.Saved)

            dewi.sync(network)
            screen.on(ForumEvent.Entered)
            assertEquals(RecordStatus.HELD, screen.state.view!!.attending.single().status)
            rini.sync(network)
            dewi.sync(network)
            screen.on(ForumEvent.Entered)
            assertEquals(RecordStatus.SYNCED, screen.state.view!!.attending.single().status)
            assertNotNull(screen.state.view?.line)
            list.on(ForumsEvent.Entered)
            assertTrue(list.state.view!!.joined.isEmpty())
            listOf(rini, dewi).forEach(Field::shutdown)
        }
    }

    @Test
    fun `an event is planned from what the core offers, and a plan is kept as it was chosen`() {
        withRini { field, _ ->
            val screen = Screen(Plan(), Core({ field }, AT_ONCE, AT_ONCE), PlanEvent::Failed, ::reduce)
            screen.enter {}
            screen.on(PlanEvent.Entered)
            assertFalse(screen.state.isEdited)
            val tomorrow = screen.state.choices!!.days.first { it.daysAhead == 1L }.day
            screen.on(PlanEvent.Chosen(screen.state.plan!!.copy(day = tomorrow, time = "jam tujuh", place = "Balai desa")))
            assertEquals(screen.state.plan, planFromFields(screen.state.plan!!.toFields()))
            screen.on(PlanEvent.SaveTapped)
            assertEquals(Breach.DATE, screen.state.failure?.at("time"))
            screen.on(PlanEvent.Chosen(screen.state.plan!!.copy(time = "19.30")))
            screen.on(PlanEvent.SaveTapped)
            val line = field.eventsView().events.single()
            assertEquals(screen.state.saved, line.event)
            assertEquals(EventTime.PLANNED, line.time)
            assertEquals(listOf(tomorrow, "19:30"), listOf(line.starts.day, line.starts.time))
            // What was saved is saved once, however often one taps.
            screen.on(PlanEvent.SaveTapped)
            assertEquals(1, field.eventsView().events.size)
        }
    }

    private fun forum(field: Field, event: String) =
        Screen(Forum(event), Core({ field }, AT_ONCE, AT_ONCE), ForumEvent::Failed, ::reduce).also { it.enter {} }

    private fun plan(field: Field): String = field.planEvent(null, field.eventForm(null).plan).record

    private fun met(field: Field, name: String): String =
        field.recordWorker(PersonInput(name = name, village = VILLAGE), null, null).record

    private fun withRini(work: (Field, HttpTransport) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val network = HttpTransport(branch.address)
        val field = Device(folder.newFolder("rini"), "A-07").open()
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
        field.sync(network)
        work(field, network)
        field.shutdown()
    }

    private fun letters(number: Int) = "" + ('A' + number / 10) + ('a' + number % 10)

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
