package id.perisai.shell.register

import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.Button
import android.widget.TextView
import id.perisai.field.core.FormKind
import id.perisai.field.core.ReceiptText
import id.perisai.shell.Phone
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.Screen
import id.perisai.shell.parts.KeptAs
import id.perisai.shell.parts.ScreenActivity
import id.perisai.shell.parts.confirm
import id.perisai.shell.parts.draw
import id.perisai.shell.parts.shareText
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spokenMonths

/** Daftarkan pekerja: one page from the NIK to the receipt. The total and the way to save stay in sight at the foot. */
class RegisterActivity : ScreenActivity<Register, RegisterEvent>() {
    override val title = R.string.register
    override val layout = R.layout.register
    override val foot = R.layout.register_foot
    override val keptAs get() = KeptAs(FormKind.REGISTRATION, screen.state.about)

    private val later = Handler(Looper.getMainLooper())
    private lateinit var sections: List<Section>
    private lateinit var savedSection: SavedSection
    private var savedBefore: SavedRegistration? = null
    private var wasSaving = false
    private var wentTo: GoTo? = null

    override fun begin(phone: Phone): Screen<Register, RegisterEvent> {
        val begun = Register(worker = intent.getStringExtra(Places.WORKER), event = intent.getStringExtra(Places.EVENT))
        return Screen(begun, phone.core, RegisterEvent::Failed, ::reduce)
    }

    override fun onCreate(saved: Bundle?) {
        savedBefore = saved?.let(::savedRegistration)
        wasSaving = saved?.getBoolean(IS_SAVING) ?: false
        super.onCreate(saved)
    }

    override fun onMade() {
        wentTo = screen.state.goTo
        val page = findViewById<View>(R.id.register_form)
        val tell = { event: RegisterEvent -> tell(event) }
        sections = listOf(
            PersonSection(page, tell),
            HomeSection(page, tell),
            WorkSection(page, tell),
            TermsSection(page, tell),
            ConsentSection(page, aloud, tell),
            MoneySection(page, tell),
        )
        savedSection = SavedSection(find(R.id.register_done), tell) { worker -> startActivity(Places.worker(this, worker)) }
        find<Button>(R.id.register_save).setOnClickListener { tell(RegisterEvent.SaveTapped()) }
        find<Button>(R.id.register_draft_save).setOnClickListener { tell(RegisterEvent.SaveTapped(asDraft = true)) }
        find<Button>(R.id.register_another).setOnClickListener { tell(RegisterEvent.AnotherTapped) }
        find<Button>(R.id.register_finish).setOnClickListener { finish() }
        find<Button>(R.id.register_give_up).setOnClickListener {
            val words = listOf(R.string.register_give_up, R.string.register_give_up_sure).map(::getString)
            confirm(words[0], words[1], words[0]) { tell(RegisterEvent.DraftGivenUp) }
        }
    }

    override fun entered(): RegisterEvent = RegisterEvent.Entered(savedBefore, wasSaving).also {
        savedBefore = null
        wasSaving = false
    }

    override fun formFields(state: Register) = state.fields()

    override fun restored(fields: Map<String, String>) = RegisterEvent.Restored(fields)

    override fun draw(state: Register) {
        showFailure(state.failure)
        find<View>(R.id.register_form).shown(state.form != null && state.saved == null)
        find<View>(R.id.register_done).shown(state.saved != null)
        if (state.form != null && state.saved == null) sections.forEach { it.draw(state) }
        state.saved?.let(savedSection::draw)
        drawFoot(state)
        goWhereToldTo(state)
        state.toShare?.let(::share)
        state.leavesFor?.let(::leaveFor)
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        out.putBoolean(IS_SAVING, screen.state.isSaving)
        // Ids and a number: who it is about stays in the encrypted store.
        (screen.state.saved ?: savedBefore)?.let { saved ->
            out.putString(REGISTRATION, saved.registration)
            out.putString(WORKER, saved.worker)
            out.putString(RECEIPT, saved.receiptNumber)
            out.putBoolean(IS_DRAFT, saved.isDraft)
        }
    }

    override fun onDestroy() {
        later.removeCallbacksAndMessages(null)
        super.onDestroy()
    }

    /** Says what happened; what is typed is judged when typing pauses. */
    private fun tell(event: RegisterEvent) {
        screen.on(event)
        if (event !is RegisterEvent.Written) return
        later.removeCallbacksAndMessages(null)
        later.postDelayed({ screen.on(RegisterEvent.Paused) }, PAUSE_MS)
    }

    private fun drawFoot(state: Register) {
        val isForm = state.form != null && state.saved == null
        val quote = state.quote
        val total = if (quote == null) getString(R.string.register_total_unknown)
        else getString(R.string.register_total, rupiah(quote.totalRupiah), spokenMonths(resources, quote.allMonths))
        find<TextView>(R.id.register_total).draw(total.takeIf { isForm })
        find<Button>(R.id.register_save).apply {
            shown(isForm)
            isEnabled = !state.isSaving
            setText(
                when {
                    state.isSaving -> R.string.saving
                    state.handingIn != null -> R.string.register_hand_in
                    else -> R.string.save
                },
            )
        }
        val preview = state.preview
        val mayDraft = isForm && state.handingIn == null && preview != null && preview.canDraft && !preview.canRegister
        find<Button>(R.id.register_draft_save).apply {
            shown(mayDraft)
            isEnabled = !state.isSaving
        }
        find<View>(R.id.register_another).shown(state.saved != null)
        find<View>(R.id.register_finish).shown(state.saved != null)
    }

    private fun goWhereToldTo(state: Register) {
        val goTo = state.goTo
        if (goTo == null || goTo == wentTo) return
        wentTo = goTo
        sections.firstNotNullOfOrNull { it.at(goTo.place) }?.let(::bringIntoView)
    }

    /** Hands the receipt, which holds no NIK, to the app that the agent chooses. */
    private fun share(receipt: ReceiptText) {
        screen.on(RegisterEvent.Shared)
        shareText(receipt.text, R.string.receipt_share)
    }

    private fun leaveFor(worker: String) {
        if (isFinishing) return
        startActivity(Places.register(this, worker, screen.state.event))
        finish()
    }

    private fun savedRegistration(bundle: Bundle): SavedRegistration? {
        val registration = bundle.getString(REGISTRATION) ?: return null
        return SavedRegistration(
            registration,
            bundle.getString(WORKER),
            bundle.getBoolean(IS_DRAFT),
            bundle.getString(RECEIPT),
            emptyList(),
        )
    }

    private companion object {
        /** After the last letter, milliseconds: the answer comes while the agent looks up. */
        const val PAUSE_MS = 250L

        const val REGISTRATION = "registration"
        const val WORKER = "worker"
        const val RECEIPT = "receipt"
        const val IS_DRAFT = "is_draft"
        const val IS_SAVING = "is_saving"
    }
}
