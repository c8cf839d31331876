package id.perisai.shell.figures

import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FormKind
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.PersonInput
import id.perisai.shell.Failure
import id.perisai.shell.TwoPhones
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.screen
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A worker names figures, against the real core. */
class NominateTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `nobody is asked whom to name before having agreed to be asked`() = withRini { rini ->
        val screen = nominate(rini, met(rini))
        assertTrue(screen.state.asksConsent)
        assertFalse(screen.state.mayAsk)
        assertTrue("there is a text to read aloud", screen.state.consent.readings.single().text.isNotBlank())
        screen.on(NominateEvent.Typed("Pak Karto"))
        screen.on(NominateEvent.Added)
        screen.on(NominateEvent.SaveTapped)
        assertEquals("what nobody agreed to is not saved", 0, rini.figuresView(null).figures.size)
        screen.on(NominateEvent.Agreeing(ConsentEvent.LanguageTapped(Language.JAVANESE)))
        screen.on(NominateEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SPOKEN_WITH_WITNESS)))
        screen.on(NominateEvent.Agreeing(ConsentEvent.WitnessTyped("Bu Tini")))
        assertTrue(screen.state.mayAsk)
        screen.on(NominateEvent.SaveTapped)
        assertTrue(screen.state.isSaved)
        assertEquals("Pak Karto", rini.figuresView(null).figures.single().name)
        val consent = rini.story(screen.state.worker).first { it.kind == "consent" }.fields.associate { it.field to it.value }
        assertEquals(listOf("jv", "Bu Tini", "nominate"), listOf("language", "witness", "purposes").map(consent::get))
        assertEquals("whom somebody named does not stay on the screen", NominateForm(), screen.state.form)
    }

    @Test
    fun `three are named to a question in the worker's order, and somebody new to both is one figure`() = withRini { rini ->
        for (name in listOf("Bu Lurah Kartini", "Haji Mahmud", "Bu Sri")) figure(rini, name)
        val screen = nominate(rini, met(rini, consents = true))
        assertFalse("the consent stands", screen.state.asksConsent)
        fun tap(name: String) = screen.on(NominateEvent.Tapped(screen.state.others.single { it.name == name }))
        screen.on(NominateEvent.Typed("mahmut"))
        assertEquals("one typo is forgiven", listOf("Haji Mahmud"), screen.state.others.map { it.name })
        tap("Haji Mahmud")
        assertEquals("", screen.state.form.typed)
        screen.on(NominateEvent.Typed("  Pak   Karto "))
        assertTrue(screen.state.others.isEmpty())
        screen.on(NominateEvent.Added)
        tap("Bu Sri")
        assertTrue(screen.state.isFull)
        screen.on(NominateEvent.Tapped(Nominee(null, "Yang keempat")))
        assertEquals(listOf("Haji Mahmud", "Pak Karto", "Bu Sri"), screen.state.named.map { it.name })
        screen.on(NominateEvent.QuestionTapped(NominationQuestion.ASKS_ADVICE))
        assertTrue(screen.state.named.isEmpty())
        tap("Pak Karto")
        assertEquals(screen.state.form, NominateForm.fromFields(screen.state.form.toFields()).copy(consent = screen.state.form.consent))
        screen.on(NominateEvent.SaveTapped)
        screen.on(NominateEvent.SaveTapped)
        assertEquals(listOf("Bu Lurah Kartini", "Bu Sri", "Haji Mahmud", "Pak Karto"), rini.figuresView(null).figures.map { it.name })
    }

    @Test
    fun `a consent that was taken back meanwhile is said in words, asked for again, and the names stay`() = withRini { rini ->
        val worker = met(rini, consents = true)
        val screen = nominate(rini, worker)
        screen.on(NominateEvent.Typed("Pak Karto"))
        screen.on(NominateEvent.Added)
        rini.withdrawConsent(ConsentWithdrawal(worker, listOf(ConsentPurpose.NOMINATE), ConsentMethod.THUMB))
        screen.on(NominateEvent.SaveTapped)
        assertEquals(Failure.ConsentMissing(ConsentPurpose.NOMINATE), screen.state.failure)
        assertFalse(screen.state.mayAsk)
        assertEquals(listOf("Pak Karto"), screen.state.named.map { it.name })
        screen.on(NominateEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        assertNull(screen.state.failure)
        screen.on(NominateEvent.SaveTapped)
        assertTrue(screen.state.isSaved)
    }

    @Test
    fun `what was told before the app was killed goes on, and is gone with the capture`() = withRini { rini ->
        val worker = met(rini)
        val first = nominate(rini, worker)
        first.on(NominateEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        first.on(NominateEvent.Typed("Pak Karto"))
        first.on(NominateEvent.Added)
        first.on(NominateEvent.Typed("Bu Sr"))
        rini.keepForm(FormKind.NOMINATION, worker, first.state.form.toFields())
        val again = screen(rini, Nominate(worker), NominateEvent::Failed, ::reduce)
        again.on(NominateEvent.Restored(NominateForm.fromFields(rini.keptForm(FormKind.NOMINATION, worker)!!)))
        again.on(NominateEvent.Entered)
        assertTrue("who agreed to this very text agreed", again.state.mayAsk)
        assertEquals(first.state.form.named to first.state.form.typed, again.state.form.named to again.state.form.typed)
        assertEquals(first.state.consent, again.state.consent)
        again.on(NominateEvent.SaveTapped)
        assertTrue(again.state.isSaved)
        assertNull(rini.keptForm(FormKind.NOMINATION, worker))
    }

    private fun nominate(rini: Field, worker: String) =
        screen(rini, Nominate(worker), NominateEvent::Failed, ::reduce).also { it.on(NominateEvent.Entered) }

    private fun met(rini: Field, consents: Boolean = false): String {
        val consent = ConsentInput(listOf(ConsentPurpose.NOMINATE), ConsentMethod.THUMB, Language.INDONESIAN).takeIf { consents }
        return rini.recordWorker(PersonInput(name = "Siti Aminah", village = TwoPhones.VILLAGE), consent, null).record
    }

    private fun figure(rini: Field, name: String) =
        rini.recordFigure(FigureInput(name = name, village = TwoPhones.VILLAGE), IdentifiedBy.OBSERVATION)

    private fun withRini(work: (Field) -> Unit) = Branch(folder.newFolder("branch")).use { branch ->
        TwoPhones(folder, branch).use { work(it.rini) }
    }
}
