package id.perisai.shell

import android.content.ClipData
import android.content.ClipboardManager
import android.view.KeyEvent
import android.view.KeyEvent.META_CTRL_LEFT_ON
import android.view.KeyEvent.META_CTRL_ON
import android.view.accessibility.AccessibilityNodeInfo
import android.view.inputmethod.EditorInfo
import android.widget.EditText

/** Every way by which a text is taken out of a field into the clipboard: menus, keys, a keyboard's own commands, TalkBack. */
val WAYS_OUT: Map<String, (EditText) -> Unit> = mapOf(
    "the menu's copy" to { it.onTextContextMenuItem(android.R.id.copy) },
    "the menu's cut" to { it.onTextContextMenuItem(android.R.id.cut) },
    "Ctrl+C" to { it.press(KeyEvent.KEYCODE_C) },
    "Ctrl+X" to { it.press(KeyEvent.KEYCODE_X) },
    "a keyboard's copy" to { it.asKeyboard(android.R.id.copy) },
    "a keyboard's cut" to { it.asKeyboard(android.R.id.cut) },
    "TalkBack's copy" to { it.performAccessibilityAction(AccessibilityNodeInfo.ACTION_COPY, null) },
    "TalkBack's cut" to { it.performAccessibilityAction(AccessibilityNodeInfo.ACTION_CUT, null) },
)

/** By which of them a field on the screen gives up what stands in it, all of it selected. */
fun waysOut(typed: EditText): Set<String> {
    val clipboard = typed.context.getSystemService(ClipboardManager::class.java)
    val text = typed.text.toString()
    check(text.isNotEmpty() && typed.requestFocus()) { "there is nothing to take out" }
    val worked = WAYS_OUT.filterValues { take ->
        clipboard.setPrimaryClip(ClipData.newPlainText(null, UNTOUCHED))
        typed.setText(text)
        typed.selectAll()
        take(typed)
        clipboard.primaryClip?.getItemAt(0)?.text?.toString() != UNTOUCHED
    }
    typed.setText(text)
    return worked.keys
}

private fun EditText.press(key: Int) {
    rootView.dispatchKeyShortcutEvent(KeyEvent(0, 0, KeyEvent.ACTION_DOWN, key, 0, META_CTRL_ON or META_CTRL_LEFT_ON))
}

private fun EditText.asKeyboard(command: Int) {
    checkNotNull(onCreateInputConnection(EditorInfo())) { "no keyboard comes up" }.performContextMenuAction(command)
}

private const val UNTOUCHED = "what was copied before"
