package id.perisai.shell.words

import id.perisai.field.core.*
import id.perisai.shell.Failure
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import java.io.File
import java.net.JarURLConnection

@RunWith(RobolectricTestRunner::class)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in")
class WordsTest {
    private val resources get() = RuntimeEnvironment.getApplication().resources

    @Test
    fun `everything that the core chooses from has words, each its own, in both languages`() {
        for (language in listOf("+in", "+en")) {
            RuntimeEnvironment.setQualifiers(language)
            for ((list, words) in LISTS) {
                val said = words.map(resources::getString)
                assertTrue("$list: $said", said.none(String::isBlank))
                assertEquals("$list: two things are called the same", said.size, said.toSet().size)
            }
        }
    }

    @Test
    fun `no list of the core was forgotten`() {
        assertEquals(emptySet<String>(), enumsOfCore() - LISTS.keys - SAID_BY_ONE_SCREEN - SAID_BY_THE_CORE - NEVER_SAID)
    }

    @Test
    fun `every field and kind of a record is called something`() {
        val folder = File("../../core/src/domain/kinds")
        val declared = folder.listFiles().orEmpty().map(File::readText)
        val kinds = declared.flatMap { KIND.findAll(it).map { found -> found.groupValues[1] } }
        assertTrue("the kinds were found", kinds.size > 20)
        assertEquals(emptyList<String>(), kinds.filter { kindWords(it) == R.string.kind_other })
        val fields = declared.flatMap { FIELD.findAll(it).map { found -> found.groupValues[1] } }.toSet()
        assertTrue("the fields were found", fields.size > 100)
        assertEquals(emptyList<String>(), fields.filter { fieldWords(it) == R.string.field_other })
    }

    @Test
    fun `a field inside another is called by what is known of it`() {
        assertEquals(R.string.field_nik, fieldWords("0.nik"))
        assertEquals(R.string.field_segments, fieldWords("segments.fisher"))
        assertEquals(R.string.field_quote_registration, fieldWords("quote", "registration"))
    }

    @Test
    fun `days and money are said as people say them`() {
        assertEquals("3 Juni 2026", spoken(resources, "2026-06-03"))
        assertEquals("3 Juni", spokenWithoutYear(resources, "2026-06-03"))
        assertEquals("Desember 2026", spokenMonth(resources, "2026-12"))
        assertEquals("3 Juni 2026, 17.42", spoken(resources, Moment(0, "2026-06-03", "17:42")))
        assertEquals("17.42", spoken(resources, Moment(0, "", "17:42")))
        for (none in listOf("", "kemarin", "2026-13-01", "2026-06")) assertEquals(none, spoken(resources, none))
        assertEquals("Rp\u00A0142.800", rupiah(142_800))
        assertEquals("Rp\u00A00", rupiah(0))
        assertEquals("−Rp\u00A01.000.000", rupiah(-1_000_000))
        assertEquals("999", counted(999))
        assertEquals("12.500", counted(12_500))
        RuntimeEnvironment.setQualifiers("+en")
        assertEquals("3 June 2026, 17:42", spoken(resources, Moment(0, "2026-06-03", "17:42")))
    }

    @Test
    fun `a failure says what to do and never what was typed`() {
        assertEquals("NIK: NIK harus 16 angka. Cocokkan dengan KTP.", sentence(resources, Failure.Invalid("nik", Rule.NIK_LENGTH)))
        assertEquals("Belum ada persetujuan untuk: Didaftarkan. Bacakan teksnya, lalu tanyakan.", sentence(resources, Failure.ConsentMissing(ConsentPurpose.ENROL)))
        assertTrue(sentence(resources, Failure.Internal("journal_gap")).contains("journal_gap"))
        val each = FAILURES.map { sentence(resources, it) }
        assertEquals("each failure has words of its own", each.size, each.toSet().size)
        assertFalse(each.any { it.contains("%") })
    }

    /** The names of the enums that the library exports, as they lie beside one that is known. */
    private fun enumsOfCore(): Set<String> {
        val folder = "id/perisai/field/core/"
        val one = checkNotNull(javaClass.classLoader?.getResource(folder + "Sex.class")) { "the core's classes are not there" }
        val names = when (val connection = one.openConnection()) {
            is JarURLConnection -> connection.jarFile.entries().toList().map { it.name }.filter { it.startsWith(folder) }
            else -> File(one.toURI()).parentFile.list().orEmpty().toList()
        }
        val classes = names.map { it.substringAfterLast('/') }.filter { it.endsWith(".class") && '$' !in it }.map { it.removeSuffix(".class") }
        val enums = classes.filter { Class.forName("id.perisai.field.core.$it", false, Sex::class.java.classLoader).isEnum }
        assertTrue("the core's enums were found", enums.size > 40)
        return enums.filterNot { it.startsWith("Uniffi") }.toSet()
    }

    private companion object {
        val KIND = Regex("""pub struct \w+: "(\w+)" \{""")
        val FIELD = Regex("""(?m)^ {8}(\w+): [^\n]*=> Policy""")

        /** What only one screen speaks of, in words of its own. */
        val SAID_BY_ONE_SCREEN = setOf("CardFlag", "EventTime", "FieldInput")

        /** What the core says itself, in the language of the screen: reports, their figures and how far these can be trusted. */
        val SAID_BY_THE_CORE = setOf(
            "Dimension", "FigureStatus", "FindingKind", "FunnelStep", "Measure", "MeasureUnit", "ReportName", "State", "WhyLeftOut",
        )

        /** What the shell tells the core, or goes by, and nobody reads. */
        val NEVER_SAID = setOf("BegunWith", "DiscountBasis", "HolidayKind", "OpenStep", "ReportLanguage", "Retained", "Zone")

        val LISTS: Map<String, List<Int>> = mapOf(
            list<NikWarning> { warningWords("nik_${it.name.lowercase()}") },
            list<Sex>(::words),
            list<Segment>(::words),
            list<EconomicClass>(::words),
            list<DiscountSector>(::words),
            list<Payer>(::words),
            list<Programme>(::words),
            list<Programmes>(::words),
            list<ConsentPurpose>(::words),
            list<ConsentAction>(::words),
            list<ConsentMethod>(::words),
            list<Language>(::words),
            list<CardSense>(::words),
            list<Weekday>(::words),
            list<Channel>(::words),
            list<Direction>(::words),
            list<WhomAsked>(::words),
            list<Barrier>(::words),
            list<ObjectionCode>(::words),
            list<ObjectionKind>(::words),
            list<ObjectionOutcome>(::words),
            list<Argument>(::words),
            list<Side>(::words),
            list<Wave>(::words),
            list<MessageKind>(::words),
            list<MessageFunction>(::words),
            list<Frame>(::words),
            list<Fit>(::words),
            list<EventKind>(::words),
            list<FigureRole>(::words),
            list<IdentifiedBy>(::words),
            list<NominationQuestion>(::words),
            list<Stage>(::words),
            list<PartnerKind>(::words),
            list<SupportKind>(::words),
            list<FollowUpKind>(::words),
            list<FollowUpResult>(::words),
            list<GapCause>(::words),
            list<TargetMeasure>(::words),
            list<TrainingModule>(::words),
            list<RecordStatus>(::words),
            list<AttentionKind>(::words),
            list<AttemptEnd>(::words),
            list<WhySync>(::words),
            list<ClockLooks>(::words),
            list<CapturedAs>(::words),
            list<BranchAsk>(::words),
            list<DueOpens>(::words),
            list<RegistrationStatus>(::words),
            list<FailureCause>(::words),
            list<ReceiptStatus>(::words),
            list<MembershipStatus>(::words),
            list<ConflictKind>(::words),
            list<ConflictStatus>(::words),
            list<AgentRole>(::words),
            list<AgentStatus>(::words),
            list<FormKind>(::words),
            list<RecoveryState>(::words),
            list<Rule>(::words),
            list<WhyRefused>(::words),
            list<LikenessReason>(::words),
            list<Remedy>(::words),
        )

        inline fun <reified E : Enum<E>> list(words: (E) -> Int): Pair<String, List<Int>> =
            E::class.java.simpleName to enumValues<E>().map(words)

        val FAILURES: List<Failure> = listOf(
            Failure.NoNetwork, Failure.NotUnderstood, Failure.NotEnrolled, Failure.OtherAgent, Failure.StorageFull, Failure.StorageFails(5),
            Failure.Locked, Failure.WrongKey, Failure.Damaged("store-1"), Failure.NewerSchema, Failure.TooManyPending, Failure.NotFound, Failure.Closed,
            Failure.Cancelled, Failure.Internal("journal_gap"), Failure.ConsentMissing(ConsentPurpose.ENROL),
            Failure.Invalid("nik", Rule.NIK_LENGTH), Failure.WarningUnacknowledged(listOf("nik_sex_disagrees")),
        ) + WhyRefused.values().map { Failure.Refused(it) }
    }
}
