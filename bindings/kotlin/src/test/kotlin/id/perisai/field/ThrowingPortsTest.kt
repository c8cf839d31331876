package id.perisai.field

import com.sun.jna.Native
import id.perisai.field.core.ClockReading
import id.perisai.field.core.FieldException
import id.perisai.field.core.OpenStep
import id.perisai.field.core.PersonInput
import id.perisai.field.core.WhyRefused
import java.io.IOException
import java.io.PrintWriter
import java.io.StringWriter
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What a shell throws becomes an answer that a screen can act on, and its text goes nowhere. */
class ThrowingPortsTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val secret = "branch-17.example refused 3374051501900001"

    @Test
    fun `a transport that throws is a network error worth trying again, without the exception's text`() {
        Device(folder.root, "A-07").open().use { field ->
            for (thrown in listOf(IOException(secret), IllegalStateException(secret), PortException.Unavailable())) {
                val error = assertThrows(FieldException.Network::class.java) {
                    field.enrol("0".repeat(32), throwing(thrown))
                }
                assertTrue(error.retryable)
                assertEquals("retryable=true", error.message)
                assertFalse(wholeText(error), wholeText(error).contains(secret))
            }
        }
    }

    @Test
    fun `a transport that dies of an error is a network error too, and JNA's handler is told`() {
        val told = mutableListOf<Throwable>()
        val usual = Native.getCallbackExceptionHandler()
        Native.setCallbackExceptionHandler { _, thrown -> told += thrown }
        try {
            Device(folder.root, "A-07").open().use { field ->
                val died = AssertionError(secret)
                val error = assertThrows(FieldException.Network::class.java) {
                    field.enrol("0".repeat(32), throwing(died))
                }
                assertFalse(wholeText(error), wholeText(error).contains(secret))
                assertEquals(listOf<Throwable>(died), told)
            }
        } finally {
            Native.setCallbackExceptionHandler(usual)
        }
    }

    @Test
    fun `a key vault that throws or answers nonsense leaves the store untouched`() {
        val device = Device(folder.root, "A-07")
        device.open().use { }
        val before = folder.root.walk().filter { it.isFile }.associate { it.name to it.readBytes().toList() }
        assertThrows(FieldException.WrongKey::class.java) { device.open(randomBytes()) }
        assertThrows(FieldException.WrongKey::class.java) { device.open(ByteArray(31)) }
        val locked = object : KeyVault {
            override fun dataKey() = throw IOException(secret)
        }
        assertThrows(FieldException.WrongKey::class.java) {
            Field.open(folder.root.path, "A-07", locked, SoftwareSigner.fromSeed(randomBytes()))
        }
        val after = folder.root.walk().filter { it.isFile }.associate { it.name to it.readBytes().toList() }
        assertEquals(before, after)
    }

    @Test
    fun `a signer without a key is refused before anything is opened`() {
        val locked = object : Signer {
            override fun publicKey() = throw IOException(secret)
            override fun sign(message: ByteArray) = throw IOException(secret)
        }
        val error = assertThrows(FieldException.Refused::class.java) {
            Field.open(folder.root.path, "A-07", VaultInMemory(randomBytes()), locked)
        }
        assertEquals(WhyRefused.SIGNING_KEY, error.why)
        assertEquals(emptyList<String>(), folder.root.list()!!.toList())
        assertThrows(FieldException.Refused::class.java) { SoftwareSigner.fromSeed(ByteArray(31)) }
    }

    @Test
    fun `opening goes on although its progress and its clock throw`() {
        val steps = mutableListOf<OpenStep>()
        val progress = object : OpenProgress {
            override fun step(step: OpenStep) {
                steps += step
                throw IllegalStateException(secret)
            }
        }
        val clock = object : Clock {
            override fun now(): ClockReading = throw IllegalStateException(secret)
        }
        Field.open(
            folder.root.path, "A-07", VaultInMemory(randomBytes()), SoftwareSigner.fromSeed(randomBytes()), clock, progress,
        ).use { field ->
            assertEquals(listOf(OpenStep.UNLOCK, OpenStep.MIGRATE, OpenStep.READY), steps)
            // The clock is read, and its stand-in answers: what is missing is the enrolment.
            assertThrows(FieldException.NotEnrolled::class.java) { field.recordWorker(PersonInput(name = "Siti")) }
        }
    }

    private fun throwing(thrown: Throwable) = object : Transport {
        override fun send(request: TransportRequest, bytesMax: ULong) = throw thrown
    }

    private fun wholeText(error: Throwable) =
        StringWriter().also { error.printStackTrace(PrintWriter(it, true)) }.toString()
}
