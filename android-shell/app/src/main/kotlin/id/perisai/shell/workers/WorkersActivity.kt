package id.perisai.shell.workers

import android.app.Activity
import android.content.Intent
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import id.perisai.field.core.WorkerLine
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Empty
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.Tab
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Pekerja: search by name or NIK, or page through all of them; for other screens also where one is chosen. */
class WorkersActivity : ScreenActivity<Workers, WorkersEvent>() {
    override val title get() = if (isPicking) R.string.pick_worker else R.string.workers
    override val layout = R.layout.workers
    override val tab get() = if (isPicking) null else Tab.WORKERS

    private val isPicking get() = intent.getBooleanExtra(Places.PICK, false)
    private val later = Handler(Looper.getMainLooper())

    override fun begin(phone: Phone) = Screen(Workers(), phone.core, WorkersEvent::Failed, ::reduce)

    override fun onMade() {
        findViewById<TextField>(R.id.workers_search).onTyped = { text ->
            later.removeCallbacksAndMessages(null)
            later.postDelayed({ screen.on(WorkersEvent.Typed(text)) }, SEARCH_AFTER_MS)
        }
        findViewById<View>(R.id.workers_next).setOnClickListener { turnTo(WorkersEvent.NextTapped) }
        findViewById<View>(R.id.workers_earlier).setOnClickListener { turnTo(WorkersEvent.EarlierTapped) }
        showAction(R.drawable.add, getString(R.string.meet_worker)) { startActivityForResult(Places.editWorker(this), MEET) }
    }

    override fun entered() = WorkersEvent.Entered

    override fun onDestroy() {
        later.removeCallbacksAndMessages(null)
        super.onDestroy()
    }

    /** Somebody new who was met for another screen is chosen for it. */
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        super.onActivityResult(request, result, data)
        val worker = data?.getStringExtra(Places.WORKER)
        if (request == MEET && result == Activity.RESULT_OK && worker != null) opened(worker)
    }

    override fun draw(state: Workers) {
        showFailure(state.failure)
        val search = findViewById<TextField>(R.id.workers_search)
        if (!search.typed.hasFocus()) search.text = state.typed
        findViewById<ViewGroup>(R.id.workers_list).drawLines(state.lines) { line ->
            show(line.name, second(line), line.status) { opened(line.worker) }
        }
        val empty = findViewById<Empty>(R.id.workers_empty)
        empty.visibility = if (state.isAnswered && state.lines.isEmpty()) View.VISIBLE else View.GONE
        empty.show(getString(if (state.isSearching) R.string.workers_nobody_found else R.string.workers_nobody_yet), R.drawable.nav_workers)
        findViewById<View>(R.id.workers_pages).visibility = if (state.hasEarlier || state.next != null) View.VISIBLE else View.GONE
        findViewById<Button>(R.id.workers_earlier).isEnabled = state.hasEarlier
        findViewById<Button>(R.id.workers_next).isEnabled = state.next != null
    }

    private fun second(line: WorkerLine): String = listOfNotNull(
        line.villageName,
        line.occupation ?: line.segments.firstOrNull()?.let { getString(words(it)) },
        standing(line),
        getString(R.string.no_contact).takeIf { line.doNotContact },
    ).filter(String::isNotEmpty).joinToString(" · ")

    /** What the branch says: of the cover, else of the registration. */
    private fun standing(line: WorkerLine): String? {
        val (membership, until) = line.membership to line.coveredTo
        return when {
            line.isMerged -> getString(R.string.is_merged)
            line.needsNewRegistration -> getString(R.string.needs_new_registration)
            membership != null && until != null -> getString(R.string.cover_until, getString(words(membership)), spoken(resources, until))
            else -> line.registration?.let { getString(words(it)) }
        }
    }

    private fun turnTo(event: WorkersEvent) {
        screen.on(event)
        findViewById<View>(R.id.screen_scroll).scrollTo(0, 0)
    }

    private fun opened(worker: String) {
        if (!isPicking) return startActivity(Places.worker(this, worker))
        setResult(Activity.RESULT_OK, Intent().putExtra(Places.WORKER, worker))
        finish()
    }

    private companion object {
        /** After the last letter, milliseconds: a search per word and not per letter. */
        const val SEARCH_AFTER_MS = 150L
        const val MEET = 1
    }
}
