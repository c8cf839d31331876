package id.perisai.shell.sync

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import id.perisai.shell.Places
import id.perisai.shell.R
import java.io.File

/**
 * An exchange was due while nobody had given the PIN: that it waits is shown where the phone shows such things, without a
 * name or a number, and where one unlocks. It holds until the app is opened, through any number of ends of the process.
 */
object PinNotice {
    /** Beside the one of a running exchange. */
    const val ID = 2
    private const val CHANNEL = "pin"
    private const val WAITS = "sync.waits"

    /** Whether an exchange waits for the PIN. */
    fun isShown(context: Context) = waits(context).isFile

    /** One does from now on. */
    fun show(context: Context) {
        waits(context).createNewFile()
        notifications(context).createNotificationChannel(
            NotificationChannel(CHANNEL, context.getString(R.string.pin_channel), NotificationManager.IMPORTANCE_LOW),
        )
        val opens = PendingIntent.getActivity(context, 0, Places.sync(context), PendingIntent.FLAG_IMMUTABLE)
        val told = Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.lock)
            .setContentTitle(context.getString(R.string.pin_sends_title))
            .setContentText(context.getString(R.string.pin_sends_text))
            .setContentIntent(opens)
            .setAutoCancel(true)
            .setOnlyAlertOnce(true)
        notifications(context).notify(ID, told.build())
    }

    /** None does any more. */
    fun end(context: Context) {
        waits(context).delete()
        notifications(context).cancel(ID)
    }

    private fun waits(context: Context) = File(context.noBackupFilesDir, WAITS)

    private fun notifications(context: Context) = context.getSystemService(NotificationManager::class.java)
}
