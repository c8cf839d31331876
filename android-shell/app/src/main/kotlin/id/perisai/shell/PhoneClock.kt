package id.perisai.shell

import android.content.ContentResolver
import android.os.SystemClock
import android.provider.Settings
import id.perisai.field.Clock
import id.perisai.field.core.ClockReading

/** The phone's clock, with what tells that somebody has turned it: the time since the phone started, and which start it was. */
class PhoneClock(private val resolver: ContentResolver) : Clock {
    override fun now() = ClockReading(
        wallMs = System.currentTimeMillis(),
        bootId = Settings.Global.getInt(resolver, Settings.Global.BOOT_COUNT, 0).toULong(),
        monotonicMs = SystemClock.elapsedRealtime(),
    )
}
