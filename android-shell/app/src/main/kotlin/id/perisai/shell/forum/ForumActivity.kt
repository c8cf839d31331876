package id.perisai.shell.forum

import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import id.perisai.field.core.AttendeeLine
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.ForumView
import id.perisai.field.core.FormKind
import id.perisai.field.core.Segment
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.ConsentPart
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.parts.drawTicks
import id.perisai.shell.parts.shareText
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Attendance of dozens: search or add, tap, save once. */
class ForumActivity : ScreenActivity<Forum, ForumEvent>() {
    override val title = R.string.forum
    override val layout = R.layout.forum
    override val foot = R.layout.forum_foot

    private val event get() = intent.getStringExtra(Places.EVENT).orEmpty()

    override val keptAs get() = KeptAs(FormKind.FORUM, event)

    override fun begin(phone: Phone) = Screen(Forum(event), phone.core, ForumEvent::Failed, ::reduce)

    override fun entered() = ForumEvent.Entered

    override fun formFields(state: Forum): Map<String, String>? = when {
        state.saving == Saving.Running -> null
        state.form.isUntouched -> emptyMap()
        else -> state.form.toFields()
    }

    override fun restored(fields: Map<String, String>) = ForumEvent.Restored(ForumForm.fromFields(fields))

    override fun onMade() {
        field(R.id.search).apply {
            typed.imeOptions = EditorInfo.IME_ACTION_DONE
            onTyped = { screen.on(ForumEvent.Searched(it)) }
        }
        field(R.id.headcount).onTyped = { screen.on(ForumEvent.Counted(it)) }
        field(R.id.notes).onTyped = { screen.on(ForumEvent.Noted(it)) }
        button(R.id.add).setOnClickListener { screen.on(ForumEvent.Added) }
        button(R.id.more_likely).setOnClickListener { screen.on(ForumEvent.MoreTapped) }
        button(R.id.show_recorded).setOnClickListener { screen.on(ForumEvent.RecordedTapped) }
        button(R.id.save).setOnClickListener { screen.on(ForumEvent.SaveTapped) }
        button(R.id.register_here).setOnClickListener { startActivity(Places.register(this, event = event)) }
        button(R.id.change_plan).setOnClickListener { startActivity(Places.planEvent(this, event)) }
        button(R.id.share_code).setOnClickListener { share() }
    }

    override fun draw(state: Forum) {
        val isAtConsent = findViewById<ConsentPart>(R.id.consent).wrong(state.failure)
        val atField = isAtConsent || listOf("anonymous_headcount", "village").any { state.failure?.at(it) != null }
        if (state.failure != null) showFailure(state.failure.takeIf { !atField }) else showSaved(state.saving)
        val view = state.view ?: return
        drawHead(state, view)
        drawSearch(state)
        drawChosen(state)
        drawNew(state, view)
        drawTold(state, view)
        drawRecorded(state, view)
        // Parted by blanks, so that a line ends between two groups; the core reads either.
        text(R.id.code).draw(view.code.replace('-', ' '))
        button(R.id.save).apply {
            isEnabled = state.canSave
            text = when {
                state.saving == Saving.Running -> getString(R.string.saving)
                state.form.people > 0 -> resources.getQuantityString(R.plurals.save_people, state.form.people, state.form.people)
                else -> getString(R.string.save)
            }
        }
    }

    private fun showSaved(saving: Saving) {
        val saved = (saving as? Saving.Saved) ?: return showNotice(null, Notice.Kind.INFO)
        val words = if (saved.people == 0) {
            getString(R.string.forum_saved)
        } else {
            resources.getQuantityString(R.plurals.people_saved, saved.people, saved.people)
        }
        val alike = saved.saved.likelySame.map { it.name }.distinct()
        if (alike.isEmpty()) return showNotice(words, Notice.Kind.INFO)
        showNotice(words + "\n" + getString(R.string.likely_same, alike.joinToString(", ")), Notice.Kind.LOOK)
    }

    private fun drawHead(state: Forum, view: ForumView) {
        val line = view.line
        showTitle(line?.let { getString(words(it.kind)) } ?: getString(R.string.joined_event))
        val where = listOfNotNull(line?.place, line?.villageName?.ifEmpty { null }).joinToString(", ")
        text(R.id.when_and_where).draw(
            line?.let { listOf(spoken(resources, it.starts), where).filter(String::isNotEmpty).joinToString("\n") }
                ?: getString(R.string.joined_explained),
        )
        text(R.id.partners).draw(
            view.partners.takeIf { it.isNotEmpty() }?.let { list -> getString(R.string.with_partners, list.joinToString(", ") { it.name }) },
        )
        text(R.id.count).draw(state.attending.toString())
        text(R.id.count_words).draw(
            if (state.form.people == 0) getString(R.string.count_attending)
            else resources.getQuantityString(R.plurals.count_not_saved, state.form.people, state.form.people),
        )
        button(R.id.change_plan).visibility = visibleIf(line != null)
    }

    private fun drawSearch(state: Forum) {
        field(R.id.search).text = state.typed
        button(R.id.add).apply {
            visibility = visibleIf(state.addable != null)
            text = getString(R.string.add_new, state.addable)
        }
        val lines = state.lines
        val shown = lines.take(state.linesShown)
        text(R.id.likely_heading).draw(
            when {
                state.found == null && lines.isNotEmpty() -> getString(R.string.likely_to_come)
                state.found != null && lines.isEmpty() -> getString(R.string.nobody_found)
                state.found != null -> getString(R.string.found)
                else -> null
            },
        )
        findViewById<LinearLayout>(R.id.likely).drawTicks(shown) { line ->
            val isTicked = line.attends || line.worker in state.form.known
            show(line.name, about(line), isTicked, line.status.takeIf { line.attends }, if (line.attends) null else ({ screen.on(ForumEvent.Tapped(line)) }))
        }
        button(R.id.more_likely).apply {
            visibility = visibleIf(shown.size < lines.size)
            text = getString(R.string.show_more, lines.size - shown.size)
        }
    }

    /** Who is tapped and does not stand in the list above, and who is new. */
    private fun drawChosen(state: Forum) {
        val above = state.lines.take(state.linesShown).map { it.worker }.toSet()
        val known = state.form.known.filterKeys { it !in above }.toList()
        text(R.id.chosen_heading).visibility = visibleIf(known.isNotEmpty() || state.form.new.isNotEmpty())
        val chosen: List<Pair<String?, String>> = state.form.new.map { null to it } + known
        findViewById<LinearLayout>(R.id.chosen).drawTicks(chosen) { (worker, name) ->
            val second = if (worker == null) getString(R.string.new_person) else null
            show(name, second, isTicked = true) {
                screen.on(if (worker == null) ForumEvent.NewTakenBack(name) else ForumEvent.TakenBack(worker))
            }
        }
    }

    private fun drawNew(state: Forum, view: ForumView) {
        findViewById<View>(R.id.about_new).visibility = visibleIf(state.form.new.isNotEmpty())
        findViewById<Choices>(R.id.segment).show(Segment.values().toList(), listOfNotNull(state.form.segment), { getString(words(it)) }) {
            screen.on(ForumEvent.SegmentTapped(it))
        }
        drawConsent(state)
        val villages = view.villages.take(VILLAGES_OFFERED_MAX)
        val wrongVillage = state.failure?.at("village")
        findViewById<Choices>(R.id.village).apply {
            visibility = visibleIf(wrongVillage != null || villages.size > 1 || view.village == null)
            show(villages, villages.filter { it.village == (state.form.village ?: view.village) }, { it.name }) {
                screen.on(ForumEvent.VillageTapped(it.village))
            }
            wrong = wrongVillage?.let { getString(R.string.choose_village) }
            if (wrongVillage != null) bringIntoView(this)
        }
    }

    /** What was read to all who are new, and how they agreed; nothing more is asked where nothing was read. */
    private fun drawConsent(state: Forum) {
        val asked = state.consent
        findViewById<Choices>(R.id.purposes).show(ConsentPurpose.values().toList(), asked.purposes, { getString(words(it)) }) {
            screen.on(ForumEvent.PurposeTapped(it))
        }
        findViewById<ConsentPart>(R.id.consent).apply {
            visibility = visibleIf(asked.purposes.isNotEmpty())
            show(asked, aloud, folds = true) { screen.on(ForumEvent.Agreeing(it)) }
            if (state.failure?.at("method") != null) bringIntoView(findViewById(R.id.consent_method))
        }
    }

    private fun drawTold(state: Forum, view: ForumView) {
        findViewById<View>(R.id.about_event).visibility = visibleIf(view.line != null)
        field(R.id.headcount).apply {
            text = state.form.headcount ?: view.headcount?.toString().orEmpty()
            wrong = state.failure?.at("anonymous_headcount")?.let { getString(words(it)) }
            if (wrong != null) bringIntoView(this)
        }
        field(R.id.notes).text = state.form.notes ?: view.notes.orEmpty()
        findViewById<Choices>(R.id.figures).apply {
            visibility = visibleIf(view.figures.isNotEmpty())
            show(view.figures, view.figures.filter { it.isChosen || it.figure in state.form.figures }, { it.name }) {
                if (!it.isChosen) screen.on(ForumEvent.FigureTapped(it.figure))
            }
        }
        findViewById<Choices>(R.id.messages).apply {
            visibility = visibleIf(view.messages.isNotEmpty())
            show(view.messages, view.messages.filter { it.isShown || it.message in state.form.messages }, { it.title }) {
                if (!it.isShown) screen.on(ForumEvent.MessageTapped(it.message))
            }
        }
    }

    private fun drawRecorded(state: Forum, view: ForumView) {
        val count = view.attending.size + view.attendingElsewhere.toInt()
        button(R.id.show_recorded).apply {
            visibility = visibleIf(count > 0)
            text = getString(if (state.isRecordShown) R.string.hide_recorded else R.string.show_recorded, count)
        }
        findViewById<LinearLayout>(R.id.recorded).drawLines(if (state.isRecordShown) view.attending else emptyList()) { line ->
            show(line.name, about(line), line.status) { startActivity(Places.worker(this@ForumActivity, line.worker)) }
        }
        text(R.id.elsewhere).draw(
            view.attendingElsewhere.toInt().takeIf { it > 0 && state.isRecordShown }
                ?.let { resources.getQuantityString(R.plurals.attending_elsewhere, it, it) },
        )
    }

    /** What tells two of one name apart. */
    private fun about(line: AttendeeLine): String {
        val isFromHere = line.villageName == screen.state.view?.line?.villageName
        val where = listOfNotNull(line.hamlet, line.villageName.takeIf { it.isNotEmpty() && !isFromHere })
        return (where + line.segments.map { getString(words(it)) }).joinToString(" · ")
    }

    /** The code alone: it names an event and nobody. */
    private fun share() {
        val code = screen.state.view?.code ?: return
        shareText(getString(R.string.code_to_share, code), R.string.share_code)
    }

    private fun field(id: Int) = findViewById<TextField>(id)

    private fun button(id: Int) = findViewById<Button>(id)

    private fun text(id: Int) = findViewById<TextView>(id)

    private fun visibleIf(shown: Boolean) = if (shown) View.VISIBLE else View.GONE

    private companion object {
        /** More chips than this are no choice any more. */
        const val VILLAGES_OFFERED_MAX = 30
    }
}
