package id.perisai.shell.day

import android.app.Activity
import android.content.Context
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.picture
import id.perisai.shell.shownAs
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/** Draws every screen for the documentation; `cargo xtask pictures` runs it, and other runs do not. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-hdpi")
class PicturesOfADay {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `every screen is drawn, by day and by night`() {
        val into = File(checkNotNull(System.getProperty("perisai.pictures")) { "nobody says where pictures go" })
        Branch(folder.newFolder("branch"), "Kantor Cabang Semarang").use { branch ->
            val day = Day(folder.newFolder("office"), branch)
            val (ofRini, ofBudi) = day.morning()
            val rini = SignedIn(branch, ofRini)
            val budi = Device(folder.newFolder("budi"), Day.BUDI).open()
            budi.enrol(ofBudi, HttpTransport(day.address))
            rini.ask { day.work(it, budi) }
            budi.destroy()
            SCREENS.forEach { draw(it, day) }
        }
        File(into, "README.md").writeText(page())
        SCREENS.flatMap(::files).forEach { slim(File(into, it)) }
    }

    private fun draw(screen: Shown, day: Day) {
        screen.before(RuntimeEnvironment.getApplication() as ShellInTests)
        val intent = screen.open(RuntimeEnvironment.getApplication() as Context, day.seen::getValue)
        @Suppress("UNCHECKED_CAST")
        val activity = Class.forName(intent.component!!.className) as Class<Activity>
        Robolectric.buildActivity(activity, intent).use { controller ->
            controller.setup()
            picture(controller.get(), screen.name)
            shownAs(controller, "+night") { picture(it, "${screen.name}-malam") }
        }
    }
}

/** Writes a picture anew with the 256 colours that it is mostly made of: a third of the bytes, and nobody sees it. */
private fun slim(picture: File) {
    val drawn = ImageIO.read(picture)
    val pixels = drawn.getRGB(0, 0, drawn.width, drawn.height, null, 0, drawn.width)
    val colours = pixels.toList().groupingBy { it }.eachCount().entries.sortedByDescending { it.value }.map { it.key }.take(256)
    val nearest = HashMap<Int, Byte>()
    val indices = ByteArray(pixels.size) { at ->
        nearest.getOrPut(pixels[at]) { colours.indices.minBy { distance(colours[it], pixels[at]) }.toByte() }
    }
    val palette = IndexColorModel(8, colours.size, colours.toIntArray(), 0, false, -1, DataBuffer.TYPE_BYTE)
    val slim = BufferedImage(drawn.width, drawn.height, BufferedImage.TYPE_BYTE_INDEXED, palette)
    slim.raster.setDataElements(0, 0, drawn.width, drawn.height, indices)
    check(ImageIO.write(slim, "png", picture)) { "nobody writes PNG here" }
}

private fun distance(one: Int, other: Int) = listOf(16, 8, 0).sumOf { shift ->
    val apart = (one shr shift and 0xff) - (other shr shift and 0xff)
    apart * apart
}

/** The pictures of a screen. */
fun files(screen: Shown) = listOf("${screen.name}.png", "${screen.name}-malam.png")

/** The page that lists them. */
fun page(): String = buildString {
    appendLine("# The screens")
    appendLine()
    appendLine("Bahasa Indonesia, by day and by night, of one seeded day with invented people, drawn by `cargo xtask pictures`.")
    appendLine()
    appendLine("| screen | what one sees | by day | by night |")
    appendLine("|---|---|---|---|")
    for (screen in SCREENS) {
        val (byDay, byNight) = files(screen)
        appendLine("| ${screen.title} | ${screen.sees} | ![${screen.title}]($byDay) | ![${screen.title}, by night]($byNight) |")
    }
}
