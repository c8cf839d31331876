package id.perisai.shell

import id.perisai.field.RehearsalClock
import id.perisai.shell.keys.AesGcm
import java.util.concurrent.Executor
import javax.crypto.spec.SecretKeySpec

/** The app without a phone: keys are wrapped by a key in memory, and calls are made on the test's own thread. */
class ShellInTests : Shell() {
    override fun wrap() = AesGcm { SecretKeySpec(ByteArray(32) { 7 }, "AES") }

    override fun clock() = RehearsalClock()

    override fun off() = AT_ONCE

    override fun drawing() = AT_ONCE

    private companion object {
        val AT_ONCE = Executor(Runnable::run)
    }
}
