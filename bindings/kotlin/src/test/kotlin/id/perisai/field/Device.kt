package id.perisai.field

import id.perisai.field.core.ClockReading
import java.io.File
import java.security.SecureRandom
import java.time.OffsetDateTime
import java.util.concurrent.atomic.AtomicLong

/** A phone as tests have it: a folder for the store, keys that live in memory, and a clock of its own. */
class Device(private val folder: File, private val agent: String) {
    private val dataKey = randomBytes()
    private val seed = randomBytes()
    private val clock = RehearsalClock()

    fun open(dataKey: ByteArray = this.dataKey): Field =
        Field.open(folder.path, agent, VaultInMemory(dataKey), SoftwareSigner.fromSeed(seed), clock)

    fun salvaged(quarantinedTo: String): Long = salvaged(folder.path, VaultInMemory(dataKey), quarantinedTo).toLong()

    fun beginAgain(quarantinedTo: String): Field =
        Field.beginAgain(folder.path, agent, VaultInMemory(dataKey), SoftwareSigner.fromSeed(seed), quarantinedTo, clock)
}

/** On a phone, the key store unwraps the key. */
class VaultInMemory(private val key: ByteArray) : KeyVault {
    override fun dataKey() = key
}

/** Begins in the morning of the tests' day; every look at it takes a second. */
class RehearsalClock : Clock {
    private val seconds = AtomicLong()

    override fun now(): ClockReading {
        val sinceBoot = seconds.incrementAndGet() * 1_000
        val morning = OffsetDateTime.parse(Branch.MORNING).toInstant().toEpochMilli()
        return ClockReading(wallMs = morning + sinceBoot, bootId = 1u, monotonicMs = sinceBoot)
    }
}

fun randomBytes() = ByteArray(32).also(SecureRandom()::nextBytes)
