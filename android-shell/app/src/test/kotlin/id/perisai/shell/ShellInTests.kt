package id.perisai.shell

import id.perisai.field.Clock
import id.perisai.field.RehearsalClock
import id.perisai.field.Transport
import id.perisai.field.TransportRequest
import id.perisai.shell.keys.AesGcm
import java.lang.reflect.Modifier
import java.util.concurrent.Executor
import javax.crypto.spec.SecretKeySpec

/** The app without a phone: keys are wrapped by a key in memory, and calls are made on the test's own thread. */
class ShellInTests : Shell() {
    /** The key that the hardware has; another one stands for hardware that lost it. */
    var hardwareInTests: Byte = 7

    override fun wrap() = AesGcm { SecretKeySpec(ByteArray(32) { hardwareInTests }, "AES") }

    /** What tells the time, where a test holds it in its hand. */
    var clockInTests: Clock? = null

    override fun clock(): Clock {
        val rehearsal = RehearsalClock()
        return Clock { (clockInTests ?: rehearsal).now() }
    }

    /** Where the core is called; at once where a test does not hold it back. */
    var offInTests: Executor = AT_ONCE

    override fun off() = Executor { offInTests.execute(it) }

    /** Where exchanges run; at once where a test does not hold them back. */
    var apartInTests: Executor = AT_ONCE

    /** What stands in for the way to the branch, where a test wants none or another. */
    var networkInTests: Transport? = null

    override fun apart() = Executor { apartInTests.execute(it) }

    override fun network(account: Account): Transport {
        val branch = super.network(account)
        return object : Transport {
            override fun send(request: TransportRequest, bytesMax: ULong) = (networkInTests ?: branch).send(request, bytesMax)
        }
    }

    override fun drawing() = AT_ONCE

    /** The process is gone, and with it all that it held in memory: another begins over the same folder. */
    fun killInTests() {
        phone?.core?.ask<Unit>({ it.shutdown() }, {}, {})
        val anew = ShellInTests()
        for (held in Shell::class.java.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }) {
            held.isAccessible = true
            held.set(this, held.get(anew))
        }
    }

    private companion object {
        val AT_ONCE = Executor(Runnable::run)

        init {
            // A process loads the core once, but each kind of phone (an SDK, a way to draw) loads the code that calls it anew:
            // what one frees late would be taken from the other.
            val own = System.identityHashCode(ShellInTests::class.java.classLoader).toString()
            val first = System.getProperties().putIfAbsent("perisai.phone", own) ?: own
            check(first == own) { "another kind of phone has used this process's core: give these tests a process of their own" }
        }
    }
}
