package id.perisai.field

import id.perisai.field.core.FieldException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A native object ends when its owner says so; the collector is never waited for. */
class ReleaseTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `use releases the native object`() {
        val before = liveObjects()
        SoftwareSigner.fromSeed(randomBytes()).use { signer ->
            assertEquals(before + 1u, liveObjects())
            Field.open(folder.root.path, "A-07", VaultInMemory(randomBytes()), signer).use {
                assertEquals(before + 2u, liveObjects())
            }
            assertEquals(before + 1u, liveObjects())
        }
        assertEquals(before, liveObjects())
    }

    @Test
    fun `destroy releases the native object once, and a later call is refused by Kotlin`() {
        SoftwareSigner.fromSeed(randomBytes()).use { signer ->
            val before = liveObjects()
            val field = Field.open(folder.root.path, "A-07", VaultInMemory(randomBytes()), signer)
            field.destroy()
            assertEquals(before, liveObjects())
            field.destroy()
            assertEquals(before, liveObjects())
            assertThrows(IllegalStateException::class.java) { field.agent() }
        }
    }

    @Test
    fun `shutdown closes the store while the object lives on`() {
        val device = Device(folder.root, "A-07")
        device.open().use { field ->
            val before = liveObjects()
            field.shutdown()
            assertThrows(FieldException.Closed::class.java) { field.totals() }
            assertEquals("A-07", field.agent())
            assertEquals(before, liveObjects())
        }
        device.open().use { assertEquals(0uL, it.totals().captured) }
    }

    @Test
    fun `a store that does not open leaves no object behind`() {
        val device = Device(folder.root, "A-07")
        device.open().use { it.shutdown() }
        SoftwareSigner.fromSeed(randomBytes()).use { signer ->
            val before = liveObjects()
            assertThrows(FieldException.WrongKey::class.java) {
                Field.open(folder.root.path, "A-07", VaultInMemory(randomBytes()), signer)
            }
            assertEquals(before, liveObjects())
        }
    }
}
