package id.perisai.field

import java.io.File
import java.security.SecureRandom

/** A phone as tests have it: a folder for the store, and keys that live in memory. */
class Device(private val folder: File, private val agent: String) {
    private val dataKey = randomBytes()
    private val seed = randomBytes()

    fun open(dataKey: ByteArray = this.dataKey): Field =
        Field.open(folder.path, agent, VaultInMemory(dataKey), SoftwareSigner.fromSeed(seed))
}

/** On a phone, the key store unwraps the key. */
class VaultInMemory(private val key: ByteArray) : KeyVault {
    override fun dataKey() = key
}

fun randomBytes() = ByteArray(32).also(SecureRandom()::nextBytes)
