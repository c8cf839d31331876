package id.perisai.shell

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View.MeasureSpec
import java.io.File

/** Draws what an activity shows into a file, where a folder for pictures was named. */
fun picture(activity: Activity, name: String) {
    val folder = System.getProperty("perisai.pictures").orEmpty()
    if (folder.isEmpty()) return
    val view = activity.window.decorView
    // What was shown or hidden a moment ago takes its place with the next frame.
    val (width, height) = view.width to view.height
    view.measure(exactly(width), exactly(height))
    view.layout(0, 0, width, height)
    val drawn = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(drawn))
    File(folder).mkdirs()
    File(folder, "$name.png").outputStream().use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) }
}

private fun exactly(size: Int) = MeasureSpec.makeMeasureSpec(size, MeasureSpec.EXACTLY)
