package id.perisai.field

import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.DiscountSector
import id.perisai.field.core.FieldException
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Programmes
import id.perisai.field.core.QuoteInput
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import id.perisai.field.core.Rule as Breach

/** What crosses from Rust, and how it reads here. */
class GeneratedTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val quote = QuoteInput(
        programmes = Programmes.JKK_JKM,
        startMonth = "2026-06",
        periodMonths = 12u,
        declaredIncome = 1_000_000,
        discountSector = DiscountSector.NON_TRANSPORT,
        payer = Payer.WORKER,
        paymentDate = "2026-06-03",
    )

    @Test
    fun `a quote crosses with its months as text and its money as whole rupiah`() {
        Device(folder.root, "A-07").open().use { field ->
            val answer = field.quote(quote)
            assertEquals(142_800L, answer.total)
            assertEquals("2026-06", answer.lines.first().month)
            assertEquals(24, answer.lines.size)
        }
    }

    @Test
    fun `a breach names the field of the form and the rule`() {
        Device(folder.root, "A-07").open().use { field ->
            for ((input, name) in listOf(
                quote.copy(startMonth = "June") to "start_month",
                quote.copy(paymentDate = "2026-02-30") to "payment_date",
            )) {
                val error = assertThrows(FieldException.Invalid::class.java) { field.quote(input) }
                assertEquals(name, error.field)
                assertEquals(Breach.DATE, error.rule)
            }
            assertThrows(FieldException.NotFound::class.java) { field.story("no id at all") }
        }
        assertThrows(FieldException.Invalid::class.java) { Device(folder.root, "a space").open() }
    }

    @Test
    fun `a person prints as the name of the type, and a message as its size`() {
        assertEquals("PersonInput { .. }", PersonInput(name = "Siti Aminah", nik = "3374051501900001").toString())
        val request = TransportRequest("/v1/exchange", mapOf("signature" to "abc"), byteArrayOf(1, 2, 3))
        assertEquals("POST /v1/exchange (3 bytes)", request.toString())
    }

    @Test
    fun `the texts to read aloud are the core's`() {
        Device(folder.root, "A-07").open().use { field ->
            val reading = field.consentText(ConsentPurpose.ENROL, Language.INDONESIAN)
            assertTrue(reading.text.startsWith("Kami minta izin") && reading.closing.isNotBlank())
        }
    }

    @Test
    fun `documentation written in Rust reaches Kotlin`() {
        val sources = File(System.getenv("PERISAI_KOTLIN_SOURCES"))
        val words = { file: String -> File(sources, file).readText().replace(Regex("""\s*\n\s*\*\s*"""), " ") }
        assertTrue("A capture is durable when its method returns" in words("id/perisai/field/perisai_bindings.kt"))
        assertTrue("The phone has no room left" in words("id/perisai/field/core/perisai_core.kt"))
    }
}
