package id.perisai.shell.keys

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Wraps a secret, so that it may lie in a file. */
interface Wrap {
    /** The secret as it may be written. */
    fun wrap(secret: ByteArray): ByteArray

    /** The secret again; throws where it was wrapped by another key, or changed. */
    fun unwrap(wrapped: ByteArray): ByteArray

    /** Gives up the key, and makes another one on the next use. */
    fun renew()
}

/** AES-GCM by a key: the nonce, then the sealed secret. */
class AesGcm(private val giveUp: () -> Unit = {}, private val key: () -> SecretKey) : Wrap {
    override fun wrap(secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key())
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES))
        return cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
    }

    override fun renew() = giveUp()

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}

/** The key that the phone's key store keeps and never gives away. */
fun keystoreKey(): SecretKey {
    val store = KeyStore.getInstance(STORE).apply { load(null) }
    (store.getKey(ALIAS, null) as SecretKey?)?.let { return it }
    val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(256)
        .build()
    return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
}

/** Gives up that key: it is lost, or no longer to be used. */
fun giveUpKeystoreKey() = KeyStore.getInstance(STORE).apply { load(null) }.deleteEntry(ALIAS)

private const val STORE = "AndroidKeyStore"
private const val ALIAS = "perisai"
