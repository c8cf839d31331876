package id.perisai.shell.keys

import android.annotation.SuppressLint
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.KeyStore
import java.security.ProviderException
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

/**
 * The key that the phone's key store keeps and never gives away; in a chip of its own where the phone has one.
 *
 * It may be used while the phone is locked: what is saved is sent in the background from a pocket. That nobody but the agent
 * opens the app is the PIN's part.
 */
fun keystoreKey(): SecretKey {
    val store = KeyStore.getInstance(STORE).apply { load(null) }
    (store.getKey(ALIAS, null) as SecretKey?)?.let { return it }
    return drawnOnce(Build.VERSION.SDK_INT, ::drawn)
}

/**
 * Draws the key in a chip of its own (StrongBox, from Android 9), and in the trusted part of the phone's processor where there
 * is no such chip, or where it is full or does not know this kind of key.
 *
 * @param draw makes the key; told whether in the chip
 */
internal fun drawnOnce(version: Int, draw: (inChip: Boolean) -> SecretKey): SecretKey {
    if (version < Build.VERSION_CODES.P) return draw(false)
    return try {
        draw(true)
    } catch (_: ProviderException) {
        // StrongBoxUnavailableException is one, which older phones do not know by name; so is what a chip says that is full.
        draw(false)
    }
}

@SuppressLint("NewApi") // Only asked for the chip where the phone knows it.
private fun drawn(inChip: Boolean): SecretKey {
    val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(256)
        .apply { if (inChip) setIsStrongBoxBacked(true) }
        .build()
    return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
}

/** Gives up that key: it is lost, or no longer to be used. */
fun giveUpKeystoreKey() = KeyStore.getInstance(STORE).apply { load(null) }.deleteEntry(ALIAS)

private const val STORE = "AndroidKeyStore"
private const val ALIAS = "perisai"
