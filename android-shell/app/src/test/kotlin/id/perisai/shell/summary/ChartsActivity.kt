package id.perisai.shell.summary

import android.os.Bundle
import android.view.ViewGroup
import id.perisai.field.core.Chart
import id.perisai.field.core.ChartPlace
import id.perisai.field.core.Curve
import id.perisai.field.core.CurveStep
import id.perisai.field.core.Drawing
import id.perisai.field.core.FigureStatus
import id.perisai.field.core.Interval
import id.perisai.field.core.MapGround
import id.perisai.field.core.Move
import id.perisai.field.core.MovesFrom
import id.perisai.shell.R
import id.perisai.shell.parts.PageActivity

/** The drawings that need more people than a test invites, with invented figures. */
class ChartsActivity : PageActivity() {
    override val title = R.string.more_summary
    override val layout = R.layout.report_heading

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val page = find<ViewGroup>(R.id.screen_page)
        for (drawing in listOf(map(), moves(), curves())) {
            val view = ChartView(this)
            page.addView(view, ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.WRAP_CONTENT))
            view.show(Chart("Gambar", "", "", "angka", emptyList(), drawing))
        }
    }

    private fun map(): Drawing {
        val ground = MapGround(
            40.0, 10.0, 75.0, "Kesepakatan dengan cabang", "Dugaan pekerja: cabang sependapat",
            "Sepakat", "Mengira berbeda", "Mengira sepakat", "Tidak sepakat",
        )
        val around = { at: Double, by: Double -> Interval(at - by, at + by) }
        val places = listOf(55.0 to 82.0, 57.0 to 80.0, 78.0 to 64.0, 61.0 to 58.0, 88.0 to 90.0).mapIndexed { at, (across, up) ->
            ChartPlace(across, around(across, 6.0), up, around(up, 8.0), at == 3)
        }
        return Drawing.Map(ground, places)
    }

    private fun moves(): Drawing {
        val states = listOf("Sepakat", "Mengira berbeda", "Mengira sepakat", "Tidak sepakat")
        val cell = { share: Double? ->
            val text = share?.let { "${(it * 100).toInt()}%" } ?: "–"
            Move(share, text, if (share == null) "" else "10% – 60%", if (share == null) FigureStatus.SUPPRESSED else FigureStatus.ENOUGH)
        }
        val from = states.map { MovesFrom(it, "n = 20", listOf(cell(0.5), cell(0.25), cell(null), cell(0.1))) }
        return Drawing.Moves(states, from)
    }

    private fun curves(): Drawing {
        val steps = listOf(4u to 0.9, 7u to 0.7, 13u to 0.55, 19u to 0.5)
        val curve = { isThin: Boolean ->
            steps.mapIndexed { at, (month, value) ->
                CurveStep(month, steps.getOrNull(at + 1)?.first ?: 24u, value, Interval(value - 0.1, value + 0.08), isThin && at > 1)
            }
        }
        val panels = listOf(Curve("Semua (n = 120)", curve(false)), Curve("Nelayan (n = 14)", curve(true)), Curve("Petani (n < 5)", emptyList()))
        return Drawing.Curves("Bulan iuran", "terlalu sedikit untuk ditampilkan", 24u, 6u, panels)
    }
}
