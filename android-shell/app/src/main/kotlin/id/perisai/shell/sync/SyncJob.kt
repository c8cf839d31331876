package id.perisai.shell.sync

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import id.perisai.field.core.NextSync
import id.perisai.shell.Shell

/**
 * The exchange by itself, on any network, when the core says. The alarm does not outlive a restart of the phone: that would
 * need a permission that nobody who reads the list of permissions would understand. It is set again when the app is opened,
 * which an agent does before anything is captured.
 */
class SyncJob : JobService() {
    private var stop: (() -> Unit)? = null

    override fun onStartJob(job: JobParameters): Boolean {
        // Nobody's phone yet: there is nothing to send from.
        val shell = application as Shell
        val exchange = shell.exchange ?: return false
        if (shell.phone?.lock?.waitsForPin == true) {
            // No attempt, and no failure: opening the app plans anew.
            PinNotice.show(this)
            return false
        }
        exchange.start()
        var hasEnded = false
        stop = exchange.watch { now ->
            if (now !is Exchanging.Running) {
                hasEnded = true
                // The next one is the core's to plan, not the scheduler's.
                if (stop != null) end(job)
            }
        }
        if (hasEnded) leave()
        return !hasEnded
    }

    /** The network is gone, or the system wants the phone back: what was exchanged stays exchanged. */
    override fun onStopJob(job: JobParameters): Boolean {
        leave()
        (application as Shell).exchange?.cancel()
        return false
    }

    private fun end(job: JobParameters) {
        leave()
        jobFinished(job, false)
    }

    private fun leave() {
        stop?.invoke()
        stop = null
    }

    companion object {
        /** The one job of this app. */
        const val ID = 1

        /** Sets the alarm for the next exchange, in place of the one before; none takes it away. */
        fun plan(context: Context, next: NextSync?) {
            val scheduler = context.getSystemService(JobScheduler::class.java)
            if (next == null) return scheduler.cancel(ID)
            val job = JobInfo.Builder(ID, ComponentName(context, SyncJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setMinimumLatency(next.afterMs)
            scheduler.schedule(job.build())
        }
    }
}
