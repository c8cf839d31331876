package id.perisai.shell.parts

import android.content.Context
import android.os.Handler
import android.os.Looper
import android.speech.tts.TextToSpeech
import android.speech.tts.UtteranceProgressListener
import android.speech.tts.Voice
import id.perisai.field.core.Language

/**
 * Reads texts aloud by the voices that the phone has on itself, so that it works where there is no signal. Which there are is
 * known a moment after the screen came up; [changed] is called then, and whenever reading begins or ends.
 */
class ReadAloud(context: Context, private val changed: () -> Unit) {
    /** What can be read aloud in a language. */
    enum class Means {
        /** It is not known yet. */
        UNKNOWN,

        /** By a voice of that language. */
        OWN_VOICE,

        /** By an Indonesian voice: Javanese is understood in it, and said as it is written. */
        INDONESIAN_VOICE,

        /** By none: the phone has no voice on itself. */
        NONE,
    }

    private val drawing = Handler(Looper.getMainLooper())
    private var voices: Set<Voice>? = null

    /** Whether it is reading now. */
    var isReading = false
        private set

    private val speech: TextToSpeech = TextToSpeech(context) { outcome -> drawing.post { began(outcome) } }

    /** How a text of a language would be read. */
    fun means(language: Language): Means {
        val there = voices ?: return Means.UNKNOWN
        return when {
            there.any { it.speaks(language) } -> Means.OWN_VOICE
            there.any { it.speaks(Language.INDONESIAN) } -> Means.INDONESIAN_VOICE
            else -> Means.NONE
        }
    }

    /** Reads a text from its beginning. */
    fun read(text: String, language: Language) {
        val there = voices ?: return
        speech.voice = there.find { it.speaks(language) } ?: there.find { it.speaks(Language.INDONESIAN) } ?: return
        isReading = true
        speech.speak(text, TextToSpeech.QUEUE_FLUSH, null, text.hashCode().toString())
        changed()
    }

    /** Is silent. */
    fun stop() {
        speech.stop()
        ended()
    }

    /** Gives the voices back; nothing is read from now on. */
    fun close() {
        drawing.removeCallbacksAndMessages(null)
        speech.shutdown()
    }

    private fun began(outcome: Int) {
        val there = if (outcome == TextToSpeech.SUCCESS) speech.voices.orEmpty() else emptySet()
        voices = there.filterNotNull().filter(::isOnThePhone).toSet()
        speech.setOnUtteranceProgressListener(object : UtteranceProgressListener() {
            override fun onStart(utterance: String) = Unit

            override fun onDone(utterance: String) {
                drawing.post(::ended)
            }

            @Deprecated("Deprecated in Java")
            override fun onError(utterance: String) {
                drawing.post(::ended)
            }
        })
        changed()
    }

    private fun ended() {
        if (!isReading) return
        isReading = false
        changed()
    }

    private fun isOnThePhone(voice: Voice) =
        !voice.isNetworkConnectionRequired && TextToSpeech.Engine.KEY_FEATURE_NOT_INSTALLED !in voice.features.orEmpty()

    /** Java called Indonesian `in` before it called it `id`. */
    private fun Voice.speaks(language: Language): Boolean = when (language) {
        Language.INDONESIAN -> locale.language in setOf("id", "in", "ind")
        Language.JAVANESE -> locale.language in setOf("jv", "jw", "jav")
    }
}
