package id.perisai.shell.workers

import android.content.Intent
import android.os.Bundle
import id.perisai.field.core.ReceiptStatus
import id.perisai.shell.InHand
import id.perisai.shell.Places
import id.perisai.shell.ShellInTests
import id.perisai.shell.Village
import id.perisai.shell.assertFit
import id.perisai.shell.lockByPin
import id.perisai.shell.pictures
import id.perisai.shell.siti
import id.perisai.shell.tap
import id.perisai.shell.texts
import id.perisai.shell.unlockByPin
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A receipt for entrusted money: given once, and shared as often as it is wanted. Siti agreed in Javanese. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = ShellInTests::class, sdk = [34], qualifiers = "in-w360dp-h740dp-xxhdpi")
class ReceiptScreensTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val shell get() = RuntimeEnvironment.getApplication() as ShellInTests

    @Test
    fun `killed behind a call once the money was taken, the screen says that it is, and shares the receipt`() = withSiti { village, siti ->
        takesMoney()
        isKilledBehindACall()
        val number = village.rini { it.moneyView(siti) }.held.last().number
        assertTrue("${screen.texts()}", shows("Tersimpan") && shows(number) && shows("Titipan iuran Siti Aminah"))
        assertFalse("nothing invites to take it once more", shows("Untuk bulan apa?") || shows("Uang sudah saya terima"))
        tap("Bagikan tanda terima")
        assertShared(number)
        tap("Selesai")
        assertEquals("the first, and this one", 2, village.rini { it.moneyView(siti) }.held.size)
    }

    @Test
    fun `killed twice before the PIN is given, the screen still says that the money was taken`() = Village(folder).use { village ->
        val siti = village.rini { it.register(siti()) }.worker
        val (once, twice) = Bundle() to Bundle()
        money(siti) { controller ->
            controller.get().tap("2 bulan")
            controller.get().tap("Uang sudah saya terima")
            controller.pause().stop().saveInstanceState(once)
        }
        val number = village.rini { it.moneyView(siti) }.held.last().number
        lockByPin(shell)
        money(siti, once) { controller ->
            assertEquals("nothing is seen before the PIN", emptyList<String>(), controller.get().texts())
            controller.pause().stop().saveInstanceState(twice)
        }
        money(siti, twice) { controller ->
            controller.pause().stop()
            unlockByPin(shell)
            controller.restart().resume()
            assertTrue("${controller.get().texts()}", controller.get().texts().containsAll(listOf("Tersimpan", number)))
        }
    }

    @Test
    fun `a receipt is shared from the money that is held, days after it was given`() = withSiti { village, siti ->
        takesMoney()
        tap("Selesai")
        tap("Terima iuran bulan berikutnya")
        val held = village.rini { it.moneyView(siti) }.held.last()
        tap("September sampai Oktober 2026")
        assertTrue(shows("Tanda terima") && shows(held.number))
        tap("Bagikan tanda terima")
        assertShared(held.number)
    }

    @Test
    fun `a receipt is shared from the worker's story once the money is with the branch, and not once it was given back`() = withSiti { village, siti ->
        val receipt = village.rini { it.moneyView(siti) }.held.single()
        village.rini { it.moveReceipt(receipt.receipt, ReceiptStatus.HANDED_OVER) }
        dies()
        tap("Pekerja")
        tap("Siti Aminah")
        tap("Tanda terima")
        tap("Bagikan tanda terima")
        assertShared(receipt.number)
        back()
        tap("Pendaftaran")
        assertFalse("a registration is no receipt", shows("Bagikan tanda terima"))
        back()
        takesMoney()
        tap("Selesai")
        val later = village.rini { it.moneyView(siti) }.held.single()
        village.rini { it.moveReceipt(later.receipt, ReceiptStatus.RETURNED) }
        tap("Tanda terima")
        assertTrue("the newest is the first", shows(later.number))
        assertFalse(shows("Bagikan tanda terima"))
    }

    @Test
    fun `a receipt field by field is fit for the field`() = withSiti { village, siti ->
        val receipt = village.rini { it.moneyView(siti) }.held.single().receipt
        Robolectric.buildActivity(RecordActivity::class.java, Places.record(shell, "receipt", receipt)).use { controller ->
            controller.setup()
            assertFit(controller)
            pictures(controller, "catatan-tanda-terima")
        }
    }

    private fun InHand.takesMoney() {
        tap("Terima iuran bulan berikutnya")
        tap("2 bulan")
        tap("Uang sudah saya terima")
    }

    private fun InHand.assertShared(number: String) {
        val chooser = handedOn.last()
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        val send = chooser.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)!!
        val text = send.getStringExtra(Intent.EXTRA_TEXT).orEmpty()
        assertEquals(Intent.ACTION_SEND to "text/plain", send.action to send.type)
        assertTrue(text, text.startsWith("TANDHA TAMPI") && number in text && "Siti Aminah" in text)
        assertFalse("no NIK", "3374" in text)
    }

    /** The screen as the system makes it, with what it had kept of one that was killed. */
    private fun money(siti: String, kept: Bundle? = null, look: (ActivityController<MoneyActivity>) -> Unit) =
        Robolectric.buildActivity(MoneyActivity::class.java, Places.money(shell, siti)).use { controller ->
            if (kept == null) controller.setup() else controller.setup(kept)
            look(controller)
        }

    private fun withSiti(work: InHand.(Village, String) -> Unit) = Village(folder).use { village ->
        val siti = village.rini { it.register(siti()) }.worker
        InHand(shell).use { rini ->
            rini.begin()
            rini.tap("Pekerja")
            rini.tap("Siti Aminah")
            rini.work(village, siti)
        }
    }
}
