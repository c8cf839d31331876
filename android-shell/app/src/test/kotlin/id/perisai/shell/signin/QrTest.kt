package id.perisai.shell.signin

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import java.io.File
import kotlin.random.Random

/** A code is read from what a camera gives: lightness, line by line. */
class QrTest {
    @Test
    fun `a code is read, dark on light and light on dark, also by a camera that pads its lines`() {
        val (width, height, stride) = Triple(640, 480, 704)
        assertEquals(SAID, readQr(seen(width, height, stride) { it }, stride, width, height))
        assertEquals(SAID, readQr(seen(width, height, stride) { !it }, stride, width, height))
    }

    @Test
    fun `where there is no code, or half of one, nothing is read`() {
        val noise = Random(7)
        assertNull(readQr(ByteArray(640 * 480).also(noise::nextBytes), 640, 640, 480))
        val half = seen(640, 480, 640) { it }
        half.fill(0, half.size / 2)
        assertNull(readQr(half, 640, 640, 480))
    }

    @Test
    fun `what the branch draws for a supervisor is what a phone reads`() {
        val folder = File.createTempFile("branch", "").apply { delete() }
        try {
            branch(folder, "init")
            branch(folder, "agent", "add", "A-07", "--name", "Rini", "--villages", "33.74.05.1003", "--by", "admin", "--reason", "new")
            val lines = branch(
                folder, "enrol-code", "A-07", "--qr", "--address", "https://semarang.example", "--by", "admin", "--reason", "new",
            ).lines().dropLastWhile(String::isEmpty)
            val (code, said) = lines
            val (picture, width, height) = photographed(lines.drop(2))
            assertEquals(said, readQr(picture, width, width, height))
            val invitation = checkNotNull(Invitation.read(said))
            assertEquals(listOf("A-07", "https://semarang.example", code), listOf(invitation.agent, invitation.branch, invitation.code))
        } finally {
            folder.deleteRecursively()
        }
    }

    /** A code as a camera sees it: grey, somewhat uneven, in the middle of the picture. */
    private fun seen(width: Int, height: Int, stride: Int, isDark: (Boolean) -> Boolean): ByteArray {
        val code = QRCodeWriter().encode(SAID, BarcodeFormat.QR_CODE, 0, 0)
        val noise = Random(3)
        val scale = 6
        val (left, top) = (width - code.width * scale) / 2 to (height - code.height * scale) / 2
        return ByteArray(stride * height) { at ->
            val (x, y) = (at % stride - left) / scale to (at / stride - top) / scale
            val dark = x in 0 until code.width && y in 0 until code.height && at % stride >= left && at / stride >= top && code[x, y]
            ((if (isDark(dark)) 70 else 180) + noise.nextInt(-20, 20)).toByte()
        }
    }

    /** A terminal's half blocks, light on dark, eight points to a module. */
    private fun photographed(lines: List<String>): Triple<ByteArray, Int, Int> {
        val scale = 8
        val (margin, columns, rows) = Triple(4, lines[0].length, lines.size * 2)
        val (width, height) = (columns + 2 * margin) * scale to (rows + 2 * margin) * scale
        val light = ByteArray(width * height) { at ->
            val (column, row) = at % width / scale - margin to at / width / scale - margin
            val block = lines.getOrNull(row.floorDiv(2))?.getOrNull(column) ?: ' '
            val isLight = block == '█' || block == (if (row % 2 == 0) '▀' else '▄')
            if (isLight) 200.toByte() else 30
        }
        return Triple(light, width, height)
    }

    private fun branch(folder: File, vararg words: String): String {
        val process = ProcessBuilder(listOf(System.getenv("PERISAI_BRANCH"), *words, "--data", folder.path)).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { process.errorStream.bufferedReader().readText() }
        return said
    }

    private companion object {
        const val SAID = "perisai:enrol?agent=A-07&branch=https%3A%2F%2Fsemarang.example&code=0123456789abcdef0123456789abcdef"
    }
}
