package id.perisai.shell

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.View.MeasureSpec
import android.widget.ScrollView
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import java.io.File

/**
 * Draws what an activity shows into a file, where a folder for pictures was named; a page that scrolls is drawn whole, or as
 * much of it as the phone shows.
 */
fun picture(activity: Activity, name: String, isWhole: Boolean = true) {
    val folder = System.getProperty("perisai.pictures").orEmpty()
    if (folder.isEmpty()) return
    val view = activity.window.decorView
    val (width, height) = view.width to view.height
    layOut(activity)
    val beyond = beyond(activity)
    if (isWhole && beyond > 0) layOut(view, width, height + beyond)
    val drawn = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(drawn))
    layOut(view, width, height)
    File(folder).mkdirs()
    File(folder, "$name.png").outputStream().use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) }
}

/** How much longer the page is than the phone shows, pixels. */
fun beyond(activity: Activity): Int {
    val scroll: ScrollView = activity.findViewById(R.id.screen_scroll) ?: return 0
    return (scroll.getChildAt(0)?.height ?: 0) - scroll.height
}

/** The same by day, by night, with type twice as large, and with the phone on its side. */
fun pictures(controller: ActivityController<out Activity>, name: String) {
    picture(controller.get(), name)
    shownAs(controller, "+night") { picture(it, "$name-malam") }
    shownAs(controller, fontScale = 2f) { picture(it, "$name-besar") }
    shownAs(controller, "+land") { picture(it, "$name-mendatar") }
}

/** Shows an activity on another kind of phone, or with larger type, and then again as it was. */
fun shownAs(controller: ActivityController<out Activity>, qualifiers: String? = null, fontScale: Float = 1f, look: (Activity) -> Unit) {
    val before = RuntimeEnvironment.getQualifiers()
    qualifiers?.let(RuntimeEnvironment::setQualifiers)
    RuntimeEnvironment.setFontScale(fontScale)
    try {
        look(controller.recreate().get())
    } finally {
        RuntimeEnvironment.setFontScale(1f)
        RuntimeEnvironment.setQualifiers(before)
        controller.recreate()
    }
}

/** What was shown or hidden a moment ago takes its place, as it would with the next frame. */
fun layOut(activity: Activity) = activity.window.decorView.let { layOut(it, it.width, it.height) }

private fun layOut(view: View, width: Int, height: Int) {
    // What a part puts off until it is laid out comes with the second time.
    repeat(2) {
        view.measure(exactly(width), exactly(height))
        view.layout(0, 0, width, height)
    }
}

private fun exactly(size: Int) = MeasureSpec.makeMeasureSpec(size, MeasureSpec.EXACTLY)
