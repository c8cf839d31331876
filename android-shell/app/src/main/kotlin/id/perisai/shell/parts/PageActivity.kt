package id.perisai.shell.parts

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import android.widget.ImageButton
import android.widget.ScrollView
import android.widget.Space
import android.widget.TextView
import id.perisai.shell.Failure
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Shell
import id.perisai.shell.words.sentence

/**
 * A page of the app: its name and the way back above, what stands on it in between, and below it the one main thing and the
 * places. It is kept out of screenshots and of the recent apps, and scrolls as a whole, so that large type and a phone on
 * its side cut nothing off.
 */
abstract class PageActivity : Activity() {
    /** The app. */
    protected val shell get() = application as Shell

    /** The name of the screen. */
    protected abstract val title: Int

    /** What stands on the page. */
    protected abstract val layout: Int

    /** What stands at the foot and stays there, such as the main button. */
    protected open val foot: Int? = null

    /** Which of the places this is; none where one goes back from it. */
    protected open val tab: Tab? = null

    /** Whether one goes back from it to another screen. */
    protected open val hasBack: Boolean get() = tab == null

    /** Whether what stands here is shown only after the PIN, where there is one. */
    protected open val isGuarded: Boolean get() = true

    /** Whether the PIN is asked for first, as of when the page came into sight: nothing of it is seen, and nothing is asked. */
    protected var isShut = false
        private set

    private val dialogs = mutableListOf<AlertDialog>()

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) setRecentsScreenshotEnabled(false)
        setContentView(R.layout.part_screen)
        showTitle(getString(title))
        val page = findViewById<ViewGroup>(R.id.screen_page)
        layoutInflater.inflate(layout, page, true)
        foot?.let(::putFoot)
        val back = findViewById<View>(R.id.screen_back)
        back.visibility = if (hasBack) View.VISIBLE else View.GONE
        back.setOnClickListener { @Suppress("DEPRECATION") onBackPressed() }
        tab?.let { here ->
            findViewById<Tabs>(R.id.screen_tabs).apply {
                visibility = View.VISIBLE
                show(here, ::go)
            }
        }
    }

    override fun onStart() {
        super.onStart()
        val lock = shell.phone?.lock
        isShut = isGuarded && lock != null && lock.isShut
        // Before the first picture: what was open comes back when the PIN was given.
        findViewById<View>(android.R.id.content).visibility = if (isShut) View.INVISIBLE else View.VISIBLE
        dialogs.forEach { if (isShut) it.hide() else it.show() }
        if (isShut) startActivity(Places.unlock(this))
    }

    /** A dialog of this page, which comes and goes with what is seen of it. */
    internal fun holds(dialog: AlertDialog) {
        dialogs += dialog
        dialog.setOnDismissListener { dialogs -= dialog }
    }

    /** A part of this screen. */
    protected fun <V : View> find(id: Int): V = findViewById(id) ?: error("no such part on this screen")

    /** Another name than the screen's own, such as a worker's. */
    protected fun showTitle(words: CharSequence) {
        findViewById<TextView>(R.id.screen_title).draw(words)
        // What TalkBack says when the screen comes up.
        setTitle(words)
    }

    /** One thing more to do, at the end of the top bar. */
    protected fun showAction(icon: Int, words: CharSequence, tapped: () -> Unit) {
        findViewById<ImageButton>(R.id.screen_action).apply {
            visibility = View.VISIBLE
            setImageResource(icon)
            contentDescription = words
            setOnClickListener { tapped() }
        }
    }

    /**
     * Says at the head of the page what did not work, and brings it into view; or nothing any more. What is said at a
     * field is not said here again.
     */
    protected fun showFailure(failure: Failure?) =
        showNotice(failure?.let { sentence(resources, it) }, Notice.Kind.FAILURE, failure?.let(::wayOn))

    /** Where a failure leads on to. */
    private fun wayOn(failure: Failure): Notice.Way? = when (failure) {
        is Failure.Damaged -> Notice.Way(getString(R.string.rescue_look)) { startActivity(Places.rescue(this)) }
        // Where the lock has no answer either, the branch has one.
        is Failure.WrongKey -> Notice.Way(getString(R.string.ask_branch)) { startActivity(Places.unlock(this)) }.takeIf { shell.phone?.lock?.isShut == true }
        is Failure.Locked -> Notice.Way(getString(R.string.unlock)) { startActivity(Places.unlock(this)) }
        else -> null
    }

    /** Says something at the head of the page. */
    protected fun showNotice(words: CharSequence?, kind: Notice.Kind, way: Notice.Way? = null) {
        val notice = findViewById<Notice>(R.id.screen_notice)
        val isNew = words != null && notice.visibility != View.VISIBLE
        notice.show(words, kind, way)
        if (isNew) findViewById<ScrollView>(R.id.screen_scroll).smoothScrollTo(0, 0)
    }

    /** Brings a part into view, such as the first field that is not right: when it is first said, not at each drawing. */
    protected fun bringIntoView(part: View) {
        part.post { part.requestRectangleOnScreen(android.graphics.Rect(0, 0, part.width, part.height), false) }
    }

    /** The foot stays in sight where the page keeps enough of it; else it comes at the page's end. */
    private fun putFoot(foot: Int) {
        val shown = resources.configuration
        val isLow = shown.screenHeightDp < FOOT_SCREEN_HEIGHT_DP_MIN || shown.fontScale > FOOT_FONT_SCALE_MAX
        if (isLow) {
            val page = find<ViewGroup>(R.id.screen_page)
            val end = Space(this)
            page.addView(end, ViewGroup.LayoutParams.MATCH_PARENT, resources.getDimensionPixelSize(R.dimen.space_3))
            layoutInflater.inflate(foot, page, true)
        } else {
            layoutInflater.inflate(foot, find<ViewGroup>(R.id.screen_foot).apply { visibility = View.VISIBLE }, true)
        }
    }

    private fun go(tab: Tab) {
        val place = when (tab) {
            Tab.TODAY -> Places.today(this)
            Tab.WORKERS -> Places.workers(this)
            Tab.MESSAGES -> Places.messages(this)
            Tab.SYNC -> Places.sync(this)
            Tab.MORE -> Places.more(this)
        }
        startActivity(place.addFlags(Intent.FLAG_ACTIVITY_REORDER_TO_FRONT))
    }

    private companion object {
        const val FOOT_SCREEN_HEIGHT_DP_MIN = 480
        const val FOOT_FONT_SCALE_MAX = 1.5f
    }
}
