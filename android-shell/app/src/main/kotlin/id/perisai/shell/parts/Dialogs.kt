package id.perisai.shell.parts

import android.app.Activity
import android.app.AlertDialog
import android.view.WindowManager
import id.perisai.shell.R

/** Asks for one of some things; nothing happens where none is chosen. */
fun Activity.choose(title: CharSequence, things: List<CharSequence>, chosen: (Int) -> Unit): AlertDialog =
    secure(this, AlertDialog.Builder(this).setTitle(title).setItems(things.toTypedArray()) { _, at -> chosen(at) }.setNegativeButton(R.string.cancel, null))

/** Asks before something that cannot be taken back. */
fun Activity.confirm(title: CharSequence, words: CharSequence, yes: CharSequence, confirmed: () -> Unit): AlertDialog =
    secure(this, AlertDialog.Builder(this).setTitle(title).setMessage(words).setPositiveButton(yes) { _, _ -> confirmed() }.setNegativeButton(R.string.cancel, null))

/** A dialog has a window of its own: it is kept out of screenshots, and behind the PIN, like the screen below it. */
private fun secure(below: Activity, builder: AlertDialog.Builder): AlertDialog = builder.create().apply {
    window?.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
    (below as? PageActivity)?.holds(this)
    show()
}
