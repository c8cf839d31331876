package id.perisai.shell.keys

import id.perisai.field.KeyVault
import id.perisai.field.Signer
import id.perisai.field.SoftwareSigner
import java.io.File
import java.io.FileOutputStream
import java.security.SecureRandom

/**
 * The two secrets of a store, 32 bytes each: the key that encrypts it, and the seed of the key that signs requests. Both are
 * drawn once, wrapped, and written to a folder that the system never backs up.
 */
class Secrets(private val folder: File, private val wrap: Wrap) {
    /** For opening the store. */
    val vault = object : KeyVault {
        override fun dataKey() = secret("data.key")
    }

    /** For signing requests. */
    fun signer(): Signer = SoftwareSigner.fromSeed(secret("signing.key"))

    private fun secret(name: String): ByteArray {
        val file = File(folder, name)
        if (file.isFile) return wrap.unwrap(file.readBytes())
        val secret = ByteArray(BYTES).also(SecureRandom()::nextBytes)
        folder.mkdirs()
        // Whole or not at all: a key that was used and is gone takes the store with it.
        val draft = File(folder, "$name.new")
        FileOutputStream(draft).use {
            it.write(wrap.wrap(secret))
            it.fd.sync()
        }
        check(draft.renameTo(file)) { "the key could not be put in its place" }
        return secret
    }

    private companion object {
        const val BYTES = 32
    }
}
