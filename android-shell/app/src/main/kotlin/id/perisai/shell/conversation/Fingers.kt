package id.perisai.shell.conversation

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.PixelFormat
import android.graphics.RectF
import android.graphics.drawable.Drawable

/** A hand that shows a number of fingers, one to five: an answer that is pointed at, and needs no reading. */
class Fingers(private val count: Int, colour: Int, private val density: Float) : Drawable() {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = colour
        strokeCap = Paint.Cap.ROUND
        strokeWidth = 5.4f
    }

    override fun getIntrinsicWidth() = (WIDTH * density).toInt()

    override fun getIntrinsicHeight() = (HEIGHT * density).toInt()

    override fun draw(canvas: Canvas) {
        canvas.save()
        canvas.translate(bounds.left.toFloat(), bounds.top.toFloat())
        canvas.scale(bounds.width() / WIDTH, bounds.height() / HEIGHT)
        canvas.drawRoundRect(RectF(11f, 25f, 36f, 45f), 7f, 7f, paint)
        for ((at, tip) in TIPS.withIndex()) {
            val x = 14f + at * 6.5f
            canvas.drawLine(x, 28f, x, if (at < count) tip else FOLDED, paint)
        }
        if (count > TIPS.size) canvas.drawLine(13f, 38f, 4f, 25f, paint) else canvas.drawLine(13f, 35f, 20f, 33f, paint)
        canvas.restore()
    }

    override fun setAlpha(alpha: Int) {
        paint.alpha = alpha
    }

    override fun setColorFilter(filter: ColorFilter?) {
        paint.colorFilter = filter
    }

    @Deprecated("Deprecated in Java")
    override fun getOpacity() = PixelFormat.TRANSLUCENT

    private companion object {
        const val WIDTH = 40f
        const val HEIGHT = 48f

        /** How high each finger reaches, from the first on; the thumb lies at the side. */
        val TIPS = listOf(7f, 4f, 7f, 11f)
        const val FOLDED = 23f
    }
}
