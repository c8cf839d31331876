package id.perisai.field

import id.perisai.field.core.FieldException
import id.perisai.field.core.PersonInput
import java.io.File
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A damaged store is set aside, and its work goes on. */
class DamagedStoreTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `what was captured before the damage reaches the branch once`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val network = HttpTransport(branch.address)
            val place = folder.newFolder("phone")
            val phone = Device(place, "A-07")
            phone.open().use { field ->
                field.enrol(branch.employ("A-07", "Rini", VILLAGE), network)
                field.recordWorker(PersonInput(name = "Siti Aminah", village = VILLAGE))
                field.sync(network)
                field.recordWorker(PersonInput(name = "Slamet Riyadi", village = VILLAGE))
                field.shutdown()
            }
            val store = File(place, "field.db")
            store.writeBytes(store.readBytes().also { it.fill(0, 0, 4096) })

            val found = assertThrows(FieldException.Corrupt::class.java) { phone.open() }
            assertArrayEquals(store.readBytes(), File(place, found.quarantinedTo).readBytes())
            phone.beginAgain(found.quarantinedTo).use { field ->
                assertEquals(2uL, field.pendingCount())
                field.sync(network)
                assertEquals(2uL to 2uL, field.totals().captured to field.totals().applied)
                field.shutdown()
            }
        }
    }

    private companion object {
        const val VILLAGE = "33.74.05.1003"
    }
}
