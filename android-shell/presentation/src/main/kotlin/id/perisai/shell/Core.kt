package id.perisai.shell

import id.perisai.field.Field
import id.perisai.field.core.FieldException
import java.util.concurrent.Executor

/**
 * The way to the device core. Its calls block, so they are made one after the other on a thread of their own, and their
 * answers come back on the thread that draws.
 *
 * @param open opens the agent's store, which takes a moment; called on first use, and again where it failed
 * @param off a thread off the one that draws, always the same one
 * @param drawing the thread that draws
 * @param asked looks at the store after each question, on the core's thread
 */
class Core(
    private val open: () -> Field,
    private val off: Executor,
    private val drawing: Executor,
    private val asked: (Field) -> Unit = {},
) {
    /** Open from the first question on; touched on the core's thread alone. */
    private var held: Field? = null

    /** Asks the core, and hands on what came of it, or of its failing. */
    fun <A> ask(question: (Field) -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        off.execute {
            var isAnswered = false
            val answer = try {
                question(field()).also { isAnswered = true }
            } catch (cause: FieldException) {
                failed(failure(cause))
            }
            if (isAnswered) look()
            drawing.execute { then(answer) }
        }
    }

    /** Works on the core's thread without the store, such as on what is to open it; hands on as [ask] does. */
    fun <A> work(doing: () -> A, failed: (Failure) -> A, then: (A) -> Unit) {
        off.execute {
            val answer = try {
                doing()
            } catch (cause: FieldException) {
                failed(failure(cause))
            }
            drawing.execute { then(answer) }
        }
    }

    /**
     * Closes the store; the next question opens it again. On the core's thread. An exchange that still holds it is told that
     * it is closed, so it is left to the end of the process and not destroyed.
     */
    fun close() {
        held?.shutdown()
        held = null
    }

    /** From now on another store is asked, in place of one that was damaged. On the core's thread. */
    fun replace(begin: () -> Field) {
        val begun = begin()
        close()
        held = begun
    }

    private fun field() = held ?: open().also { held = it }

    /** What comes of the question does not hang on it. */
    private fun look() {
        try {
            asked(field())
        } catch (_: FieldException) {
            // The store is closed, or damaged: the next question says so.
        }
    }
}
