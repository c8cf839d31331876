package id.perisai.shell.figures

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.NominationInput
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Rule as Breach
import id.perisai.field.core.Stage
import id.perisai.shell.Core
import id.perisai.shell.Screen
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

/** Tokoh, against the real core. */
class FiguresTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `of nominations a screen holds shares, and nothing of who named whom`() = withRini { field ->
        val lurah = figure(field, "Bu Lurah")
        val respondents = (0 until 12).map { number ->
            val worker = field.recordWorker(PersonInput(name = "Penyebut Rahasia${'A' + number}", village = VILLAGE), null, null).record
            val consent = ConsentInput(listOf(ConsentPurpose.NOMINATE), ConsentMethod.THUMB, Language.INDONESIAN)
            val named = NominationInput(question = NominationQuestion.ASKS_ADVICE, rank = 1u, figure = lurah)
            field.nominate(worker, listOf(named), consent)
            worker
        }
        val list = Screen(Figures(), Core({ field }, AT_ONCE, AT_ONCE), FiguresEvent::Failed, ::reduce).also { it.enter {} }
        list.on(FiguresEvent.Entered)
        val share = list.state.view!!.figures.single().shares.single()
        assertEquals(12uL, share.named)
        assertEquals(listOf("Bu Lurah"), list.state.view!!.smallSets.single().names)
        val story = story(field, lurah)
        story.on(FigureStoryEvent.Entered)
        assertEquals(listOf(share), story.state.view!!.line.shares)
        val held = texts(list.state) + texts(story.state)
        assertTrue("Bu Lurah" in held)
        for (respondent in respondents) assertFalse("a respondent's record", held.any { respondent in it })
        assertFalse("a respondent's name", held.any { "Rahasia" in it })
    }

    @Test
    fun `a note begins where the last one stood, and its promise is a task of the figure`() = withRini { field ->
        val lurah = figure(field, "Bu Lurah")
        val screen = story(field, lurah)
        screen.on(FigureStoryEvent.Entered)
        screen.on(FigureStoryEvent.NoteTapped)
        screen.on(FigureStoryEvent.SaveTapped)
        assertEquals(Breach.REQUIRED, screen.state.failure?.at("stage"))
        val day = screen.state.view!!.days.first { it.daysAhead == 3L }.day
        val form = RelationshipForm(Stage.SUPPORTIVE, 4u, promisesMade = 1u, next = "meminjam balai", nextDay = day)
        screen.on(FigureStoryEvent.Noted(form.copy(nextDay = null)))
        screen.on(FigureStoryEvent.SaveTapped)
        assertEquals(Breach.REQUIRED, screen.state.failure?.at("due"))
        assertEquals(form, RelationshipForm.fromFields(form.toFields()))
        field.keepForm(FormKind.RELATIONSHIP, lurah, form.toFields())

        val again = story(field, lurah)
        again.on(FigureStoryEvent.Restored(RelationshipForm.fromFields(field.keptForm(FormKind.RELATIONSHIP, lurah)!!)))
        again.on(FigureStoryEvent.Entered)
        again.on(FigureStoryEvent.SaveTapped)
        assertTrue(again.state.isSaved)
        assertNull(field.keptForm(FormKind.RELATIONSHIP, lurah))
        assertEquals("meminjam balai", again.state.view!!.tasks.single().about)
        again.on(FigureStoryEvent.SaveTapped)
        again.on(FigureStoryEvent.NoteTapped)
        assertEquals(RelationshipForm(stage = Stage.SUPPORTIVE, trust = 4u), again.state.form)
        assertEquals(1, again.state.view!!.notes.size)
    }

    @Test
    fun `a figure is recorded once, and what it is can be changed`() = withRini { field ->
        val new = edit(field, null)
        new.on(EditFigureEvent.Entered)
        assertEquals(new.state.villages!!.single().village, new.state.form!!.village)
        new.on(EditFigureEvent.SaveTapped)
        assertEquals(Breach.REQUIRED, new.state.failure?.at("name"))
        val typed = new.state.form!!.copy(name = "Pak Karto", roles = setOf(FigureRole.RT_RW, FigureRole.OTHER), identifiedBy = IdentifiedBy.PARTNER)
        assertEquals(typed, FigureForm.fromFields(typed.toFields()))
        new.on(EditFigureEvent.Edited(typed))
        new.on(EditFigureEvent.SaveTapped)
        new.on(EditFigureEvent.SaveTapped)
        val line = field.figuresView(null).figures.single()
        assertEquals(new.state.saved, line.figure)

        val known = edit(field, line.figure)
        known.on(EditFigureEvent.Entered)
        assertFalse(known.state.isEdited)
        known.on(EditFigureEvent.Edited(known.state.form!!.copy(roles = setOf(FigureRole.RELIGIOUS_LEADER))))
        known.on(EditFigureEvent.SaveTapped)
        assertEquals(listOf(FigureRole.RELIGIOUS_LEADER), field.figureView(line.figure).line.roles)
    }

    @Test
    fun `the answer to an earlier choice of village is not shown for a later one`() {
        val device = Device(folder.newFolder("rini"), "A-07").open()
        val waiting = ArrayDeque<Runnable>()
        val screen = Screen(Figures(), Core({ device }, AT_ONCE, waiting::addLast), FiguresEvent::Failed, ::reduce)
        screen.enter {}
        screen.on(FiguresEvent.VillageChosen(VILLAGE))
        screen.on(FiguresEvent.VillageChosen(null))
        waiting.removeFirst().run()
        assertNull(screen.state.view)
        waiting.removeFirst().run()
        assertNull(screen.state.view!!.village)
        device.shutdown()
    }

    @Test
    fun `a partner is recorded with its contacts, a line each`() = withRini { field ->
        val screen = Screen(Partners(), Core({ field }, AT_ONCE, AT_ONCE), PartnersEvent::Failed, ::reduce).also { it.enter {} }
        screen.on(PartnersEvent.Entered)
        screen.on(PartnersEvent.NewTapped)
        screen.on(PartnersEvent.SaveTapped)
        assertEquals(Breach.REQUIRED, screen.state.failure?.at("kind"))
        val form = PartnerForm("Koperasi Maju", PartnerKind.COOPERATIVE, "Bu Tini 0812\n\n Pak Edi ", VILLAGE_CODE)
        assertEquals(form, PartnerForm.fromFields(form.toFields()))
        field.keepForm(FormKind.PARTNER, null, form.toFields())
        screen.on(PartnersEvent.Restored(PartnerForm.fromFields(field.keptForm(FormKind.PARTNER, null)!!)))
        screen.on(PartnersEvent.SaveTapped)
        assertNull("the capture drops what was kept", field.keptForm(FormKind.PARTNER, null))
        assertEquals(listOf("Bu Tini 0812", "Pak Edi"), screen.state.view!!.partners.single().contacts)
    }

    /** Every text that a state holds, through all its parts. */
    private fun texts(held: Any?): Set<String> = when (held) {
        null, is Number, is Boolean, is Enum<*> -> emptySet()
        is String -> setOf(held)
        is Iterable<*> -> held.flatMap(::texts).toSet()
        is Map<*, *> -> texts(held.keys) + texts(held.values)
        else ->
            if (held.javaClass.name.startsWith("id.perisai")) {
                held.javaClass.declaredFields.filter { !java.lang.reflect.Modifier.isStatic(it.modifiers) }.flatMap {
                    it.isAccessible = true
                    texts(it.get(held))
                }.toSet()
            } else {
                setOf(held.toString())
            }
    }

    private fun story(field: Field, figure: String) =
        Screen(FigureStory(figure), Core({ field }, AT_ONCE, AT_ONCE), FigureStoryEvent::Failed, ::reduce).also { it.enter {} }

    private fun edit(field: Field, figure: String?) =
        Screen(EditFigure(figure), Core({ field }, AT_ONCE, AT_ONCE), EditFigureEvent::Failed, ::reduce).also { it.enter {} }

    private fun figure(field: Field, name: String): String =
        field.recordFigure(FigureInput(name = name, village = VILLAGE), IdentifiedBy.OBSERVATION).record

    private fun withRini(work: (Field) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        val field = Device(folder.newFolder("rini"), "A-07").open()
        val network = HttpTransport(branch.address)
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
        field.sync(network)
        work(field)
        field.shutdown()
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val VILLAGE_CODE = "3374051003"

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
