package id.perisai.shell.sync

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.graphics.drawable.Icon
import android.os.Build
import android.os.IBinder
import id.perisai.field.core.SyncReport
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Shell
import id.perisai.shell.words.counted

/**
 * Keeps the app alive while an exchange is under way, and shows how it goes where the phone shows such things, with counts
 * and no names. It ends with the exchange.
 */
class SyncService : Service() {
    private var stop: (() -> Unit)? = null

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(intent: Intent?, flags: Int, id: Int): Int {
        val exchange = (application as Shell).exchange
        if (intent?.action == CANCEL) exchange?.cancel()
        // Whoever asks for a foreground service is owed one, even where there is nothing to do any more.
        show((exchange?.state as? Exchanging.Running) ?: Exchanging.Running())
        if (exchange == null || !exchange.isRunning) {
            end()
        } else if (stop == null) {
            stop = exchange.watch { now -> if (now is Exchanging.Running) update(now) else end() }
        }
        return START_NOT_STICKY
    }

    /**
     * A phone of Android 15 gives such a service some hours a day: then it goes on as a job. The framework that this is
     * compiled against does not know the method yet; a newer one calls it by its name.
     */
    @Suppress("unused", "UNUSED_PARAMETER")
    fun onTimeout(id: Int, type: Int) {
        (application as Shell).exchange?.cancel()
        end()
    }

    override fun onDestroy() {
        leave()
        super.onDestroy()
    }

    private fun show(running: Exchanging.Running) {
        val notification = notification(running)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            startForeground(ID, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC)
        } else {
            startForeground(ID, notification)
        }
    }

    private fun update(running: Exchanging.Running) = notifications().notify(ID, notification(running))

    private fun end() {
        leave()
        stopForeground(STOP_FOREGROUND_REMOVE)
        notifications().cancel(ID)
        stopSelf()
    }

    private fun leave() {
        stop?.invoke()
        stop = null
    }

    private fun notifications() = getSystemService(NotificationManager::class.java)

    private fun notification(running: Exchanging.Running): Notification {
        val channel = NotificationChannel(CHANNEL, getString(R.string.sync_channel), NotificationManager.IMPORTANCE_LOW)
        notifications().createNotificationChannel(channel)
        val opens = PendingIntent.getActivity(this, 0, Places.sync(this), PendingIntent.FLAG_IMMUTABLE)
        val builder = Notification.Builder(this, CHANNEL)
            .setSmallIcon(R.drawable.nav_sync)
            .setContentTitle(getString(if (running.isEnding) R.string.sync_ending else R.string.sync_running))
            .setContentText(progressWords(this, running.report))
            .setContentIntent(opens)
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .setCategory(Notification.CATEGORY_PROGRESS)
        val report = running.report
        if (report == null) builder.setProgress(0, 0, true) else builder.setProgress(report.toSend.toInt(), report.sent.toInt(), false)
        if (!running.isEnding) {
            val cancel = Intent(this, SyncService::class.java).setAction(CANCEL)
            val cancels = PendingIntent.getService(this, 0, cancel, PendingIntent.FLAG_IMMUTABLE)
            val icon = Icon.createWithResource(this, R.drawable.close)
            builder.addAction(Notification.Action.Builder(icon, getString(R.string.sync_cancel), cancels).build())
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            builder.setForegroundServiceBehavior(Notification.FOREGROUND_SERVICE_IMMEDIATE)
        }
        return builder.build()
    }

    companion object {
        /** The one notification of this app. */
        const val ID = 1
        const val CANCEL = "id.perisai.shell.CANCEL_SYNC"
        private const val CHANNEL = "sync"

        /**
         * Shows the exchange that has begun. Where the phone lets no app do so from the background, a job keeps it alive
         * without.
         */
        fun show(context: Context) {
            try {
                context.startForegroundService(Intent(context, SyncService::class.java))
            } catch (_: IllegalStateException) {
                // Android 12 and newer, from the background.
            }
        }
    }
}

/** How an exchange goes, in counts: what was sent, and how much went to and fro. */
internal fun progressWords(context: Context, report: SyncReport?): String {
    if (report == null) return context.getString(R.string.sync_connecting)
    val up = kilobytes(context, report.bytesUp)
    val down = kilobytes(context, report.bytesDown)
    return context.getString(R.string.sync_progress, counted(report.sent.toLong()), counted(report.toSend.toLong()), up, down)
}

/** Bytes as people speak of them. */
private fun kilobytes(context: Context, bytes: ULong): String =
    android.text.format.Formatter.formatShortFileSize(context, bytes.toLong())
