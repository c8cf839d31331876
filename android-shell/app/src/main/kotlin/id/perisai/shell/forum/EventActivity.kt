package id.perisai.shell.forum

import android.view.View
import android.widget.Button
import id.perisai.field.core.EventKind
import id.perisai.field.core.EventPlan
import id.perisai.field.core.FormKind
import id.perisai.field.core.NearDay
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.TextField
import id.perisai.shell.words.nearDay
import id.perisai.shell.words.spokenTime
import id.perisai.shell.words.words

/** An event is planned, recorded as it happens, or its plan is changed. */
class EventActivity : ScreenActivity<Plan, PlanEvent>() {
    override val title = R.string.event
    override val layout = R.layout.event
    override val foot = R.layout.event_foot

    private val event get() = intent.getStringExtra(Places.EVENT)

    override val keptAs get() = KeptAs(FormKind.EVENT, event)

    override fun begin(phone: Phone) = Screen(Plan(event), phone.core, PlanEvent::Failed, ::reduce)

    override fun entered() = PlanEvent.Entered

    override fun formFields(state: Plan): Map<String, String>? =
        state.plan?.takeIf { state.isEdited && !state.isSaving && state.saved == null }?.toFields()

    override fun restored(fields: Map<String, String>) = PlanEvent.Restored(planFromFields(fields))

    override fun onMade() {
        findViewById<TextField>(R.id.time).onTyped = { typed -> chosen { copy(time = typed) } }
        findViewById<TextField>(R.id.place).onTyped = { typed -> chosen { copy(place = typed) } }
        findViewById<Button>(R.id.save).setOnClickListener { screen.on(PlanEvent.SaveTapped) }
    }

    override fun draw(state: Plan) {
        state.saved?.let { saved ->
            if (isFinishing) return
            if (event == null) startActivity(Places.forum(this, saved))
            return finish()
        }
        val atField = listOf("day", "time", "village").any { state.failure?.at(it) != null }
        showFailure(state.failure.takeIf { !atField })
        showTitle(getString(if (event == null) R.string.event else R.string.change_plan))
        findViewById<Button>(R.id.save).apply {
            isEnabled = state.plan != null && !state.isSaving
            setText(if (state.isSaving) R.string.saving else R.string.save)
        }
        val (choices, plan) = (state.choices ?: return) to (state.plan ?: return)
        findViewById<Choices>(R.id.kind).show(EventKind.values().toList(), listOf(plan.kind), { getString(words(it)) }) {
            chosen { copy(kind = it) }
        }
        findViewById<Choices>(R.id.day).apply {
            show(days(choices.days, plan), listOf(plan.day), { day -> words(choices.days, day) }) { chosen { copy(day = it) } }
            wrong = state.failure?.at("day")?.let { getString(words(it)) }
            if (wrong != null) bringIntoView(this)
        }
        val times = listOf(choices.now.time) + choices.times
        findViewById<Choices>(R.id.hour).show(times.distinct(), listOf(plan.time), { if (it == choices.now.time) getString(R.string.event_now) else spokenTime(resources, it) }) {
            chosen { copy(time = it) }
        }
        findViewById<TextField>(R.id.time).apply {
            text = plan.time
            wrong = state.failure?.at("time")?.let { getString(R.string.wrong_time) }
            if (wrong != null) bringIntoView(this)
        }
        findViewById<TextField>(R.id.place).text = plan.place.orEmpty()
        findViewById<Choices>(R.id.village).apply {
            val villages = choices.villages.take(VILLAGES_OFFERED_MAX)
            visibility = if (villages.isEmpty()) View.GONE else View.VISIBLE
            show(villages, villages.filter { it.village == plan.village }, { it.name }) {
                chosen { copy(village = it.village.takeIf { code -> code != village }) }
            }
            wrong = state.failure?.at("village")?.let { getString(words(it)) }
        }
        findViewById<Choices>(R.id.partners).apply {
            visibility = if (choices.partners.isEmpty()) View.GONE else View.VISIBLE
            show(choices.partners, choices.partners.filter { it.partner in plan.partners }, { it.name }) {
                chosen { copy(partners = (partners.toSet().toggled(it.partner)).toList()) }
            }
        }
    }

    private fun chosen(change: EventPlan.() -> EventPlan) {
        screen.state.plan?.let { screen.on(PlanEvent.Chosen(it.change())) }
    }

    /** The days offered; the plan's own too, where it lies farther away. */
    private fun days(offered: List<NearDay>, plan: EventPlan): List<String> =
        (offered.map { it.day } + plan.day).distinct().filter(String::isNotEmpty).sorted()

    private fun words(offered: List<NearDay>, day: String): String =
        nearDay(resources, offered.find { it.day == day }?.daysAhead, day)

    private companion object {
        /** More chips than this are no choice any more. */
        const val VILLAGES_OFFERED_MAX = 30
    }
}
