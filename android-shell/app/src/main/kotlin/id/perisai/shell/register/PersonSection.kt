package id.perisai.shell.register

import android.text.InputType
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import id.perisai.field.core.NikSoFar
import id.perisai.field.core.OpenRegistration
import id.perisai.field.core.Sex
import id.perisai.shell.R
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.drawLines
import id.perisai.shell.words.likenessWords
import id.perisai.shell.words.rupiah
import id.perisai.shell.words.spoken
import id.perisai.shell.words.words

/** Who it is: what the identity card says, and who it may be. */
class PersonSection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val nik = field(Place.NIK, R.id.register_nik)
    private val birthDate = field(Place.BIRTH_DATE, R.id.register_birth_date)
    private val phone = field(Place.PHONE, R.id.register_phone)
    private val sex = choice(Place.SEX, R.id.register_sex)
    private val take = find<Button>(R.id.register_take_proposal)
    private var isParted = false

    init {
        field(Place.NAME, R.id.register_name)
        field(Place.BIRTH_PLACE, R.id.register_birth_place)
        field(Place.EMAIL, R.id.register_email)
        take.setOnClickListener { tell(RegisterEvent.ProposalTaken) }
        birthDate.typed.inputType = InputType.TYPE_CLASS_DATETIME or InputType.TYPE_DATETIME_VARIATION_DATE
    }

    override fun draw(state: Register) {
        val form = state.form ?: return
        if (!isParted) {
            // Once: to say it again would begin the keyboard anew with each letter.
            isParted = true
            nik.groupBy(*form.nikParts.map(UInt::toInt).toIntArray())
        }
        drawTyped(state)
        drawAskedToo(state, Place.BIRTH_PLACE, Place.EMAIL)
        drawAbout(state)
        val judged = state.preview
        nik.helper = judged?.nik?.let { nikHelp(it, state.typed.text(Place.NIK)) } ?: words(R.string.register_nik_empty)
        take.text = judged?.nik?.let(::proposal)
        take.shown(judged?.nik?.let(::proposal) != null)
        val (day, years) = judged?.birthDate to judged?.ageYears
        birthDate.helper = if (day == null || years == null) words(R.string.register_birth_date_how)
        else resources.getQuantityString(R.plurals.register_age, years.toInt(), spoken(resources, day), years.toInt())
        phone.helper = judged?.phone?.let { words(R.string.register_phone_stored, it) }
        sex.show(Sex.values().toList(), listOfNotNull(state.typed.sex), { words(words(it)) }) { tapped ->
            chose { it.copy(sex = tapped) }
        }
        drawLikely(state)
    }

    private fun drawAbout(state: Register) {
        val form = state.form ?: return
        val event = form.event?.let { held ->
            val where = listOf(held.place, held.villageName).filter(String::isNotEmpty).joinToString(", ")
            words(R.string.register_at, listOf(words(words(held.kind)), where).filter(String::isNotEmpty).joinToString(", "))
        }
        val known = form.worker?.let { worker ->
            val covered = worker.coveredTo?.let { words(R.string.register_covered_to, spoken(resources, it)) }
            val who = words(R.string.register_known, worker.person.name.orEmpty(), worker.villageName)
            listOfNotNull(who, covered).joinToString("\n")
        }
        find<Notice>(R.id.register_event).show(listOfNotNull(event, known).joinToString("\n"), Notice.Kind.INFO)
        find<Notice>(R.id.register_interrupted).show(words(R.string.register_interrupted).takeIf { state.wasInterrupted }, Notice.Kind.LOOK)
        find<Notice>(R.id.register_open).show(form.worker?.open?.let(::openTold), Notice.Kind.LOOK)
        find<View>(R.id.register_give_up).shown(state.handingIn != null && !state.isSaving)
    }

    private fun openTold(open: OpenRegistration): String {
        val made = spoken(resources, open.made.day)
        if (!open.canBeHandedIn) return words(R.string.register_open, made, words(words(open.status)))
        val draft = words(R.string.register_draft, made, words(words(open.programmes)), rupiah(open.quote.totalRupiah))
        return listOfNotNull(draft, open.reason?.let { words(R.string.register_came_back, it) }).joinToString("\n")
    }

    private fun nikHelp(nik: NikSoFar, typed: String): String = when {
        nik.isWhole && nik.district.isNotEmpty() -> words(R.string.register_nik_whole, nik.district)
        nik.isWhole -> words(R.string.register_nik_whole_elsewhere)
        typed.isEmpty() || nik.missingDigits == 0u -> words(R.string.register_nik_empty)
        else -> nik.missingDigits.toInt().let { resources.getQuantityString(R.plurals.register_nik_missing, it, it) }
    }

    private fun proposal(nik: NikSoFar): String? {
        val (born, sex) = nik.birthDate to nik.sex?.let { words(words(it)).lowercase() }
        return when {
            born != null && sex != null -> words(R.string.register_take_birth_and_sex, born, sex)
            born != null -> words(R.string.register_take_birth, born)
            sex != null -> words(R.string.register_take_sex, sex)
            else -> null
        }
    }

    private fun drawLikely(state: Register) {
        val likely = state.preview?.likelySame.orEmpty()
        val told = words(R.string.register_likely).takeIf { likely.isNotEmpty() }
        find<Notice>(R.id.register_likely_notice).show(told, Notice.Kind.LOOK)
        find<LinearLayout>(R.id.register_likely).drawLines(likely) { same ->
            val why = same.reasons.joinToString("; ") { words(likenessWords(it)) }
            show(same.name, why) { tell(RegisterEvent.KnownChosen(same.worker)) }
        }
    }
}
