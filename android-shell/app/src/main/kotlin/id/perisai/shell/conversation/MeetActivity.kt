package id.perisai.shell.conversation

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FormKind
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.words

/** Whom a conversation is with: somebody known, or somebody met for the first time. */
class MeetActivity : ScreenActivity<Meet, MeetEvent>() {
    override val title = R.string.meet
    override val layout = R.layout.meet
    override val foot = R.layout.meet_foot

    override val keptAs = KeptAs(FormKind.MEETING)

    override fun formFields(state: Meet) = state.toFields()

    override fun restored(fields: Map<String, String>) = MeetEvent.Restored(fields)

    override fun begin(phone: Phone) = Screen(Meet(), phone.core, MeetEvent::Failed, ::reduce)

    override fun onMade() {
        view<TextField>(R.id.meet_name).onTyped = { screen.on(MeetEvent.NameTyped(it)) }
        view<Button>(R.id.meet_new).setOnClickListener { screen.on(MeetEvent.NewTapped) }
        view<Button>(R.id.meet_save).setOnClickListener { screen.on(MeetEvent.SaveTapped) }
    }

    override fun entered(): MeetEvent = MeetEvent.Entered

    override fun draw(state: Meet) {
        if (state.met != null) {
            if (!isFinishing) {
                startActivity(Places.conversation(this, state.met, intent.getStringExtra(Places.MESSAGE)))
                finish()
            }
            return
        }
        showFailure(state.failure.takeIf { it?.at("name") == null && it?.at("village") == null })
        view<TextField>(R.id.meet_name).apply {
            text = state.name
            wrong = state.failure?.at("name")?.let { getString(words(it)) }
        }
        val offered = state.offered.orEmpty()
        view<TextView>(R.id.meet_offered).draw(
            when {
                offered.isNotEmpty() -> getString(if (state.name.isBlank()) R.string.meet_lately else R.string.meet_found)
                state.offered != null && state.name.isNotBlank() -> getString(R.string.meet_nobody)
                else -> null
            },
        )
        view<ViewGroup>(R.id.meet_list).drawLines(offered) { worker ->
            show(worker.name, worker.villageName, worker.status, icon = R.drawable.nav_workers) { screen.on(MeetEvent.KnownTapped(worker.worker)) }
        }
        view<View>(R.id.meet_new).isShown(!state.isNew && state.name.isNotBlank())
        view<View>(R.id.meet_person).isShown(state.isNew)
        view<View>(R.id.meet_save).isShown(state.isNew)
        val villages = state.meeting?.villages.orEmpty()
        view<Choices>(R.id.meet_village).apply {
            show(villages, villages.filter { it.village == state.village }, { it.name.ifEmpty { it.village } }) { screen.on(MeetEvent.VillageTapped(it.village)) }
            wrong = state.failure?.at("village")?.let { getString(words(it)) }
        }
        view<Choices>(R.id.meet_segment).show(state.meeting?.segments.orEmpty(), listOfNotNull(state.segment), { getString(words(it)) }) {
            screen.on(MeetEvent.SegmentTapped(it))
        }
        view<Button>(R.id.meet_save).apply {
            isEnabled = !state.isSaving
            setText(if (state.isSaving) R.string.saving else R.string.meet_save)
        }
    }

    private fun <V : View> view(id: Int): V = findViewById(id)
}
