package id.perisai.shell.day

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.view.View
import id.perisai.field.core.ConsentPurpose
import id.perisai.shell.Account
import id.perisai.shell.Places
import id.perisai.shell.R
import id.perisai.shell.ShellInTests
import id.perisai.shell.damageStore
import id.perisai.shell.lockByPin
import id.perisai.shell.tap
import id.perisai.shell.unlockByPin
import id.perisai.shell.words.words

/** A screen as the documentation shows it. */
class Shown(
    /** The picture's file, without its ending. */
    val name: String,
    /** What the screen is called. */
    val title: String,
    /** What one sees there. */
    val sees: String,
    /** What happens to the phone before; nothing with most. */
    val before: (ShellInTests) -> Unit = {},
    /** What is tapped before one looks; nothing with most. */
    val taps: (Activity) -> Unit = {},
    /** How it opens; what it is about is asked for by what it is. */
    val open: (Context, (String) -> String) -> Intent,
)

/** Every screen of the app, in the order in which a day meets them. */
val SCREENS = listOf(
    Shown("masuk", "Masuk", "a phone becomes an agent's, with a code from the branch", before = { it.begun = Account(Day.RINI, "https://semarang.example") }) { from, _ ->
        Places.signIn(from)
    },
    Shown("masuk-pindai", "Pindai kode", "the camera, on a supervisor's screen") { from, _ -> to(from, "signin.ScanActivity") },
    Shown("pin-pasang", "Pasang PIN", "a PIN is chosen, typed twice: what it is for, and what happens if it is forgotten") { from, _ -> Places.setPin(from, isFirst = true) },
    Shown("buka", "Buka kunci", "the PIN, before anything is seen", before = ::lockByPin) { from, _ -> Places.unlock(from) },
    Shown("lupa-pin", "Lupa PIN", "the request to the branch, its answer, and a new PIN", before = ::unlockByPin) { from, _ -> Places.forgotten(from) },
    Shown("hari-ini", "Hari ini", "what is due and why, what was begun, what waits on this phone, and the large button") { from, _ -> Places.today(from) },
    Shown("catat", "Catat", "what there is to record, one tap each") { from, _ -> to(from, "today.RecordChooser") },
    Shown("lainnya", "Lainnya", "the way to everything else") { from, _ -> Places.more(from) },
    Shown("daftarkan", "Daftarkan pekerja", "a registration, with the quote as it is typed") { from, _ -> Places.register(from) },
    Shown("percakapan-siapa", "Dengan siapa", "with whom one talks: somebody known, or somebody new") { from, _ ->
        to(from, "conversation.MeetActivity")
    },
    Shown("percakapan", "Percakapan", "a conversation: objections, the card, teach-back, intent, the next step") { from, the ->
        Places.conversation(from, the("worker"))
    },
    Shown("kartu", "Kartu pandangan", "the card, answered with fingers: first the agent's guess, then the worker", taps = ::beginCard) { from, the ->
        Places.conversation(from, the("worker"))
    },
    Shown("forum-daftar", "Forum", "events, planned and held") { from, _ -> Places.forums(from) },
    Shown("forum-rencana", "Rencana forum", "a forum is planned") { from, _ -> Places.planEvent(from) },
    Shown("forum", "Hadir di forum", "who came, by search or by name, and how many more") { from, the ->
        Places.forum(from, the("event"))
    },
    Shown("pekerja-daftar", "Pekerja", "search by name or NIK") { from, _ -> Places.workers(from) },
    Shown("pekerja", "Satu pekerja", "one worker's story in order of time, each record with where it stands") { from, the ->
        Places.worker(from, the("worker"))
    },
    Shown("rekaman", "Satu catatan", "one record, field by field") { from, the ->
        Places.record(from, "worker", the("worker"))
    },
    Shown("pekerja-ubah", "Ubah data pekerja", "a worker's own fields") { from, the ->
        Places.editWorker(from, the("worker"))
    },
    Shown("persetujuan", "Persetujuan", "the text to read aloud, in the worker's language, and how consent was given", taps = ::chooseTestimonial) { from, the ->
        Places.consent(from, the("worker"))
    },
    Shown("titipan", "Titipan iuran", "money that was entrusted, and its receipt to share") { from, the ->
        Places.money(from, the("worker"))
    },
    Shown("tokoh-daftar", "Tokoh", "figures, and the shares of workers who named them") { from, _ -> Places.figures(from) },
    Shown("tokoh", "Satu tokoh", "roles, trust, stage and promises; never who named whom") { from, the ->
        Places.figure(from, the("figure"))
    },
    Shown("tokoh-ubah", "Tokoh baru", "a figure's own fields") { from, _ -> Places.editFigure(from) },
    Shown("tokoh-disebut", "Siapa yang disebut warga", "whom a worker names, having agreed to it; shown while it is told, and never again") { from, the ->
        Places.nominate(from, the("worker"))
    },
    Shown("mitra", "Mitra", "partners, and what they give") { from, _ -> to(from, "figures.PartnersActivity") },
    Shown("pesan-daftar", "Pesan", "stories and testimonies, by segment and objection") { from, _ -> Places.messages(from) },
    Shown("pesan", "Satu pesan", "a story to tell or to play, without a network") { from, the ->
        Places.message(from, the("message"))
    },
    Shown("sinkron", "Sinkron", "what will be sent, how it goes, and what the branch answered") { from, _ -> Places.sync(from) },
    Shown("perhatian-daftar", "Perhatian", "conflicts, duplicates and what came back") { from, _ -> Places.attention(from) },
    Shown("perhatian-pertentangan", "Pertentangan", "both values, with who and when; one chooses, with a reason") { from, the ->
        Places.conflict(from, the("conflict"))
    },
    Shown("perhatian-perbaikan", "Perbaikan", "a capture that the branch rejected, open for correction") { from, the ->
        Places.correct(from, the("rejected"))
    },
    Shown("ringkasan", "Ringkasan", "the phone's reports") { from, _ -> Places.summary(from) },
    Shown("ringkasan-laporan", "Satu laporan", "a report as a picture, with n and intervals") { from, _ ->
        Places.report(from, "OBJECTIONS")
    },
    // The last one: from here on the day's store is damaged.
    Shown("data-rusak", "Data rusak", "what was saved of a damaged store, and the way to go on with it", before = ::damageStore) { from, _ -> Places.rescue(from) },
)

private fun beginCard(conversation: Activity) {
    conversation.findViewById<View>(R.id.card).findViewById<View>(R.id.fold_head).performClick()
    conversation.findViewById<View>(R.id.card_take).performClick()
    conversation.findViewById<View>(R.id.talk_main).performClick()
}

private fun chooseTestimonial(consent: Activity) = consent.tap(consent.getString(words(ConsentPurpose.TESTIMONIAL)))

private fun to(from: Context, screen: String) = Intent().setClassName(from, "id.perisai.shell.$screen")
