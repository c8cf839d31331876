package id.perisai.shell.day

import android.app.Activity
import android.content.Context
import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.shell.ShellInTests
import id.perisai.shell.SignedIn
import id.perisai.shell.beyond
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
        File(into, "README.md").writeText(page(into))
        SCREENS.flatMap { files(it, into) }.forEach { slim(File(into, it)) }
    }

    private fun draw(screen: Shown, day: Day) {
        screen.before(RuntimeEnvironment.getApplication() as ShellInTests)
        val intent = screen.open(RuntimeEnvironment.getApplication() as Context, day.seen::getValue)
        @Suppress("UNCHECKED_CAST")
        val activity = Class.forName(intent.component!!.className) as Class<Activity>
        Robolectric.buildActivity(activity, intent).use { controller ->
            controller.setup()
            screen.taps(controller.get())
            picture(controller.get(), screen.name, isWhole = false)
            if (beyond(controller.get()) > 0) picture(controller.get(), "${screen.name}-$WHOLE")
            shownAs(controller, "+night") { picture(it, "${screen.name}-malam", isWhole = false) }
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

/** A page that is longer than the phone is drawn whole, too. */
private const val WHOLE = "seluruhnya"

/** The pictures of a screen in a folder. */
fun files(screen: Shown, folder: File): List<String> {
    val whole = "${screen.name}-$WHOLE.png"
    return listOf("${screen.name}.png", "${screen.name}-malam.png") + listOf(whole).filter { File(folder, it).isFile }
}

/** The page that lists the pictures of a folder. */
fun page(folder: File): String = buildString {
    appendLine("# The screens")
    appendLine()
    appendLine("Bahasa Indonesia, by day and by night, of one seeded day with invented people, drawn by `cargo xtask pictures`.")
    appendLine()
    appendLine("| screen | what one sees | by day | by night |")
    appendLine("|---|---|---|---|")
    for (screen in SCREENS) {
        val (byDay, byNight) = files(screen, folder)
        val whole = files(screen, folder).getOrNull(2)?.let { " ([all of it]($it))" }.orEmpty()
        appendLine("| ${screen.title} | ${screen.sees}$whole | ![${screen.title}]($byDay) | ![${screen.title}, by night]($byNight) |")
    }
}
