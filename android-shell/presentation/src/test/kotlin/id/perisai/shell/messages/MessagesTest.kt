package id.perisai.shell.messages

import id.perisai.field.Branch
import id.perisai.field.Device
import id.perisai.field.HttpTransport
import id.perisai.field.core.ObjectionCode
import id.perisai.field.core.Segment
import id.perisai.shell.Core
import id.perisai.shell.Failure
import id.perisai.shell.Screen
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.util.concurrent.Executor

class MessagesTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `what the branch publishes is found by community and objection, read offline, and not told once it is withdrawn`() {
        Branch(folder.newFolder("branch")).use { branch ->
            val field = Device(folder.newFolder("rini"), "A-07").open()
            val network = HttpTransport(branch.address)
            field.enrol(branch.employ("A-07", "Rini", "33.74.05.1003"), network)
            val core = Core({ field }, AT_ONCE, AT_ONCE)
            val screen = Screen(Messages(), core, MessagesEvent::Failed, ::reduce).apply { enter {} }
            screen.on(MessagesEvent.Entered)
            assertEquals("before the branch has published anything", 0u, screen.state.shelf?.inUse)

            branch.publish("messages", MESSAGES)
            field.sync(network, null)
            screen.on(MessagesEvent.Entered)
            assertEquals(3u, screen.state.shelf?.inUse)
            screen.on(MessagesEvent.SegmentTapped(Segment.FISHER))
            assertEquals(listOf("Kapal Pak Darto", "Iuran setengah"), titles(screen.state))
            screen.on(MessagesEvent.ObjectionTapped(ObjectionCode.COST))
            assertEquals(listOf("Iuran setengah"), titles(screen.state))
            screen.on(MessagesEvent.ObjectionTapped(ObjectionCode.TAKDIR))
            val story = screen.state.shelf!!.messages.single()
            assertTrue(screen.state.isNarrowed)
            screen.on(MessagesEvent.AllTapped)
            assertEquals(3, titles(screen.state).size)

            val read = Screen(Message(story.message), core, MessageEvent::Failed, ::reduce).apply { enter {} }
            read.on(MessageEvent.Entered)
            assertEquals("Pak Darto tidak pulang melaut.", read.state.view?.message?.body)
            assertEquals("perahu.mp3", read.state.view?.message?.media)
            assertTrue(read.state.view!!.mayBeTold)
            branch.publish("messages", "code,active\nstory-nelayan,false\n")
            field.sync(network, null)
            read.on(MessageEvent.Entered)
            assertFalse(read.state.view!!.mayBeTold)
            screen.on(MessagesEvent.Entered)
            assertEquals(2u, screen.state.shelf?.inUse)

            val unknown = Screen(Message(field.totals().toString()), core, MessageEvent::Failed, ::reduce).apply { enter {} }
            unknown.on(MessageEvent.Entered)
            assertEquals(Failure.NotFound, unknown.state.failure)
            field.shutdown()
        }
    }

    private fun titles(state: Messages) = state.shelf!!.messages.map { it.title }

    private companion object {
        const val MESSAGES = "code,title,kind,frame,language,body,media,segments,answers\n" +
            "story-nelayan,Kapal Pak Darto,story,effort,id,Pak Darto tidak pulang melaut.,perahu.mp3,fisher,ngaluk;takdir\n" +
            "info-diskon,Iuran setengah,information,protection,id,Iuran dipotong separuh.,,,cost\n" +
            "story-sawah,Sawah Bu Tin,story,family,id,Bu Tin jatuh di sawah.,,farmer,takdir\n"

        val AT_ONCE = Executor(Runnable::run)
    }
}
