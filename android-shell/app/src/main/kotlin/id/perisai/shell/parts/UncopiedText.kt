package id.perisai.shell.parts

import android.content.Context
import android.os.Bundle
import android.util.AttributeSet
import android.view.ActionMode
import android.view.ContextMenu
import android.view.Menu
import android.view.MenuItem
import android.view.accessibility.AccessibilityNodeInfo
import android.view.textclassifier.TextClassifier
import android.widget.EditText

/**
 * A text that is typed and pasted into, and that nothing is taken out of: it is not copied, cut, shared, dragged or handed to
 * another app. A NIK is typed into many fields, such as where one searches, and never comes into the clipboard from any.
 */
class UncopiedText @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : EditText(context, attributes) {
    init {
        // Else what is selected is looked through, and other apps are offered for it.
        setTextClassifier(TextClassifier.NO_OP)
        customSelectionActionModeCallback = Menus
        customInsertionActionModeCallback = Menus
    }

    /** Keys, a keyboard's own commands, menus and TalkBack: all of them end here. */
    override fun onTextContextMenuItem(id: Int): Boolean = id in LETTING_IN && super.onTextContextMenuItem(id)

    /** Held longer, what is selected would be dragged into another app; it is selected anew instead. */
    override fun performLongClick(): Boolean {
        if (hasSelection()) setSelection(selectionEnd)
        return super.performLongClick()
    }

    override fun onCreateContextMenu(menu: ContextMenu) {
        super.onCreateContextMenu(menu)
        keepLettingIn(menu)
    }

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        info.actionList.filter { takesOut(it.id) }.forEach { action -> info.removeAction(action) }
    }

    override fun performAccessibilityAction(action: Int, arguments: Bundle?): Boolean =
        !takesOut(action) && super.performAccessibilityAction(action, arguments)

    /** What a menu over the text offers. Other apps come into it last, each without a name of its own. */
    private object Menus : ActionMode.Callback {
        override fun onCreateActionMode(mode: ActionMode?, menu: Menu?) = true

        override fun onPrepareActionMode(mode: ActionMode?, menu: Menu?): Boolean {
            menu?.let(::keepLettingIn)
            return true
        }

        override fun onActionItemClicked(mode: ActionMode?, item: MenuItem?) = item?.itemId !in LETTING_IN

        override fun onDestroyActionMode(mode: ActionMode?) = Unit
    }

    private companion object {
        val LETTING_IN = setOf(
            android.R.id.paste,
            android.R.id.pasteAsPlainText,
            android.R.id.selectAll,
            android.R.id.startSelectingText,
            android.R.id.stopSelectingText,
            android.R.id.replaceText,
            android.R.id.undo,
            android.R.id.redo,
        )

        /** Where the framework numbers what TalkBack may have other apps do with a text. */
        val BY_OTHER_APPS = 0x1000_0000..0x1FFF_FFFF

        fun takesOut(action: Int) =
            action == AccessibilityNodeInfo.ACTION_COPY || action == AccessibilityNodeInfo.ACTION_CUT || action in BY_OTHER_APPS

        fun keepLettingIn(menu: Menu) =
            (0 until menu.size()).map { menu.getItem(it).itemId }.filter { it !in LETTING_IN }.forEach { id -> menu.removeItem(id) }
    }
}
