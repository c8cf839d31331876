package id.perisai.shell.pin

import android.app.Activity
import android.app.Application
import android.os.Bundle

/** Tells when nothing of the app is seen any more. A phone that is turned tells it too, and is back at once. */
class OutOfSight(private val hidden: () -> Unit) : Application.ActivityLifecycleCallbacks {
    private var seen = 0

    override fun onActivityStarted(activity: Activity) {
        seen++
    }

    override fun onActivityStopped(activity: Activity) {
        seen--
        if (seen == 0) hidden()
    }

    override fun onActivityCreated(activity: Activity, saved: Bundle?) = Unit

    override fun onActivityResumed(activity: Activity) = Unit

    override fun onActivityPaused(activity: Activity) = Unit

    override fun onActivitySaveInstanceState(activity: Activity, saved: Bundle) = Unit

    override fun onActivityDestroyed(activity: Activity) = Unit
}
