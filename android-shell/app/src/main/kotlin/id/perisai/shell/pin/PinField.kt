package id.perisai.shell.pin

import android.util.TypedValue
import android.view.View
import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputMethodManager
import id.perisai.shell.R
import id.perisai.shell.parts.TextField

/**
 * Makes a field one for a PIN: digits that nobody reads over a shoulder and no keyboard or password keeper learns; large. The
 * keyboard's own key goes on to the next field, or does what the button does.
 */
fun TextField.asPin(done: (() -> Unit)? = null) {
    importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS
    typed.setTextSize(TypedValue.COMPLEX_UNIT_PX, resources.getDimension(R.dimen.type_title))
    val key = if (done == null) EditorInfo.IME_ACTION_NEXT else EditorInfo.IME_ACTION_DONE
    typed.imeOptions = key or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING or EditorInfo.IME_FLAG_NO_EXTRACT_UI
    typed.setOnEditorActionListener { _, action, _ ->
        val isDone = done != null && action == EditorInfo.IME_ACTION_DONE
        if (isDone) done?.invoke()
        isDone
    }
}

/** Lets one type at once: the digits come up without a tap. */
fun TextField.showKeyboard() {
    typed.requestFocus()
    context.getSystemService(InputMethodManager::class.java).showSoftInput(typed, InputMethodManager.SHOW_IMPLICIT)
}
