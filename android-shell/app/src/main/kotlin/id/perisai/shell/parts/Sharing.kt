package id.perisai.shell.parts

import android.app.Activity
import android.content.Intent

/** Hands a text to the app that the agent chooses, such as a messenger. What leaves by it holds no NIK. */
fun Activity.shareText(text: String, title: Int) {
    val send = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)
    startActivity(Intent.createChooser(send, getString(title)))
}
