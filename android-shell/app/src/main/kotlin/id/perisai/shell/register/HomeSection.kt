package id.perisai.shell.register

import android.view.View
import android.widget.LinearLayout
import id.perisai.field.core.VillageLine
import id.perisai.shell.R
import id.perisai.shell.parts.TextField
import id.perisai.shell.parts.drawLines

/** Where the worker lives: by a tap, or by the name of any village of the country. */
class HomeSection(page: View, tell: (RegisterEvent) -> Unit) : Section(page, tell) {
    private val village = choice(Place.VILLAGE, R.id.register_village)
    private val other = find<TextField>(R.id.register_village_other)
    private val found = find<LinearLayout>(R.id.register_villages_found)

    init {
        field(Place.HAMLET, R.id.register_hamlet)
        field(Place.HOME_ADDRESS, R.id.register_home_address)
        field(Place.KTP_ADDRESS, R.id.register_ktp_address)
        other.onTyped = { text -> tell(RegisterEvent.VillageSought(text)) }
    }

    override fun draw(state: Register) {
        drawTyped(state)
        drawAskedToo(state, Place.HOME_ADDRESS, Place.KTP_ADDRESS)
        val chosen = state.typed.village
        // Another village than those at hand is shown among them once it is chosen, by the name that the core gives it.
        val near = state.form?.villages.orEmpty()
        val beyond = chosen?.takeIf { code -> near.none { it.village == code } }
        val offered = near + listOfNotNull(beyond?.let { VillageLine(it, state.preview?.villageName.orEmpty()) })
        val called = { code: String -> offered.find { it.village == code }?.name?.ifEmpty { code } ?: code }
        village.show(offered.map { it.village }, listOfNotNull(chosen), called) { tapped -> chose { it.copy(village = tapped) } }
        other.text = state.villageSought
        found.drawLines(state.villagesFound) { hit ->
            show(hit.name, hit.area) {
                chose { it.copy(village = hit.village) }
                tell(RegisterEvent.VillageSought(""))
            }
        }
    }
}
