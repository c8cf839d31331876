package id.perisai.shell.register

import android.view.View
import id.perisai.shell.parts.Choices
import id.perisai.shell.parts.TextField
import id.perisai.shell.words.words

/** A section of the form: draws its part of the state, and tells what is typed and tapped. */
abstract class Section(private val page: View, protected val tell: (RegisterEvent) -> Unit) {
    protected val resources get() = page.resources

    private val typed = mutableMapOf<Place, TextField>()
    private val chosen = mutableMapOf<Place, Choices>()

    abstract fun draw(state: Register)

    /** Where a place stands, to bring it into view; none where it is another section's. */
    open fun at(place: Place): View? = typed[place] ?: chosen[place]

    protected fun <V : View> find(id: Int): V = page.findViewById(id) ?: error("no such part in the form")

    protected fun words(id: Int, vararg values: Any): String = resources.getString(id, *values)

    /** A field that is typed into. */
    protected fun field(place: Place, id: Int): TextField = find<TextField>(id).also { field ->
        typed[place] = field
        field.onTyped = { text -> tell(RegisterEvent.Written(place, text)) }
    }

    /** A choice that a place of the form is made by. */
    protected fun choice(place: Place, id: Int): Choices = find<Choices>(id).also { chosen[place] = it }

    /** Draws what is typed and what is wrong with it. */
    protected fun drawTyped(state: Register) {
        for ((place, field) in typed) {
            field.text = state.typed.text(place)
            field.wrong = wrong(state, place)
            field.typed.isEnabled = !state.isSaving
        }
        for ((place, choices) in chosen) choices.wrong = wrong(state, place)
    }

    /** Shows fields that the branch asks for beyond the usual ones, and what is filled in of them already. */
    protected fun drawAskedToo(state: Register, vararg places: Place) {
        for (place in places) {
            val isAsked = place.word in state.form?.askedToo.orEmpty()
            typed[place]?.shown(isAsked || state.typed.text(place).isNotEmpty())
        }
    }

    protected fun chose(change: (Typed) -> Typed) = tell(RegisterEvent.Chosen(change))

    /** What is wrong at a place. */
    protected fun wrong(state: Register, place: Place): String? = state.rule(place)?.let { words(words(it)) }
}

/** Shows a view, or leaves no room for it. */
internal fun View.shown(isShown: Boolean) {
    val wanted = if (isShown) View.VISIBLE else View.GONE
    if (visibility != wanted) visibility = wanted
}

/** Takes a thing into a set, or out of it. */
internal fun <T> Set<T>.toggled(thing: T): Set<T> = if (thing in this) this - thing else this + thing
