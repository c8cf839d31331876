package id.perisai.shell

import android.app.Activity
import android.graphics.Rect
import android.util.TypedValue
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import android.widget.EditText
import android.widget.HorizontalScrollView
import android.widget.ScrollView
import android.widget.TextView
import org.junit.Assert.fail
import org.robolectric.android.controller.ActivityController

/** Holds that a screen is fit for the field, upright and on its side, with type as it is and twice as large. */
fun assertFit(controller: ActivityController<out Activity>) {
    assertFit(controller.get())
    shownAs(controller, fontScale = 2f, look = ::assertFit)
    shownAs(controller, "+land", look = ::assertFit)
    shownAs(controller, "+land", fontScale = 2f, look = ::assertFit)
}

/**
 * Holds that a screen, as it is shown now, is fit for the field: kept out of screenshots; what one taps has a name and is
 * large enough for a thumb; no text is small or cut off; what one types in has a label of its own; and what is read aloud comes in the
 * order in which it stands.
 */
fun assertFit(activity: Activity) {
    layOut(activity)
    val wrong = mutableListOf<String>()
    if (activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE == 0) wrong += "the screen can be photographed"
    val shown = mutableListOf<View>()
    collect(activity.window.decorView, shown)
    for (view in shown) {
        if (view.isClickable) wrong += clickable(view, shown)
        if (view is TextView && view.text.isNotEmpty()) wrong += text(view)
        if (view is EditText && labelOf(view, shown).isEmpty()) wrong += "${called(view)} has no label"
        wrong += beyond(view)
    }
    val labels = shown.filterIsInstance<EditText>().map { labelOf(it, shown) }.filter(String::isNotEmpty)
    wrong += labels.groupingBy { it }.eachCount().filterValues { it > 1 }.keys.map { "more than one input is called “$it”" }
    wrong += order(shown.filter { it is TextView && it.text.isNotEmpty() })
    if (wrong.isNotEmpty()) fail("${activity.javaClass.simpleName} is not fit (${activity.resources.configuration}):\n" + wrong.joinToString("\n"))
}

private fun collect(view: View, into: MutableList<View>) {
    if (view.visibility != View.VISIBLE) return
    into += view
    if (view is ViewGroup) for (at in 0 until view.childCount) collect(view.getChildAt(at), into)
}

private fun clickable(view: View, shown: List<View>): List<String> {
    val wrong = mutableListOf<String>()
    val least = px(view, TypedValue.COMPLEX_UNIT_DIP, 48f) - 1
    if (view.width < least || view.height < least) wrong += "${called(view)} is too small to tap: ${view.width} × ${view.height} px, ${least.toInt()} needed"
    if (label(view).isEmpty() && !(view is EditText && labelOf(view, shown).isNotEmpty())) wrong += "${called(view)} has no name"
    return wrong
}

/** What is read aloud for a view: its description, its text, or the texts inside it. */
private fun label(view: View): String = when {
    !view.contentDescription.isNullOrEmpty() -> view.contentDescription.toString()
    view is TextView -> view.text.toString()
    view is ViewGroup -> (0 until view.childCount).map(view::getChildAt).filter { it.visibility == View.VISIBLE }.joinToString(" ", transform = ::label).trim()
    else -> ""
}

/** What an input is called; empty where nothing tells. */
private fun labelOf(view: EditText, shown: List<View>): String =
    shown.firstOrNull { it is TextView && it.labelFor == view.id && it.text.isNotEmpty() }?.let { (it as TextView).text.toString() }
        ?: view.hint?.toString().orEmpty()

private fun text(view: TextView): List<String> {
    val wrong = mutableListOf<String>()
    if (view.textSize < px(view, TypedValue.COMPLEX_UNIT_SP, 16f) - 0.5f) wrong += "${called(view)} is smaller than 16 sp"
    val layout = view.layout ?: return wrong + "${called(view)} was not laid out"
    val isTyped = view is EditText
    val lines = 0 until layout.lineCount
    if (lines.any { layout.getEllipsisCount(it) > 0 }) wrong += "${called(view)} ends in dots"
    val room = view.height - view.compoundPaddingTop - view.compoundPaddingBottom
    if (!isTyped && layout.height > room + 1) wrong += "${called(view)} is cut off below: $room px for ${layout.height}"
    if (isTyped && layout.getLineBottom(0) > room + 1) wrong += "${called(view)} is too low for a line"
    val width = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
    // Without the blank at which a line was broken.
    if (!isTyped && lines.any { layout.getLineMax(it) > width + 1 }) wrong += "${called(view)} is cut off at the side: $width px"
    return wrong
}

/** What stands outside of its parent is not seen, unless the parent scrolls. */
private fun beyond(view: View): List<String> {
    val parent = view.parent as? ViewGroup ?: return emptyList()
    if (parent is ScrollView || parent is HorizontalScrollView || view.width == 0 || view.height == 0) return emptyList()
    val isInside = view.left >= 0 && view.top >= 0 && view.right <= parent.width + 1 && view.bottom <= parent.height + 1
    return if (isInside) emptyList() else listOf("${called(view)} stands outside of ${called(parent)}: ${view.left},${view.top}–${view.right},${view.bottom} in ${parent.width} × ${parent.height}")
}

/**
 * Nothing that comes later stands wholly above what came before, but for a column to the right of it. What scrolls and what
 * stays in sight are held apart: a long page goes on below its foot.
 */
private fun order(texts: List<View>): List<String> = texts.zipWithNext().mapNotNull { (before, after) ->
    val (first, second) = place(before) to place(after)
    if (scrolls(before) != scrolls(after)) null
    else if (second.bottom <= first.top && second.left < first.right) "${called(after)} is read after ${called(before)}, and stands above it" else null
}

private fun scrolls(view: View): Boolean = generateSequence(view.parent) { it.parent }.any { it is ScrollView }

private fun place(view: View) = Rect().also {
    val at = IntArray(2)
    view.getLocationInWindow(at)
    it.set(at[0], at[1], at[0] + view.width, at[1] + view.height)
}

private fun px(view: View, unit: Int, size: Float) = TypedValue.applyDimension(unit, size, view.resources.displayMetrics)

private fun called(view: View): String {
    val name = if (view.id > 0 && view.id ushr 24 != 0) view.resources.getResourceEntryName(view.id) else ""
    return "${view.javaClass.simpleName} $name “${label(view).take(40)}”"
}
