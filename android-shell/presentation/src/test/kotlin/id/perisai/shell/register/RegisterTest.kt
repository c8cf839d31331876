package id.perisai.shell.register

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.EconomicClass
import id.perisai.field.core.EventInput
import id.perisai.field.core.EventKind
import id.perisai.field.core.FormKind
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Programmes
import id.perisai.field.core.RegistrationStatus
import id.perisai.field.core.Segment
import id.perisai.field.core.Sex
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import id.perisai.shell.consent.ConsentEvent
import id.perisai.shell.tariff
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor
import id.perisai.field.core.Rule as Breach

class RegisterTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var branch: Branch
    private lateinit var device: Device
    private lateinit var field: Field

    @Before
    fun enrol() {
        branch = Branch(folder.newFolder("branch"))
        device = Device(folder.newFolder("rini"), "A-07")
        field = device.open()
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
    }

    @After
    fun close() {
        field.shutdown()
        branch.close()
    }

    @Test
    fun `from an empty form to a receipt that is shared, as one change`() {
        val screen = opened()
        assertEquals("the agent has but one village", "3374051003", screen.state.typed.village)
        write(screen, Place.NIK, "337405500190")
        assertNull("unfinished is not wrong", screen.state.rule(Place.NIK))
        assertEquals(4u, screen.state.preview?.nik?.missingDigits)
        fill(screen)
        assertEquals("10-01-1990", screen.state.typed.text(Place.BIRTH_DATE))
        assertEquals(Sex.FEMALE, screen.state.typed.sex)
        assertEquals(34_200L, screen.state.quote?.totalRupiah)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED) })
        assertEquals(34_200L, screen.state.receipt?.rupiah)

        screen.on(RegisterEvent.SaveTapped())
        val saved = checkNotNull(screen.state.saved)
        assertFalse(saved.isDraft)
        assertEquals(1uL, field.totals().captured)
        assertEquals("fisher", shown("worker", checkNotNull(saved.worker), "segments"))
        screen.on(RegisterEvent.ShareTapped)
        val text = checkNotNull(screen.state.toShare).text
        assertTrue(text, "Siti Aminah" in text && checkNotNull(saved.receiptNumber) in text && "3374" !in text)
        screen.on(RegisterEvent.Shared)
        assertNull(screen.state.toShare)

        screen.on(RegisterEvent.AnotherTapped)
        assertNull(screen.state.saved)
        assertEquals("", screen.state.typed.text(Place.NAME))
        assertEquals("3374051003", screen.state.typed.village)
    }

    @Test
    fun `money as quoted follows the quote, and another amount is told apart from it`() {
        val screen = opened()
        fill(screen)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED) })
        screen.on(RegisterEvent.Chosen { it.copy(periodMonths = 1u) })
        assertEquals(11_400L, screen.state.receipt?.rupiah)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.OTHER) })
        write(screen, Place.CASH, "10000")
        assertEquals(1_400L, screen.state.receipt?.underQuoteRupiah)
        write(screen, Place.CASH, "")
        assertEquals(Breach.NUMBER, screen.state.rule(Place.CASH))
        screen.on(RegisterEvent.SaveTapped())
        assertNull(screen.state.saved)
        assertEquals(Place.CASH, screen.state.goTo?.place)
    }

    @Test
    fun `nobody is registered at a price that the agent has not seen`() {
        val screen = opened()
        fill(screen)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED) })
        // Typed and saved before typing paused.
        screen.on(RegisterEvent.Written(Place.INCOME, "2000000"))
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(Breach.QUOTE_CHANGED to Place.QUOTE, screen.state.rule(Place.QUOTE) to screen.state.goTo?.place)
        assertEquals(40_200L, screen.state.receipt?.rupiah)

        tariff(branch, folder, "\"rupiah\": 6800", "\"rupiah\": 8000")
        field.sync(HttpTransport(branch.address))
        screen.on(RegisterEvent.SaveTapped())
        assertNull("another tariff has come meanwhile", screen.state.saved)
        assertEquals(42_000L, screen.state.receipt?.rupiah)
        assertEquals(0uL, field.totals().captured)

        screen.on(RegisterEvent.SaveTapped())
        val receipt = field.moneyView(checkNotNull(screen.state.saved?.worker)).held.single()
        assertEquals("as it was shown last", 42_000L, receipt.rupiah)
    }

    @Test
    fun `what is missing is marked when the agent means to save, and the form goes to the first of it`() {
        val screen = opened()
        assertNull(screen.state.rule(Place.NIK))
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(Breach.REQUIRED, screen.state.rule(Place.NIK))
        assertEquals(Place.NIK, screen.state.goTo?.place)
        fill(screen)
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        screen.on(RegisterEvent.SaveTapped())
        assertEquals("without a consent, to the consent", Place.CONSENT, screen.state.goTo?.place)
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        write(screen, Place.BIRTH_DATE, "11-01-1990")
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(listOf("nik_birth_date_disagrees"), screen.state.preview?.warnings)
        assertEquals("a warning asks for a reason", Place.REASON, screen.state.goTo?.place)
        assertEquals(0uL, field.totals().captured)
        write(screen, Place.REASON, "Di KTP memang tertulis begitu")
        screen.on(RegisterEvent.SaveTapped())
        assertNotNull(screen.state.saved)
    }

    @Test
    fun `what the core refuses is said at its field, and everything typed stays`() {
        val screen = opened()
        fill(screen)
        write(screen, Place.HAMLET, "a".repeat(5_000))
        val typed = screen.state.typed
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(Breach.TEXT_LENGTH, screen.state.rule(Place.HAMLET))
        assertEquals(Place.HAMLET, screen.state.goTo?.place)
        assertEquals(typed, screen.state.typed)
        write(screen, Place.HAMLET, "RW 3")
        assertNull(screen.state.rule(Place.HAMLET))
        screen.on(RegisterEvent.SaveTapped())
        assertNotNull(screen.state.saved)
    }

    @Test
    fun `a double tap saves once, and what happens later changes nothing`() {
        val waiting = ArrayDeque<Runnable>()
        val screen = Screen(Register(), Core({ field }, waiting::addLast, AT_ONCE), RegisterEvent::Failed, ::reduce)
        val goOn = { while (waiting.isNotEmpty()) waiting.removeFirst().run() }
        screen.enter {}
        screen.on(RegisterEvent.Entered())
        goOn()
        fill(screen, goOn)
        screen.on(RegisterEvent.SaveTapped())
        screen.on(RegisterEvent.SaveTapped())
        screen.on(RegisterEvent.SaveTapped(asDraft = true))
        screen.on(RegisterEvent.Written(Place.NAME, "Siti"))
        assertTrue(screen.state.isSaving)
        goOn()
        screen.on(RegisterEvent.SaveTapped())
        goOn()
        assertEquals(1uL, field.totals().captured)
        assertEquals("Siti Aminah", field.search("siti").single().name)
        assertNull("nothing is kept once it is saved", screen.state.fields())
    }

    @Test
    fun `a form half filled comes back after the app was killed, and a saved one does not`() {
        val screen = opened()
        assertEquals("nothing typed, nothing to keep", emptyMap<String, String>(), screen.state.fields())
        write(screen, Place.NIK, "3374055001")
        write(screen, Place.NAME, "Siti A")
        screen.on(RegisterEvent.Chosen { it.copy(programmes = Programmes.JKK_JKM_JHT, cash = Cash.AS_QUOTED) })
        field.keepForm(FormKind.REGISTRATION, null, checkNotNull(screen.state.fields()))
        val typed = screen.state.typed
        field.shutdown()

        field = device.open()
        val again = screen()
        // Whichever the core answers first.
        again.on(RegisterEvent.Restored(checkNotNull(field.keptForm(FormKind.REGISTRATION, null))))
        again.on(RegisterEvent.Entered())
        assertEquals(typed, again.state.typed)
        assertEquals("337405 5001", again.state.preview?.nik?.grouped)
        fill(again)
        again.on(RegisterEvent.SaveTapped())
        assertNotNull(again.state.saved)
        assertNull(field.keptForm(FormKind.REGISTRATION, null))
    }

    @Test
    fun `killed in the middle of saving, the form comes back, or says where to look for what was saved`() {
        val screen = opened()
        fill(screen)
        field.keepForm(FormKind.REGISTRATION, null, checkNotNull(screen.state.fields()))
        val again = {
            screen().apply {
                field.keptForm(FormKind.REGISTRATION, null)?.let { on(RegisterEvent.Restored(it)) }
                on(RegisterEvent.Entered(wasSaving = true))
            }
        }
        val killedBefore = again().state
        assertEquals(screen.state.typed to false, killedBefore.typed to killedBefore.wasInterrupted)
        screen.on(RegisterEvent.SaveTapped())
        val killedAfter = again().state
        assertEquals(killedAfter.begun to true, killedAfter.typed to killedAfter.wasInterrupted)
    }

    @Test
    fun `whoever comes back to a form that could not be saved reads why`() {
        val screen = opened()
        fill(screen)
        screen.on(RegisterEvent.Failed(Failure.StorageFull))
        screen.on(RegisterEvent.Entered())
        assertEquals(Failure.StorageFull, screen.state.failure)
    }

    @Test
    fun `every word of a form is the same after it was kept`() {
        val typed = Typed(
            texts = Place.values().associateWith { "teks ${it.word}" },
            sex = Sex.MALE,
            village = "3374051003",
            segments = setOf(Segment.FISHER, Segment.FARMER),
            economicClass = EconomicClass.EMPLOYER,
            programmes = Programmes.JKK_JKM_JHT,
            periodMonths = 6u,
            startMonth = "2026-07",
            payer = Payer.CSR,
            support = "a support",
            agreed = setOf(ConsentPurpose.ENROL, ConsentPurpose.REMIND),
            language = Language.JAVANESE,
            method = ConsentMethod.SPOKEN_WITH_WITNESS,
            heard = "2026-06",
            isWorking = true,
            isNotIll = true,
            cash = Cash.OTHER,
        )
        assertEquals(typed, fromFields(typed.toFields(), Typed()))
        assertEquals(Typed(), fromFields(Typed().toFields(), Typed(village = "3374051003", sex = Sex.FEMALE)))
        assertEquals("words of a newer app are left out", Typed(), fromFields(mapOf("sex" to "X", "payer" to "Y", "agreed" to "Z"), Typed()))
    }

    @Test
    fun `at a forum the registration and the attendance are one change`() {
        val forum = EventInput(EventKind.FORUM, MORNING_MS, "Balai desa", VILLAGE)
        val event = field.recordEvent(forum).record
        val screen = opened(Register(event = event))
        assertEquals("Balai desa", screen.state.form?.event?.place)
        fill(screen)
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(2uL, field.totals().captured)
        val worker = checkNotNull(screen.state.saved?.worker)
        assertTrue(field.story(worker).any { it.kind == "attendance" })
        screen.on(RegisterEvent.AnotherTapped)
        assertEquals("the next one at the same forum", event, screen.state.event)
    }

    @Test
    fun `who has heard the texts in one language is asked again in another`() {
        val screen = opened()
        fill(screen)
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        assertNull("a second tap takes it back", screen.state.consent().given())
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SIGNATURE)))
        assertEquals(Language.INDONESIAN, screen.state.consent().given()?.language)
        screen.on(RegisterEvent.Agreeing(ConsentEvent.LanguageTapped(Language.JAVANESE)))
        assertNull(screen.state.consent().given())
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(Place.CONSENT, screen.state.goTo?.place)
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        screen.on(RegisterEvent.SaveTapped())
        val worker = checkNotNull(screen.state.saved?.worker)
        val consent = field.story(worker).single { it.kind == "consent" }
        assertEquals("jv", consent.fields.single { it.field == "language" }.value)
    }

    @Test
    fun `who agreed to texts that have been replaced since is asked again, and the rest comes back as it was`() {
        val begun = opened()
        fill(begun)
        begun.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SIGNATURE)))
        val kept = checkNotNull(begun.state.fields())
        val same = opened()
        same.on(RegisterEvent.Restored(kept))
        assertEquals(ConsentMethod.SIGNATURE, same.state.consent().given()?.method)
        val later = opened()
        later.on(RegisterEvent.Restored(kept + ("heard" to "older texts")))
        assertNull(later.state.consent().given())
        val killed = screen()
        killed.on(RegisterEvent.Restored(kept + ("heard" to "older texts")))
        killed.on(RegisterEvent.Entered())
        assertTrue("it is judged without them", "consent" in killed.state.preview!!.missing)
        assertEquals("Siti Aminah", later.state.typed.text(Place.NAME))
        val unknown = opened()
        unknown.on(RegisterEvent.Restored(kept - "heard"))
        assertNull("nobody knows what was read", unknown.state.consent().given())
    }

    @Test
    fun `a form is of the event at which it was begun, wherever it is opened again`() {
        val event = field.recordEvent(EventInput(EventKind.FORUM, MORNING_MS, "Balai desa", VILLAGE)).record
        val worker = field.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE)).record
        val atForum = opened(Register(worker = worker, event = event))
        write(atForum, Place.NIK, "3374055001900001")
        fill(atForum, person = false)
        atForum.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SIGNATURE)))
        val kept = checkNotNull(atForum.state.fields())
        val atHome = opened(Register(worker = worker))
        atHome.on(RegisterEvent.Restored(kept))
        assertEquals("Balai desa", atHome.state.form?.event?.place)
        atHome.on(RegisterEvent.SaveTapped())
        assertEquals(1, field.story(worker).count { it.kind == "attendance" })

        val laterAtForum = screen(Register(worker = worker, event = event))
        laterAtForum.on(RegisterEvent.Restored(kept - "event"))
        laterAtForum.on(RegisterEvent.Entered())
        assertNull("no attendance is invented", laterAtForum.state.form?.event)
        assertEquals("3374055001900001", laterAtForum.state.typed.text(Place.NIK))
    }

    @Test
    fun `somebody new at a forum has a form of its own, which the save drops`() {
        val event = field.recordEvent(EventInput(EventKind.FORUM, MORNING_MS, "Balai desa", VILLAGE)).record
        field.keepForm(FormKind.REGISTRATION, null, mapOf("text.name" to "Slamet"))
        val screen = opened(Register(event = event))
        fill(screen)
        field.keepForm(FormKind.REGISTRATION, screen.state.about, checkNotNull(screen.state.fields()))
        screen.on(RegisterEvent.SaveTapped())
        assertNotNull(screen.state.saved)
        assertNull(field.keptForm(FormKind.REGISTRATION, event))
        assertEquals("Slamet", field.keptForm(FormKind.REGISTRATION, null)?.get("text.name"))
    }

    @Test
    fun `of a known worker only what is told anew is sent`() {
        val met = PersonInput(name = "Slamet Riyadi", village = VILLAGE, phone = "081234567890")
        val worker = field.recordWorker(met).record
        val screen = opened(Register(worker = worker))
        assertEquals("Slamet Riyadi", screen.state.typed.text(Place.NAME))
        val person = screen.state.typed.with(Place.NIK, "3374050512900001").person(screen.state.known, emptyList())
        assertEquals(PersonInput(nik = "3374050512900001"), person)
        write(screen, Place.NIK, "3374050512900001")
        fill(screen, person = false)
        screen.on(RegisterEvent.SaveTapped())
        assertEquals(worker, checkNotNull(screen.state.saved).worker)
        assertEquals("+6281234567890", shown("worker", worker, "phone"))
    }

    @Test
    fun `somebody who is on this phone already is gone on with by a tap`() {
        val known = opened()
        fill(known)
        known.on(RegisterEvent.SaveTapped())
        val worker = checkNotNull(known.state.saved?.worker)
        val screen = opened()
        fill(screen)
        assertEquals(worker, screen.state.preview?.likelySame?.single()?.worker)
        field.keepForm(FormKind.REGISTRATION, null, checkNotNull(screen.state.fields()))
        screen.on(RegisterEvent.KnownChosen(worker))
        assertEquals(worker, screen.state.leavesFor)
        assertNull(screen.state.fields())
        assertNull(field.keptForm(FormKind.REGISTRATION, null))
        val open = opened(Register(worker = worker)).state.form?.worker?.open
        assertEquals(RegistrationStatus.SUBMITTED, open?.status)
    }

    @Test
    fun `without the papers it is a draft, and it is handed in when they are there`() {
        val screen = opened()
        fill(screen, person = false)
        write(screen, Place.NAME, "Siti Aminah")
        assertTrue(screen.state.preview!!.canDraft && !screen.state.preview!!.canRegister)
        screen.on(RegisterEvent.SaveTapped(asDraft = true))
        val draft = checkNotNull(screen.state.saved)
        assertTrue(draft.isDraft)

        val later = opened(Register(worker = draft.worker))
        assertEquals(34_200L, later.state.quote?.totalRupiah)
        assertEquals(emptyList<ConsentPurpose>(), later.state.form!!.purposes.filterNot { it.stands }.map { it.purpose } - ConsentPurpose.REMIND)
        write(later, Place.NIK, "3374055001900001")
        later.on(RegisterEvent.ProposalTaken)
        later.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED, isWorking = true, isNotIll = true) })
        later.on(RegisterEvent.SaveTapped())
        val saved = checkNotNull(later.state.saved)
        assertEquals(draft.registration, saved.registration)
        assertNotNull(saved.receiptNumber)
        assertEquals(2uL, field.totals().captured)
        assertEquals("submitted", shown("registration", draft.registration, "status"))
    }

    @Test
    fun `a draft that is given up leaves the form to begin anew`() {
        val screen = opened()
        fill(screen, person = false)
        write(screen, Place.NAME, "Siti Aminah")
        screen.on(RegisterEvent.SaveTapped(asDraft = true))
        val worker = screen.state.saved?.worker
        val later = opened(Register(worker = worker))
        val draft = checkNotNull(later.state.handingIn)
        later.on(RegisterEvent.DraftGivenUp)
        assertNull(later.state.handingIn)
        assertFalse(later.state.isSaving)
        assertEquals("cancelled", shown("registration", draft.registration, "status"))
    }

    @Test
    fun `a village beyond the agent's own is sought by its name`() {
        val screen = opened()
        screen.on(RegisterEvent.VillageSought("tambakrejo gayamsari"))
        val found = screen.state.villagesFound.first()
        assertEquals("Tambakrejo" to "Gayamsari, Kota Semarang", found.name to found.area)
        screen.on(RegisterEvent.Chosen { it.copy(village = found.village) })
        screen.on(RegisterEvent.VillageSought(""))
        assertEquals("Tambakrejo", screen.state.preview?.villageName)
        assertTrue(screen.state.villagesFound.isEmpty())
    }

    @Test
    fun `a receipt is in the language in which the worker agreed, after a kill too`() {
        val screen = opened()
        fill(screen)
        screen.on(RegisterEvent.Chosen { it.copy(cash = Cash.AS_QUOTED, language = Language.JAVANESE) })
        screen.on(RegisterEvent.SaveTapped())
        val saved = checkNotNull(screen.state.saved)
        val killed = screen()
        killed.on(RegisterEvent.Entered(saved.copy(likelySame = emptyList())))
        for (shown in listOf(screen, killed)) {
            shown.on(RegisterEvent.ShareTapped)
            val text = checkNotNull(shown.state.toShare).text
            assertTrue(text, text.startsWith("TANDHA TAMPI"))
        }
    }

    private fun screen(register: Register = Register()) =
        Screen(register, Core({ field }, AT_ONCE, AT_ONCE), RegisterEvent::Failed, ::reduce).apply { enter {} }

    private fun opened(register: Register = Register()) = screen(register).apply { on(RegisterEvent.Entered()) }

    private fun write(screen: Screen<Register, RegisterEvent>, place: Place, text: String) {
        screen.on(RegisterEvent.Written(place, text))
        screen.on(RegisterEvent.Paused)
    }

    /** What an agent types and taps for Siti, a fisher. */
    private fun fill(screen: Screen<Register, RegisterEvent>, goOn: () -> Unit = {}, person: Boolean = true) {
        if (person) {
            write(screen, Place.NIK, "3374055001900001")
            write(screen, Place.NAME, "Siti Aminah")
        }
        write(screen, Place.OCCUPATION, "wong miyang")
        write(screen, Place.INCOME, "1500000")
        goOn()
        screen.on(RegisterEvent.ProposalTaken)
        screen.on(RegisterEvent.Chosen { it.copy(periodMonths = 3u, programmes = Programmes.JKK_JKM) })
        screen.on(RegisterEvent.Chosen { it.copy(agreed = setOf(ConsentPurpose.ENROL)) })
        screen.on(RegisterEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        goOn()
    }

    private fun shown(kind: String, record: String, name: String): String? =
        field.record(kind, record).fields.find { it.field == name }?.value

    private companion object {
        const val VILLAGE = "33.74.05.1003"

        /** 3 June 2026, 09:00 in Semarang. */
        const val MORNING_MS = 1_780_452_000_000

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
