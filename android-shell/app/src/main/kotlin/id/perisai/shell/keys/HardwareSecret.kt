package id.perisai.shell.keys

import id.perisai.field.KeyVault
import java.io.File
import java.io.FileOutputStream
import java.security.GeneralSecurityException
import java.security.SecureRandom

/**
 * The 32 bytes that the phone's hardware gives to the lock of a store: drawn once, wrapped, and written to a folder that the
 * system never backs up. With a PIN they open nothing alone; they never change, whatever becomes of the PIN.
 *
 * @param folder the lock's own: it makes the names of its files durable, this one's among them, before it relies on them
 */
class HardwareSecret(private val folder: File, private val wrap: Wrap) : KeyVault {
    private val file get() = File(folder, NAME)

    override fun dataKey(): ByteArray = if (file.isFile) wrap.unwrap(file.readBytes()) else draw()

    /**
     * After the hardware lost its key, and before the branch is asked for the keys: draws other bytes. What was wrapped is
     * set aside, not deleted.
     */
    fun renew() {
        if (file.isFile) {
            val aside = generateSequence(1) { it + 1 }.map { File(folder, "$NAME.lost-$it") }.first { !it.exists() }
            check(file.renameTo(aside)) { "the wrapped secret could not be set aside" }
        }
        try {
            draw()
        } catch (_: GeneralSecurityException) {
            wrap.renew()
            draw()
        }
    }

    private fun draw(): ByteArray {
        val secret = ByteArray(BYTES).also(SecureRandom()::nextBytes)
        folder.mkdirs()
        // Whole or not at all: without it the lock does not open.
        val draft = File(folder, "$NAME.new")
        FileOutputStream(draft).use {
            it.write(wrap.wrap(secret))
            it.fd.sync()
        }
        check(draft.renameTo(file)) { "the wrapped secret could not be put in its place" }
        return secret
    }

    private companion object {
        const val BYTES = 32
        const val NAME = "hardware.key"
    }
}
