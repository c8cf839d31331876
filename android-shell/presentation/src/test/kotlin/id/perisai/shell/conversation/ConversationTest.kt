package id.perisai.shell.conversation

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.core.Argument
import id.perisai.field.core.Barrier
import id.perisai.field.core.CardFlag
import id.perisai.field.core.Channel
import id.perisai.field.core.ConsentInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ConsentWithdrawal
import id.perisai.field.core.Direction
import id.perisai.field.core.EncounterInput
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.FormKind
import id.perisai.field.core.Language
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Rule as Broken
import id.perisai.field.core.Segment
import id.perisai.field.core.TaskInput
import id.perisai.field.core.Wave
import id.perisai.field.core.WhomAsked
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import id.perisai.shell.consent.ConsentEvent
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

class ConversationTest {
    @get:Rule
    val folder = TemporaryFolder()

    private lateinit var branch: Branch
    private lateinit var device: Device
    private lateinit var field: Field
    private lateinit var siti: String

    @Before
    fun enrolled() {
        branch = Branch(folder.newFolder("branch"))
        device = Device(folder.newFolder("rini"), "A-07")
        field = device.open()
        field.enrol(branch.employ("A-07", "Rini", VILLAGE), HttpTransport(branch.address))
        siti = field.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE, segments = listOf(Segment.FISHER)), null, null).record
    }

    @After
    fun closed() {
        field.shutdown()
        branch.close()
    }

    private fun talk(brought: Brought = Brought()): Screen<Conversation, ConversationEvent> {
        val field = field
        val core = Core({ field }, AT_ONCE, AT_ONCE)
        return Screen(Conversation(siti, brought), core, ConversationEvent::Failed, ::reduce).apply {
            enter {}
            on(ConversationEvent.Entered)
        }
    }

    private fun captured() = field.totals().captured

    @Test
    fun `a conversation of twenty seconds is saved by one tap`() {
        val screen = talk()
        assertEquals("Siti Aminah", screen.state.form?.worker?.name)
        assertEquals("nobody has told anything yet", emptyMap<String, String>(), screen.state.toFields())
        screen.on(ConversationEvent.SaveTapped)
        assertEquals(Step.SAVED, screen.state.step)
        val talk = field.record("encounter", screen.state.saved!!.encounter)
        assertEquals("face_to_face", talk.fields.first { it.field == "channel" }.value)
        val once = captured()
        screen.on(ConversationEvent.SaveTapped)
        assertEquals("a second tap saves nothing", once, captured())
    }

    @Test
    fun `all that was told becomes one change`() {
        branch.publish("messages", MESSAGES)
        field.sync(HttpTransport(branch.address), null)
        val screen = talk()
        val form = screen.state.form!!
        assertEquals(listOf("Kapal Pak Darto", "Iuran setengah"), form.messages.map { it.title })
        assertEquals(listOf(ObjectionCode.NGALUK, ObjectionCode.TAKDIR, ObjectionCode.COST), form.bridges.map { it.objection })
        val story = form.messages.first().message
        for (event in listOf(
            ConversationEvent.ChannelTapped(Channel.PHONE),
            ConversationEvent.MediaTapped("whatsapp"),
            ConversationEvent.OtherMediaTyped("Radio Idola, koran"),
            ConversationEvent.WhomTapped(WhomAsked.PATRON),
            ConversationEvent.BarrierTapped(Barrier.IRREGULAR_INCOME),
            ConversationEvent.BarrierTapped(Barrier.TIME),
            ConversationEvent.BarrierTapped(Barrier.TIME),
            ConversationEvent.ObjectionTapped(ObjectionCode.TAKDIR),
            ConversationEvent.BridgeTapped(ObjectionCode.TAKDIR, Bridge.ByMessage(story)),
            ConversationEvent.OutcomeTapped(ObjectionCode.TAKDIR, ObjectionOutcome.SOFTENED),
            ConversationEvent.QuoteTyped(ObjectionCode.TAKDIR, " Pun takdir, Mbak. "),
            ConversationEvent.ObjectionTapped(ObjectionCode.COST),
            ConversationEvent.BridgeTapped(ObjectionCode.COST, Bridge.ByArgument(Argument.COST_COMPARED)),
            ConversationEvent.MessageTapped(story),
            ConversationEvent.TeachPointTapped(TeachPoint.CONTRIBUTION),
            ConversationEvent.TeachPointTapped(TeachPoint.COVER),
            ConversationEvent.IntentTapped(4u),
            ConversationEvent.IntentDayTapped(form.days[2].day),
            ConversationEvent.NextTapped(FollowUpKind.PROMISE),
            ConversationEvent.NextDueTapped(form.days[1].day),
            ConversationEvent.NextAboutTyped("membawa contoh kartu"),
        )) screen.on(event)
        val before = captured()
        screen.on(ConversationEvent.SaveTapped)
        val saved = screen.state.saved!!
        assertEquals(before + 1uL, captured())
        val told = field.record("encounter", saved.encounter).fields.associate { it.field to it.value }
        assertEquals("Radio Idola;koran;whatsapp", told["media_used"])
        assertEquals("irregular_income", told["barriers"])
        assertEquals("patron", told["asks_whom"])
        assertEquals(listOf("2", "4", "2026-06-05", story), listOf("teach_back", "intent", "intent_day", "messages").map(told::get))
        val objections = saved.objections.map { id -> field.record("objection", id).fields.associate { it.field to it.value } }
        assertEquals(listOf("takdir", "softened", story, "Pun takdir, Mbak."), listOf("code", "outcome", "bridge", "quote").map(objections[0]::get))
        assertEquals(listOf("cost", "cost_compared"), listOf("code", "argument").map(objections[1]::get))
        assertEquals(listOf("planned", "day_named"), field.today("2026-06-04").map { it.reason })
    }

    @Test
    fun `without consent the text is read first, and a rushed card is kept and said to be rushed`() {
        val screen = talk()
        assertEquals(Wave.BASELINE, screen.state.form?.card?.wave)
        screen.on(ConversationEvent.CardTapped(0))
        assertEquals(Step.CONSENT, screen.state.step)
        val indonesian = screen.state.consent!!.readings.single()
        screen.on(ConversationEvent.Agreeing(ConsentEvent.LanguageTapped(Language.JAVANESE)))
        assertFalse(screen.state.consent!!.readings.single() == indonesian)
        screen.on(ConversationEvent.ConsentGiven(0))
        assertEquals("nobody has agreed yet", Step.CONSENT, screen.state.step)
        screen.on(ConversationEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.SPOKEN_WITH_WITNESS)))
        screen.on(ConversationEvent.Agreeing(ConsentEvent.WitnessTyped("Bu Karto")))
        screen.on(ConversationEvent.ConsentGiven(1_000))
        assertEquals(Step.CARD, screen.state.step)
        answer(screen, everyMs = 300)
        screen.on(ConversationEvent.CardPutAway(10_000))
        screen.on(ConversationEvent.SaveTapped)
        val saved = screen.state.saved!!
        assertEquals(listOf(CardFlag.TOO_FAST, CardFlag.ONE_ANSWER), saved.flags)
        val card = field.record("measurement", saved.card!!).fields.associate { it.field to it.value }
        assertEquals(listOf("2;2;2;2", "2;2;2;2", "2;2;2;2", "baseline"), listOf("guess", "own", "perceived", "wave").map(card::get))
        assertEquals("1;2;3", card["part_seconds"])
        val consent = field.story(siti).first { it.kind == "consent" }.fields.associate { it.field to it.value }
        assertEquals(listOf("jv", "Bu Karto", "measure"), listOf("language", "witness", "purposes").map(consent::get))
    }

    @Test
    fun `a worker who does not want to be asked is not, and the conversation is saved without`() {
        val screen = talk()
        screen.on(ConversationEvent.CardTapped(0))
        screen.on(ConversationEvent.ConsentRefused)
        assertEquals(Step.TALK, screen.state.step)
        screen.on(ConversationEvent.SaveTapped)
        assertNull(screen.state.saved?.card)
    }

    @Test
    fun `an app that was killed in the middle of a card goes on where it was`() {
        consented()
        val screen = talk()
        screen.on(ConversationEvent.BarrierTapped(Barrier.DISTANCE))
        screen.on(ConversationEvent.CardTapped(5_000))
        screen.on(ConversationEvent.PartBegun(6_000))
        for (tick in 1..4L) screen.on(ConversationEvent.CardAnswered(Answer(3u), 6_000 + tick * 4_000))
        screen.on(ConversationEvent.PartBegun(23_000))
        screen.on(ConversationEvent.CardAnswered(Answer(1u), 30_000))
        field.keepForm(FormKind.CONVERSATION, siti, screen.state.toFields()!!)
        screen.leave()
        field.shutdown()

        field = device.open()
        val again = talk()
        again.on(ConversationEvent.Restored(field.keptForm(FormKind.CONVERSATION, siti)!!))
        assertEquals(Step.CARD, again.state.step)
        assertEquals(setOf(Barrier.DISTANCE), again.state.told.barriers)
        val card = again.state.told.card!!
        assertEquals(CardPhase.OWN to 1, card.phase to card.place)
        again.on(ConversationEvent.InHand(true, 700))
        // The phone was started anew meanwhile: its ticks begin from nothing.
        for (tick in 1..3L) again.on(ConversationEvent.CardAnswered(Answer(5u), 700 + tick * 6_000))
        again.on(ConversationEvent.PartSkipped(20_000))
        again.on(ConversationEvent.CardPutAway(20_000))
        again.on(ConversationEvent.SaveTapped)
        val saved = field.record("measurement", again.state.saved!!.card!!).fields.associate { it.field to it.value }
        assertEquals(listOf("3;3;3;3", "1;5;5;5", null, "17;43"), listOf("guess", "own", "perceived", "part_seconds").map(saved::get))
        assertNull("the capture drops what was kept", field.keptForm(FormKind.CONVERSATION, siti))
    }

    @Test
    fun `everything that was told survives as text`() {
        var told = Told()
        val screen = talk()
        screen.on(ConversationEvent.CardTapped(0))
        for (event in listOf(
            ConversationEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)),
            ConversationEvent.ConsentGiven(0),
            ConversationEvent.CardPutAway(5),
            ConversationEvent.DirectionTapped(Direction.INCOMING),
            ConversationEvent.AnsweredAtOnceTapped(true),
            ConversationEvent.MediaTapped("pengeras suara; balai desa"),
            ConversationEvent.NothingTaughtTapped,
            ConversationEvent.ResultTapped(TaskKey(FollowUpKind.PROMISE, "2026-06-03", "titip. salam; ya"), FollowUpResult.DONE),
            ConversationEvent.ResultTapped(TaskKey(FollowUpKind.OTHER, "2026-06-03", null), FollowUpResult.DECLINED),
            ConversationEvent.ObjectionTapped(ObjectionCode.NO_TRUST),
            ConversationEvent.BridgeTapped(ObjectionCode.NO_TRUST, Bridge.ByArgument(Argument.FIGURES_EXAMPLE)),
            ConversationEvent.NextTapped(FollowUpKind.ANSWER),
        )) screen.on(event)
        told = screen.state.told
        // What was read aloud comes with the form again; which text it was is kept.
        val unread = told.copy(consent = told.consent?.copy(texts = emptyList()))
        assertEquals(unread, Told.fromFields(told.toFields()))
        assertEquals(told.consent?.given(), Told.fromFields(told.toFields()).consent?.given())
    }

    @Test
    fun `a consent that was taken back meanwhile is asked for again, and nothing that was told is lost`() {
        consented()
        val screen = talk()
        screen.on(ConversationEvent.CardTapped(0))
        assertEquals("nobody is asked twice", Step.CARD, screen.state.step)
        answer(screen, everyMs = 5_000)
        screen.on(ConversationEvent.CardPutAway(90_000))
        field.withdrawConsent(ConsentWithdrawal(siti, listOf(ConsentPurpose.MEASURE), ConsentMethod.VOICE, null, null, null))
        screen.on(ConversationEvent.SaveTapped)
        assertEquals(Failure.ConsentMissing(ConsentPurpose.MEASURE), screen.state.failure)
        assertTrue(Section.CARD in screen.state.unfolded)
        assertEquals(4, screen.state.told.card?.own?.size)
        screen.on(ConversationEvent.CardTapped(100_000))
        assertEquals(Step.CONSENT, screen.state.step)
        screen.on(ConversationEvent.Agreeing(ConsentEvent.MethodTapped(ConsentMethod.THUMB)))
        screen.on(ConversationEvent.ConsentGiven(101_000))
        assertEquals(CardPhase.DONE, screen.state.told.card?.phase)
        screen.on(ConversationEvent.CardPutAway(102_000))
        screen.on(ConversationEvent.SaveTapped)
        assertNotNull(screen.state.saved?.card)
        assertEquals(emptyList<CardFlag>(), screen.state.saved?.flags?.filter { it == CardFlag.TOO_FAST })
    }

    @Test
    fun `a question that waits is answered by the conversation that comes for it, and a promise is noted as kept`() {
        val asked = field.recordEncounter(EncounterInput(worker = siti, channel = Channel.WHATSAPP, direction = Direction.INCOMING)).record
        field.recordFollowUp(TaskInput(worker = siti, kind = FollowUpKind.PROMISE, due = "2026-06-03", about = "kartu"), null)
        val screen = talk(Brought(answers = asked))
        assertEquals(asked, screen.state.told.answers)
        assertEquals("by the way it came", Channel.WHATSAPP, screen.state.told.channel)
        assertTrue(Section.OPEN in screen.state.unfolded)
        assertEquals(emptyMap<String, String>(), screen.state.toFields())
        val task = TaskKey(screen.state.form!!.tasks.single().task)
        screen.on(ConversationEvent.ResultTapped(task, FollowUpResult.DONE))
        screen.on(ConversationEvent.SaveTapped)
        assertEquals(emptyList<String>(), field.today("2026-06-05").map { it.reason })
    }

    @Test
    fun `a next step without a day is said at its field and stays as it was told`() {
        val screen = talk()
        screen.on(ConversationEvent.NextTapped(FollowUpKind.PROMISE))
        screen.on(ConversationEvent.NextAboutTyped("menelepon"))
        screen.on(ConversationEvent.SaveTapped)
        assertEquals(Broken.DATE, screen.state.failure?.at("due"))
        assertEquals(NextTold(FollowUpKind.PROMISE, null, "menelepon"), screen.state.told.next)
        screen.on(ConversationEvent.NextDueTapped(screen.state.form!!.days[1].day))
        assertNull(screen.state.failure)
        screen.on(ConversationEvent.SaveTapped)
        assertNotNull(screen.state.saved?.nextStep)
    }

    @Test
    fun `somebody new is met by name, village and community, and those who are known are offered first`() {
        val core = Core({ field }, AT_ONCE, AT_ONCE)
        val screen = Screen(Meet(), core, MeetEvent::Failed, ::reduce).apply { enter {} }
        screen.on(MeetEvent.Entered)
        assertEquals(listOf("Siti Aminah"), screen.state.offered?.map { it.name })
        assertEquals(Segment.FISHER, screen.state.meeting?.segments?.first())
        screen.on(MeetEvent.NameTyped("siti am"))
        assertEquals(listOf("Siti Aminah"), screen.state.offered?.map { it.name })
        screen.on(MeetEvent.NameTyped("Budi Santoso"))
        assertEquals(emptyList<String>(), screen.state.offered?.map { it.name })
        screen.on(MeetEvent.NewTapped)
        screen.on(MeetEvent.SegmentTapped(Segment.FARMER))
        screen.on(MeetEvent.SaveTapped)
        val budi = field.record("worker", screen.state.met!!).fields.associate { it.field to it.value }
        assertEquals(listOf("Budi Santoso", "3374051003", "farmer"), listOf("name", "village", "segments").map(budi::get))
    }

    @Test
    fun `somebody new who was being told outlives a kill, a search is not kept, and saving drops it`() {
        val core = Core({ field }, AT_ONCE, AT_ONCE)
        fun meet() = Screen(Meet(), core, MeetEvent::Failed, ::reduce).apply { enter {} }
        val screen = meet()
        screen.on(MeetEvent.Entered)
        screen.on(MeetEvent.NameTyped("Budi Sa"))
        assertEquals(emptyMap<String, String>(), screen.state.toFields())
        screen.on(MeetEvent.NewTapped)
        screen.on(MeetEvent.SegmentTapped(Segment.FARMER))
        field.keepForm(FormKind.MEETING, null, screen.state.toFields()!!)
        val again = meet()
        again.on(MeetEvent.Restored(field.keptForm(FormKind.MEETING, null)!!))
        again.on(MeetEvent.Entered)
        assertEquals(screen.state.copy(meeting = null), again.state.copy(meeting = null))
        again.on(MeetEvent.NameTyped("Budi Santoso"))
        again.on(MeetEvent.SaveTapped)
        assertNotNull(again.state.met)
        assertNull(again.state.toFields())
        assertNull(field.keptForm(FormKind.MEETING, null))
    }

    private fun consented() {
        field.giveConsent(siti, ConsentInput(listOf(ConsentPurpose.MEASURE), ConsentMethod.THUMB, Language.INDONESIAN))
    }

    /** Guess, own and perceived view, one tap after the other. */
    private fun answer(screen: Screen<Conversation, ConversationEvent>, everyMs: Long) {
        var now = 0L
        repeat(3) {
            screen.on(ConversationEvent.PartBegun(now))
            repeat(4) {
                now += everyMs
                screen.on(ConversationEvent.CardAnswered(Answer(2u), now))
            }
        }
        assertEquals(CardPhase.DONE, screen.state.told.card?.phase)
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
        const val MESSAGES = "code,title,kind,frame,language,body,segments,answers\n" +
            "story-nelayan,Kapal Pak Darto,story,effort,id,Pak Darto tidak pulang melaut.,fisher,ngaluk;takdir\n" +
            "info-diskon,Iuran setengah,information,protection,id,Iuran dipotong separuh.,,cost\n" +
            "story-sawah,Sawah Bu Tin,story,family,id,Bu Tin jatuh di sawah.,farmer,takdir\n"

        /** Asks and draws on the test's own thread. */
        val AT_ONCE = Executor(Runnable::run)
    }
}
