package id.perisai.shell.day

import id.perisai.field.Branch
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.Transport
import id.perisai.field.core.AttendanceInput
import id.perisai.field.core.Barrier
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
import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FigureInput
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FormKind
import id.perisai.field.core.ForumInput
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.Language
import id.perisai.field.core.NewAttendeeInput
import id.perisai.field.core.NextStepInput
import id.perisai.field.core.NominationInput
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.ObjectionInput
import id.perisai.field.core.ObjectionOutcome
import id.perisai.field.core.PartnerInput
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.Payer
import id.perisai.field.core.Programmes
import id.perisai.field.core.RegisterInput
import id.perisai.field.core.RelationshipInput
import id.perisai.field.core.Stage
import id.perisai.field.core.SupportInput
import id.perisai.field.core.SupportKind
import id.perisai.field.core.Wave
import id.perisai.shell.register.Cash
import id.perisai.shell.register.Place
import id.perisai.shell.register.Typed
import id.perisai.shell.register.toFields
import java.io.File

/**
 * A day of two agents in one village, with invented people: through the real core and a real branch, whose clock stands in the
 * morning of the tests' day. The same seed makes the same day.
 *
 * Rini's phone is the one that is looked at. Hers are a membership that ends soon and one that has ended, a forum, cards, whom
 * workers named, a conflict and a duplicate with Budi, and a registration that the branch rejects.
 */
class Day(private val folder: File, private val branch: Branch, seed: Int = 7) {
    private val people = people(seed)

    /** Whom the branch knew in the morning, by the label of its list. */
    private val known = (1..8).associate { "k%02d".format(it) to people.next() }

    /** Where phones reach the branch. */
    val address get() = branch.address

    /** What there is to look at, by what it is. */
    val seen = mutableMapOf<String, String>()

    /** The branch publishes, employs, and knows some workers. Returns the codes for Rini's phone and for Budi's. */
    fun morning(): Pair<String, String> {
        val by = arrayOf("--by", "admin", "--reason", "the office's morning")
        branch.office("publish", "messages", file("messages.csv", MESSAGES), *by)
        branch.office("publish", "targets", file("targets.csv", TARGETS), *by)
        val rows = known.map { (label, person) ->
            "$label,${person.name},${person.nik},${person.birthDate},${person.sex.name.lowercase()},${person.phone},$VILLAGE,${person.trade.segment.name.lowercase()}"
        }
        val header = "worker,name,nik,birth_date,sex,phone,village,occupation"
        branch.office("import-workers", file("workers.csv", (listOf(header) + rows).joinToString("\n", postfix = "\n")), *by)
        branch.office("memberships", file("memberships.csv", MEMBERSHIPS), *by)
        return branch.employ(RINI, "Rini Handayani", VILLAGES) to branch.employ(BUDI, "Budi Prasetyo", VILLAGES)
    }

    /** Rini works through the day, and Budi beside her; both have been enrolled and hold what the branch has. */
    fun work(rini: Field, budi: Field) {
        val network = HttpTransport(address)
        rini.sync(network)
        budi.sync(network)
        val (siti, slamet) = List(2) { people.next() }
        register(rini, siti)
        val event = forum(rini, siti)
        conversations(rini, event)
        figures(rini)
        disagree(rini, budi, slamet)
        budi.sync(network)
        rini.sync(network)
        rejected(rini, network)
        waiting(rini)
        begin(rini, people.next())
    }

    /** Somebody registers with cash in hand. */
    private fun register(rini: Field, person: Person) {
        val registered = rini.register(registering(person, months = 3u, cash = true))
        seen["worker"] = registered.worker
    }

    private fun forum(rini: Field, person: Person): String {
        val planned = EventInput(kind = EventKind.FORUM, startsAtMs = EVENING_MS, place = "Balai RW 3", village = VILLAGE)
        val event = rini.recordEvent(planned).record
        val came = List(6) { people.next() }
        rini.runForum(
            event,
            ForumInput(
                known = listOf(AttendanceInput(seen.getValue("worker"))),
                new = came.map { NewAttendeeInput(name = it.name, village = VILLAGE, segment = it.trade.segment) },
                anonymousHeadcount = 14u,
                notes = "Ditunggu cerita ${person.name.substringBefore(' ')} di forum berikut.",
            ),
        )
        seen["event"] = event
        return event
    }

    /** Workers answer the card, each their own way; some name whom they trust. */
    private fun conversations(rini: Field, event: String) {
        val workers = rini.workers(null, 50u).workers.map { it.worker }
        for ((number, worker) in workers.withIndex()) {
            val shift = (number % 3).toUInt()
            rini.recordConversation(
                ConversationInput(
                    encounter = EncounterInput(
                        worker = worker, event = event.takeIf { number % 4 == 0 }, channel = Channel.FACE_TO_FACE,
                        direction = Direction.OUTGOING, minutes = 12u, barriers = listOf(Barrier.IRREGULAR_INCOME),
                        teachBack = 2u, intent = 3u,
                    ),
                    objections = listOf(
                        ObjectionInput(
                            code = if (number % 2 == 0) ObjectionCode.TAKDIR else ObjectionCode.NGALUK,
                            quote = "Umur ada di tangan Yang Kuasa.",
                            outcome = ObjectionOutcome.SOFTENED,
                        ),
                    ),
                    consent = agrees(ConsentPurpose.MEASURE, ConsentPurpose.NOMINATE, ConsentPurpose.REMIND),
                    card = CardInput(
                        guess = listOf(2u, 2u, 3u, 3u),
                        own = listOf(2u + shift, 3u, 4u - shift, 4u),
                        perceived = listOf(4u, 5u, 4u, 4u - shift),
                        wave = Wave.BASELINE,
                        partSeconds = listOf(21u, 44u, 70u),
                    ),
                    nextStep = NextStepInput(kind = FollowUpKind.PROMISE, due = "2026-06-04", about = "membawa kartu keluarga")
                        .takeIf { number == 1 },
                ),
            )
        }
    }

    private fun figures(rini: Field) {
        fun figure(name: String, role: FigureRole) =
            rini.recordFigure(FigureInput(name, listOf(role), VILLAGE, null), IdentifiedBy.NOMINATION).record
        val chair = figure("Bu Sri Mulyani", FigureRole.ENTERPRISE_CHAIR)
        val preacher = figure("Pak Kyai Hasan", FigureRole.RELIGIOUS_LEADER)
        val head = figure("Pak RT Darto", FigureRole.RT_RW)
        seen["figure"] = chair
        val respondents = rini.workers(null, 50u).workers.map { it.worker }
        for ((number, respondent) in respondents.withIndex()) {
            val asked = NominationQuestion.entries.first()
            val named = listOf(chair, if (number % 2 == 0) preacher else head)
            rini.nominate(respondent, named.mapIndexed { rank, figure -> NominationInput(asked, (rank + 1).toUInt(), figure) })
        }
        val cooperative = rini.recordPartner(PartnerInput("Koperasi Nelayan Mina Jaya", PartnerKind.COOPERATIVE, village = VILLAGE)).record
        rini.recordSupport(SupportInput(cooperative, SupportKind.CONTRIBUTION, rupiah = 1_680_000, quota = 100u, firstDay = "2026-06-01"))
        rini.noteRelationship(chair, RelationshipInput(Stage.entries[2], trust = 4u, promisesMade = 2u, promisesKept = 1u))
    }

    /** Both correct one field of somebody, and both register somebody, each not knowing of the other. */
    private fun disagree(rini: Field, budi: Field, person: Person) {
        val somebody = known.getValue("k03")
        val worker = rini.search(somebody.name).first { it.name == somebody.name }.worker
        rini.editWorker(worker, listOf(FieldEdit("birth_date", "1970-02-03")), "dibacakan dari KTP")
        budi.editWorker(worker, listOf(FieldEdit("birth_date", "1970-03-02")), "menurut keluarganya")
        budi.register(registering(person, months = 3u, cash = false))
        val spelled = person.met(VILLAGE).copy(name = person.name.uppercase())
        rini.register(registering(person, months = 3u, cash = false).copy(person = spelled))
    }

    /** The branch has published other periods this morning, and the phone has not heard of it. */
    private fun rejected(rini: Field, network: Transport) {
        val tariff = File(System.getProperty("basedir"), "../../core/data/tariff.json").readText()
            .replace("\"version\": \"2026-01-01\"", "\"version\": \"2026-06-03\"").replace("[1, 3, 6, 12]", "[3, 6, 12]")
        branch.office(
            "publish", "tariff", file("tariff.json", tariff), "--valid-from", "2026-06-03", "--source", "rehearsed",
            "--by", "admin", "--reason", "the new regulation",
        )
        rini.register(registering(people.next(), months = 1u, cash = false))
        rini.sync(network)
        rini.rejected().firstOrNull()?.let { seen["rejected"] = it.change }
        rini.attention().firstOrNull { it.field == "birth_date" }?.let { seen["conflict"] = it.about }
        rini.records("message", null, 1u).firstOrNull()?.let { seen["message"] = it.record }
        seen["known"] = rini.search(known.getValue("k01").name).first().worker
    }

    /** Captured since: it waits on the phone. */
    private fun waiting(rini: Field) {
        val person = people.next()
        val worker = rini.recordWorker(person.met(VILLAGE)).record
        val asking = EncounterInput(worker = worker, channel = Channel.WHATSAPP, direction = Direction.INCOMING)
        seen["encounter"] = rini.recordEncounter(asking).record
    }

    /** A registration that is being typed: it is no capture yet. */
    private fun begin(rini: Field, person: Person) {
        val typed = Typed(
            texts = mapOf(
                Place.NIK to person.nik, Place.NAME to person.name, Place.BIRTH_DATE to person.birthDate.split('-').reversed().joinToString("-"),
                Place.PHONE to person.phone, Place.OCCUPATION to person.trade.word, Place.INCOME to "1500000",
            ),
            sex = person.sex, village = VILLAGE.filter(Char::isDigit), periodMonths = 3u, startMonth = "2026-06",
            agreed = setOf(ConsentPurpose.ENROL), language = Language.JAVANESE, cash = Cash.AS_QUOTED,
        )
        rini.keepForm(FormKind.REGISTRATION, null, typed.toFields())
    }

    private fun registering(person: Person, months: UInt, cash: Boolean): RegisterInput {
        val input = RegisterInput(
            person = person.met(VILLAGE), programmes = Programmes.JKK_JKM, periodMonths = months, startMonth = "2026-06",
            payer = Payer.WORKER, consent = agrees(ConsentPurpose.ENROL),
        )
        // Half of 16.800 a month, as the tariff of the day has it; the quote on the screen is the core's.
        return if (cash) input.copy(cash = 8_400L * months.toLong()) else input
    }

    private fun agrees(vararg purposes: ConsentPurpose) =
        ConsentInput(purposes.toList(), ConsentMethod.THUMB, Language.JAVANESE)

    private fun file(name: String, text: String) = File(folder, name).apply { writeText(text) }.path

    companion object {
        const val RINI = "A-07"
        const val BUDI = "A-08"
        const val VILLAGE = "33.74.05.1003"
        private const val VILLAGES = "33.74.05.1003;33.74.05.1004"

        /** 3 June 2026, 19:00 in Semarang. */
        private const val EVENING_MS = 1_780_488_000_000

        private const val MESSAGES = """code,title,kind,functions,frame,style,language,body,fact_check,segments,answers,active
story-nelayan,Kapal Pak Darto,story,persuasion,effort,tetangga bercerita,id,"Pak Darto tidak pulang melaut. Bu Darto tetap bisa menyekolahkan anak.","Bidang kepesertaan, 2026-05-15",fisher,ngaluk;takdir,true
story-pasar,Lapak nomor 14,story,persuasion,family,pedagang bercerita,id,"Bu Tin jatuh di tangga pasar. Rumah sakit sudah dibayar, lapak tetap buka.","Bidang kepesertaan, 2026-05-15",market_trader,no_trust;cost;not_relevant,true
anim-ikhtiar,Ikhtiar dan pasrah,animation,persuasion;education,effort,dua kakak beradik,id,"Mengikat perahu dulu, baru pasrah.","Bidang kepesertaan, 2026-05-15",,takdir,true
"""
        private const val TARGETS = """month,village,segment,measure,target
2026-06,33.74.05.1003,,encounters,40
2026-06,33.74.05.1003,,cards,20
2026-06,33.74.05.1003,,submitted,12
"""
        private const val MEMBERSHIPS = """worker,status,covered_from,covered_to,months_paid,autodebit
k01,active,2026-01-01,2026-06-10,2026-01:self;2026-02:self;2026-03:self;2026-04:self;2026-05:self,false
k02,active,2026-03-01,2026-05-31,2026-03:self;2026-04:self;2026-05:self,false
k04,active,2026-04-01,2026-12-31,2026-04:self;2026-05:self,false
"""
    }
}
