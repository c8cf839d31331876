package id.perisai.shell.keys

import java.io.File
import java.security.GeneralSecurityException
import java.security.KeyStoreException
import javax.crypto.spec.SecretKeySpec
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What the hardware wraps for a lock. */
class HardwareSecretTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val files get() = folder.root.listFiles()!!.map(File::getName).sorted()

    @Test
    fun `it is drawn once, and never written as it is`() {
        val secret = secret(7).dataKey()
        assertEquals(32, secret.size)
        assertArrayEquals(secret, secret(7).dataKey())
        assertEquals(listOf("hardware.key"), files)
        val written = File(folder.root, "hardware.key").readBytes()
        assertFalse(secret.toList() in written.toList().windowed(secret.size))
    }

    @Test
    fun `where the key is another, nothing is given and nothing touched, until it is renewed`() {
        val secret = secret(7).dataKey()
        val written = File(folder.root, "hardware.key").readBytes()
        assertThrows(GeneralSecurityException::class.java) { secret(8).dataKey() }
        assertArrayEquals(written, File(folder.root, "hardware.key").readBytes())

        secret(8).renew()
        assertFalse(secret.contentEquals(secret(8).dataKey()))
        assertEquals(listOf("hardware.key", "hardware.key.lost-1"), files)
        // The hardware may come back: what it wrapped is still there.
        assertArrayEquals(written, File(folder.root, "hardware.key.lost-1").readBytes())
        secret(8).renew()
        assertEquals(listOf("hardware.key", "hardware.key.lost-1", "hardware.key.lost-2"), files)
    }

    @Test
    fun `a key that wraps nothing any more is given up`() {
        var isBroken = true
        val wrap = AesGcm({ isBroken = false }) { if (isBroken) throw KeyStoreException() else key(9) }
        HardwareSecret(folder.root, wrap).renew()
        assertFalse(isBroken)
        assertEquals(32, HardwareSecret(folder.root, wrap).dataKey().size)
    }

    private fun secret(byte: Byte) = HardwareSecret(folder.root, AesGcm { key(byte) })

    private fun key(byte: Byte) = SecretKeySpec(ByteArray(32) { byte }, "AES")
}
