package id.perisai.shell.workers

import id.perisai.field.Branch
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FormKind
import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.Rule
import id.perisai.field.core.WorkerAction
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import id.perisai.shell.TwoPhones
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.screen
import id.perisai.shell.siti
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule as TestRule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

class WorkersTest {
    @get:TestRule
    val folder = TemporaryFolder()

    @Test
    fun `workers are found by name and by NIK, and paged where nothing is searched`() = onTwoPhones { phones ->
        val rini = phones.rini
        repeat(60) { person -> meet(rini, "Slamet ${word(person)}") }
        rini.register(siti())
        val screen = screen(rini, Workers(), WorkersEvent::Failed, ::reduce)
        screen.on(WorkersEvent.Entered)
        assertEquals(50, screen.state.lines.size)
        screen.on(WorkersEvent.NextTapped)
        assertEquals(11, screen.state.lines.size)
        assertTrue(screen.state.next == null && screen.state.hasEarlier)
        screen.on(WorkersEvent.EarlierTapped)
        assertEquals(50, screen.state.lines.size)
        screen.on(WorkersEvent.Typed("siti amina"))
        assertEquals(listOf("Siti Aminah"), screen.state.lines.map { it.name })
        assertEquals(RecordStatus.PENDING, screen.state.lines.single().status)
        screen.on(WorkersEvent.Typed("3374 05"))
        assertEquals(1, screen.state.lines.size)
        screen.on(WorkersEvent.Typed("nobody"))
        assertTrue(screen.state.isAnswered && screen.state.lines.isEmpty())
        screen.on(WorkersEvent.Typed(""))
        assertEquals(50, screen.state.lines.size)
    }

    @Test
    fun `an answer to what is not typed any more is dropped`() = onTwoPhones { phones ->
        meet(phones.rini, "Slamet Riyadi")
        val waiting = ArrayDeque<Runnable>()
        val later = Executor(waiting::addLast)
        val screen = Screen(Workers(), Core({ phones.rini }, Executor(Runnable::run), later), WorkersEvent::Failed, ::reduce)
        screen.enter {}
        screen.on(WorkersEvent.Typed("sl"))
        screen.on(WorkersEvent.Typed("siti"))
        waiting.removeFirst().run()
        assertTrue("what fitted the first two letters is not shown", screen.state.lines.isEmpty() && !screen.state.isAnswered)
        waiting.removeFirst().run()
        assertTrue(screen.state.isAnswered)
    }

    @Test
    fun `a worker's screen names who captured, and does what has no screen of its own`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        phones.sync(phones.rini, phones.budi)
        val seen = phones.budi.workerView(worker)
        assertTrue("Rini by name on Budi's phone", seen.story.all { it.who.name == "Rini" && !it.who.isOwn })
        assertTrue(seen.story.all { it.status == RecordStatus.SYNCED })
        val screen = screen(phones.rini, Worker(), WorkerEvent::Failed, ::reduce)
        screen.on(WorkerEvent.Entered(worker))
        assertNull(screen.state.nik)
        screen.on(WorkerEvent.NikTapped)
        assertEquals("337405 550190 0001", screen.state.nik)
        screen.on(WorkerEvent.NikTapped)
        assertNull(screen.state.nik)
        val held = screen.state.view!!.actions.filterIsInstance<WorkerAction.MoveReceipt>().single()
        screen.on(WorkerEvent.Confirmed(held, ReceiptStatus.HANDED_OVER))
        assertEquals(held, screen.state.saved)
        assertTrue(screen.state.view!!.actions.none { it is WorkerAction.MoveReceipt })
        screen.on(WorkerEvent.Confirmed(WorkerAction.WishNoContact))
        assertTrue(screen.state.view!!.doNotContact)
        assertNull("nobody is called who does not wish it", screen.state.view!!.phone)
    }

    @Test
    fun `a consent is read before it is given, and taken back without one`() = onTwoPhones { phones ->
        val worker = meet(phones.rini, "Slamet Riyadi")
        val give = screen(phones.rini, Consents(), ConsentsEvent::Failed, ::reduce)
        give.on(ConsentsEvent.Entered(worker))
        give.on(ConsentsEvent.PurposeTapped(ConsentPurpose.MEASURE))
        assertTrue(give.state.asked.readings.single().text.isNotBlank())
        give.on(ConsentsEvent.SaveTapped)
        assertEquals("how it was said is asked", Rule.REQUIRED, give.state.failure?.at("method"))
        give.on(ConsentsEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        give.on(ConsentsEvent.SaveTapped)
        assertTrue(give.state.isSaved)
        assertEquals(listOf(ConsentPurpose.MEASURE), phones.rini.workerView(worker).agreesTo)
        val back = screen(phones.rini, Consents(takesBack = true), ConsentsEvent::Failed, ::reduce)
        back.on(ConsentsEvent.Entered(worker))
        assertEquals(listOf(ConsentPurpose.MEASURE), back.state.offered)
        back.on(ConsentsEvent.PurposeTapped(ConsentPurpose.MEASURE))
        back.on(ConsentsEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.VOICE)))
        back.on(ConsentsEvent.SaveTapped)
        assertTrue(back.state.isSaved && phones.rini.workerView(worker).agreesTo.isEmpty())
    }

    @Test
    fun `money is taken for the next months at the price of now, and nothing is taken twice`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        val screen = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
        screen.on(MoneyEvent.Entered(worker))
        screen.on(MoneyEvent.TakeTapped)
        assertTrue(screen.state.failure is Failure.Invalid)
        screen.on(MoneyEvent.OfferTapped(screen.state.view!!.offers[1]))
        assertEquals(listOf("2026-09", "2026-10"), screen.state.offer?.months)
        assertEquals(screen.state.offer?.rupiah.toString(), screen.state.rupiah)
        screen.on(MoneyEvent.TakeTapped)
        assertTrue(screen.state.given!!.number.isNotBlank())
        val before = phones.rini.totals().captured
        screen.on(MoneyEvent.TakeTapped)
        assertEquals(before, phones.rini.totals().captured)
    }

    @Test
    fun `money and consents that were being told outlive a kill, and are gone once they are saved`() = onTwoPhones { phones ->
        val (rini, worker) = phones.rini to phones.rini.register(siti()).worker
        val money = screen(rini, Money(), MoneyEvent::Failed, ::reduce)
        money.on(MoneyEvent.Entered(worker))
        money.on(MoneyEvent.OfferTapped(money.state.view!!.offers[1]))
        money.on(MoneyEvent.Typed("20000"))
        rini.keepForm(FormKind.MONEY, worker, money.state.toFields()!!)
        val again = screen(rini, Money(), MoneyEvent::Failed, ::reduce)
        again.on(MoneyEvent.Restored(rini.keptForm(FormKind.MONEY, worker)!!))
        again.on(MoneyEvent.Entered(worker))
        assertEquals(money.state.offer to "20000", again.state.offer to again.state.rupiah)
        again.on(MoneyEvent.TakeTapped)
        assertNull(again.state.toFields())
        assertNull(rini.keptForm(FormKind.MONEY, worker))

        for (takesBack in listOf(false, true)) {
            val kind = if (takesBack) FormKind.WITHDRAWAL else FormKind.CONSENT
            val first = screen(rini, Consents(takesBack), ConsentsEvent::Failed, ::reduce)
            first.on(ConsentsEvent.Entered(worker))
            first.on(ConsentsEvent.PurposeTapped(if (takesBack) ConsentPurpose.ENROL else ConsentPurpose.REMIND))
            first.on(ConsentsEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SPOKEN_WITH_WITNESS)))
            first.on(ConsentsEvent.Agreeing(ConsentEvent.WitnessTyped("Bu Tini")))
            rini.keepForm(kind, worker, first.state.toFields()!!)
            val then = screen(rini, Consents(takesBack), ConsentsEvent::Failed, ::reduce)
            then.on(ConsentsEvent.Restored(rini.keptForm(kind, worker)!!))
            then.on(ConsentsEvent.Entered(worker))
            assertEquals(first.state.asked, then.state.asked)
            then.on(ConsentsEvent.SaveTapped)
            assertTrue(then.state.isSaved && then.state.toFields() == null)
            assertNull(rini.keptForm(kind, worker))
        }
        assertEquals(listOf(ConsentPurpose.REMIND), rini.workerView(worker).agreesTo)
    }

    @Test
    fun `killed after money was taken, the screen says so, with the receipt in the worker's language`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        val first = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
        first.on(MoneyEvent.Entered(worker))
        first.on(MoneyEvent.OfferTapped(first.state.view!!.offers[1]))
        assertNull("nothing was taken yet", first.state.left())
        first.on(MoneyEvent.TakeTapped)
        val before = phones.rini.totals().captured
        val again = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
        again.on(MoneyEvent.Entered(worker, first.state.left()))
        assertEquals(first.state.given to first.state.text, again.state.given to again.state.text)
        assertTrue("${again.state.text}", again.state.text!!.let { it.startsWith("TANDHA TAMPI") && again.state.given!!.number in it && "3374" !in it })
        assertEquals("Siti Aminah", again.state.view?.name)
        assertNull("nothing is typed any more", again.state.toFields())
        again.on(MoneyEvent.TakeTapped)
        assertEquals(before, phones.rini.totals().captured)
        assertEquals("and so after another kill", first.state.left(), again.state.left())
    }

    @Test
    fun `killed while money was being saved, what is held tells whether it was taken`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        for (isSaved in listOf(false, true)) {
            val waiting = ArrayDeque<Runnable>()
            val first = Screen(Money(), Core({ phones.rini }, waiting::addLast, Executor(Runnable::run)), MoneyEvent::Failed, ::reduce)
            first.enter {}
            first.on(MoneyEvent.Entered(worker))
            waiting.removeFirst().run()
            first.on(MoneyEvent.OfferTapped(first.state.view!!.offers[0]))
            first.on(MoneyEvent.TakeTapped)
            val left = first.state.left()
            assertTrue("$left", left is MoneyLeft.Taking)
            first.leave()
            if (isSaved) waiting.removeFirst().run()
            val again = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
            again.on(MoneyEvent.Entered(worker, left))
            assertEquals(isSaved, again.state.given != null)
            assertEquals(isSaved, again.state.text != null)
            assertEquals(isSaved, again.state.left() != null)
        }
        val held = phones.rini.moneyView(worker).held
        assertEquals("the first receipt, and one more", 2, held.size)
    }

    @Test
    fun `what could not be saved was not taken, and is not asked about again`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        val screen = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
        screen.on(MoneyEvent.Entered(worker))
        screen.on(MoneyEvent.TakeTapped)
        assertTrue(screen.state.failure is Failure.Invalid)
        assertNull(screen.state.left())
        val killed = screen(phones.rini, Money(), MoneyEvent::Failed, ::reduce)
        killed.on(MoneyEvent.Failed(Failure.Locked))
        killed.on(MoneyEvent.Entered("none of this phone", MoneyLeft.Taking(emptyList())))
        assertTrue(killed.state.failure != null)
        assertEquals("it is not known yet", MoneyLeft.Taking(emptyList()), killed.state.left())
    }

    @Test
    fun `a receipt is shared from its record, until the money was given back`() = onTwoPhones { phones ->
        val worker = phones.rini.register(siti()).worker
        val receipt = phones.rini.moneyView(worker).held.single()
        val screen = screen(phones.rini, OneRecord(), OneRecordEvent::Failed, ::reduce)
        val look = { screen.on(OneRecordEvent.Entered("receipt", receipt.receipt)) }
        look()
        screen.on(OneRecordEvent.ShareTapped)
        val text = screen.state.toShare!!.text
        assertTrue(text, text.startsWith("TANDHA TAMPI") && receipt.number in text && "3374" !in text)
        screen.on(OneRecordEvent.Shared)
        phones.rini.moveReceipt(receipt.receipt, ReceiptStatus.RETURNED)
        look()
        assertNull("it proves nothing any more", screen.state.receipt)
        screen.on(OneRecordEvent.ShareTapped)
        assertNull(screen.state.toShare)
        screen.on(OneRecordEvent.Entered("worker", worker))
        assertNull("only a receipt is one", screen.state.receipt)
    }

    @Test
    fun `somebody met is saved from the form, and what was wrong is said at the field`() = onTwoPhones { phones ->
        val screen = screen(phones.rini, EditWorker(), EditWorkerEvent::Failed, ::reduce)
        screen.on(EditWorkerEvent.Restored(mapOf("name" to "Slamet Riyadi")))
        screen.on(EditWorkerEvent.Entered(null))
        screen.on(EditWorkerEvent.Typed("phone", "12"))
        screen.on(EditWorkerEvent.SaveTapped)
        assertEquals(mapOf("phone" to Rule.PHONE), screen.state.form.broken)
        screen.on(EditWorkerEvent.Typed("phone", "081234567890"))
        screen.on(EditWorkerEvent.Typed("nik", "3374051201850002"))
        screen.on(EditWorkerEvent.Typed("birth_date", "1985-01-13"))
        screen.on(EditWorkerEvent.SaveTapped)
        assertEquals(listOf("nik_birth_date_disagrees"), screen.state.warnings)
        assertTrue("what is typed is kept until it is saved", typed(screen.state)!!.containsKey("nik"))
        screen.on(EditWorkerEvent.Typed(EditWorker.ACKNOWLEDGE, "the card says so"))
        screen.on(EditWorkerEvent.SaveTapped)
        val saved = screen.state.saved!!
        assertNull("saving drops what was kept", typed(screen.state))
        assertEquals("Slamet Riyadi", phones.rini.workerView(saved.record).name)
    }

    private fun meet(field: id.perisai.field.Field, name: String) =
        field.meetWorker(listOf(FieldEdit("name", name), FieldEdit("village", TwoPhones.VILLAGE))).record

    /** Names have no digits. */
    private fun word(number: Int) = "${'a' + number % 26}${'a' + number / 26}bu"

    private fun onTwoPhones(work: (TwoPhones) -> Unit) {
        Branch(folder.newFolder("branch")).use { branch -> TwoPhones(folder, branch).use(work) }
    }
}
