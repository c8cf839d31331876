package id.perisai.shell.attention

import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.core.AttentionKind
import id.perisai.field.core.AttentionLine
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.Matter
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Rule
import id.perisai.field.core.ShownValue
import id.perisai.shell.TwoPhones
import id.perisai.shell.noSingleMonths
import id.perisai.shell.screen
import id.perisai.shell.siti
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule as TestRule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class AttentionTest {
    @get:TestRule
    val folder = TemporaryFolder()

    @Test
    fun `a contested NIK is decided by taps with a reason, and the other phone learns of it`() = onTwoPhones { phones, _ ->
        val worker = known(phones)
        phones.rini.editWorker(worker, listOf(FieldEdit("nik", BY_RINI)))
        phones.budi.editWorker(worker, listOf(FieldEdit("nik", BY_BUDI)))
        phones.sync(phones.rini, phones.budi)
        val line = look(phones.budi, AttentionKind.CONFLICT).single()
        assertEquals("Siti Aminah", line.name)
        val values = (line.matter as Matter.Contested).values
        assertEquals(listOf("Rini" to true, "Budi" to false), values.map { it.who.name to it.stands })

        val screen = screen(phones.budi, Decision(), DecisionEvent::Failed, ::reduce)
        screen.on(DecisionEvent.Entered(line.about))
        val mine = screen.state.view!!.values.single { it.who.isOwn }
        assertEquals("337405 550190 0003", (mine.value as ShownValue.Digits).whole)
        screen.on(DecisionEvent.DecideTapped)
        assertEquals(Rule.REQUIRED, screen.state.failure?.at("choice"))
        screen.on(DecisionEvent.Chosen(mine.change))
        screen.on(DecisionEvent.DecideTapped)
        assertEquals("a reason is asked for", Rule.REQUIRED, screen.state.failure?.at("reason"))
        screen.on(DecisionEvent.ReasonTold("Saya melihat KTP-nya"))
        screen.on(DecisionEvent.DecideTapped)
        assertTrue(screen.state.isDone && screen.state.view!!.decided!!.who.isOwn)
        assertEquals(emptyList<AttentionLine>(), look(phones.budi, AttentionKind.CONFLICT))
        phones.sync(phones.budi, phones.rini)
        assertEquals("337405 550190 0003", phones.rini.nik(worker))
        assertEquals(RecordStatus.SYNCED, phones.rini.workerView(worker).status)
        val learnt = phones.rini.decisionView(line.about).decided!!
        assertEquals("Budi" to "Saya melihat KTP-nya", learnt.who.name to learnt.reason)
    }

    @Test
    fun `a suspected duplicate is shown with both, and decided by the branch's command`() = onTwoPhones { phones, branch ->
        val first = phones.rini.register(siti()).worker
        val second = phones.budi.register(siti(name = "Siti Aminah Sapar")).worker
        phones.sync(phones.rini, phones.budi, phones.rini)
        val line = look(phones.rini, AttentionKind.DUPLICATE).single()
        val people = (line.matter as Matter.SamePerson).people
        assertEquals(setOf("Rini", "Budi"), people.map { it.who.name }.toSet())
        val screen = screen(phones.rini, Decision(), DecisionEvent::Failed, ::reduce)
        screen.on(DecisionEvent.Entered(line.about))
        assertTrue("there is no dead button", screen.state.view!!.isForBranch)
        branch.office("merge", first, second, "--by", "admin", "--reason", "one card")
        phones.sync(phones.rini, phones.budi)
        assertEquals(emptyList<AttentionLine>(), look(phones.rini, AttentionKind.DUPLICATE))
        val absorbed = phones.budi.workerView(second)
        assertEquals("Siti Aminah", absorbed.mergedInto?.name)
        assertTrue(absorbed.actions.isEmpty())
    }

    @Test
    fun `a rejected capture is corrected by taps and applied`() = onTwoPhones { phones, branch ->
        noSingleMonths(branch, folder)
        val worker = phones.rini.register(siti(months = 1u)).worker
        phones.sync(phones.rini)
        val line = look(phones.rini, AttentionKind.REJECTED).single()
        assertEquals("Siti Aminah", line.name)
        val screen = screen(phones.rini, Correct(), CorrectEvent::Failed, ::reduce)
        screen.on(CorrectEvent.Entered(CameBack.Capture(line.about)))
        val refused = screen.state.form.fields.first()
        assertEquals("period_months" to true, refused.field to refused.isRefused)
        screen.on(CorrectEvent.Typed(refused.place, "many"))
        screen.on(CorrectEvent.SendTapped)
        assertEquals("what is no number is said at the field", mapOf(refused.place to Rule.NUMBER), screen.state.form.broken)
        assertNotNull("and is kept", typed(screen.state)?.get(refused.place))
        screen.on(CorrectEvent.Typed(refused.place, "3"))
        screen.on(CorrectEvent.SendTapped)
        assertEquals(Ended.CORRECTED, screen.state.ended)
        phones.sync(phones.rini)
        assertEquals(emptyList<AttentionLine>(), look(phones.rini, AttentionKind.REJECTED))
        assertEquals(RecordStatus.SYNCED, phones.rini.workerView(worker).status)
    }

    @Test
    fun `a rejected capture that is let go asks for nothing any more`() = onTwoPhones { phones, branch ->
        noSingleMonths(branch, folder)
        phones.rini.register(siti(months = 1u))
        phones.sync(phones.rini)
        val line = look(phones.rini, AttentionKind.REJECTED).single()
        val screen = screen(phones.rini, Correct(), CorrectEvent::Failed, ::reduce)
        screen.on(CorrectEvent.Entered(CameBack.Capture(line.about)))
        screen.on(CorrectEvent.LetGoConfirmed)
        assertEquals(Ended.LET_GO, screen.state.ended)
        assertNull(typed(screen.state))
        assertEquals(0u, phones.rini.attentionView().count)
    }

    @Test
    fun `a change that gave way shows the value that lost beside the one that stands`() = onTwoPhones { phones, _ ->
        val worker = known(phones)
        phones.budi.editWorker(worker, listOf(FieldEdit("hamlet", "Dusun Krajan")))
        phones.rini.editWorker(worker, listOf(FieldEdit("hamlet", "RW 4")))
        phones.sync(phones.budi, phones.rini, phones.budi)
        val shown = listOf(phones.rini, phones.budi).flatMap { look(it, AttentionKind.MERGED) }.single()
        val value = (shown.matter as Matter.GaveWay).values.single()
        val both = setOf(value.lost, value.stands).map { (it as ShownValue.Text).text }.toSet()
        assertEquals(setOf("Dusun Krajan", "RW 4"), both)
    }

    private fun look(field: Field, kind: AttentionKind): List<AttentionLine> {
        val screen = screen(field, Attention(), AttentionEvent::Failed, ::reduce)
        screen.on(AttentionEvent.Entered)
        return screen.state.view!!.groups.filter { it.kind == kind }.flatMap { it.lines }
    }

    private fun known(phones: TwoPhones): String {
        val worker = phones.rini.register(siti()).worker
        phones.sync(phones.rini, phones.budi)
        return worker
    }

    private fun onTwoPhones(work: (TwoPhones, Branch) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch -> TwoPhones(folder, branch).use { work(it, branch) } }
    }

    private companion object {
        const val BY_RINI = "3374055501900002"
        const val BY_BUDI = "3374055501900003"
    }
}
