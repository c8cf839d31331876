package id.perisai.shell.keys

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.security.GeneralSecurityException
import java.security.ProviderException
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

class WrapTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val key: SecretKey = SecretKeySpec(ByteArray(32) { 7 }, "AES")

    @Test
    fun `a secret comes back by its own key, and by no other and not when changed`() {
        val wrapped = AesGcm { key }.wrap(SECRET)
        assertArrayEquals(SECRET, AesGcm { key }.unwrap(wrapped))
        assertFalse("two wraps differ", wrapped.contentEquals(AesGcm { key }.wrap(SECRET)))
        assertThrows(GeneralSecurityException::class.java) { AesGcm { SecretKeySpec(ByteArray(32) { 8 }, "AES") }.unwrap(wrapped) }
        wrapped[wrapped.size - 1] = (wrapped.last() + 1).toByte()
        assertThrows(GeneralSecurityException::class.java) { AesGcm { key }.unwrap(wrapped) }
    }

    @Test
    fun `the key is drawn in the chip where there is one, and without it where there is none`() {
        val asked = mutableListOf<Boolean>()
        drawnOnce(28) { inChip -> key.also { asked += inChip } }
        assertEquals(listOf(true), asked)
        asked.clear()
        drawnOnce(34) { inChip -> asked += inChip; if (inChip) throw ProviderException("no such chip") else key }
        assertEquals(listOf(true, false), asked)
        asked.clear()
        drawnOnce(26) { inChip -> key.also { asked += inChip } }
        assertEquals("Android 8 knows no chip", listOf(false), asked)
    }

    private companion object {
        val SECRET = ByteArray(32) { it.toByte() }
    }
}
