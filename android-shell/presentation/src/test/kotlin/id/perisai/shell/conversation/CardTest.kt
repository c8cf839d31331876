package id.perisai.shell.conversation

import id.perisai.field.core.Language
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class CardTest {
    private val fresh = Card("KO-4.1", 4).shown(1_000)

    @Test
    fun `the guess comes first, then every own view, then what an officer would say`() {
        var card = fresh.onward(2_000)
        for (tick in 1..4) card = card.answered(Answer(2u), 2_000L + tick * 1_000)
        assertEquals(CardPhase.BEFORE_OWN, card.phase)
        card = card.onward(8_000)
        for (tick in 1..4) card = card.answered(Answer(null), 8_000L + tick * 5_000)
        assertEquals(CardPhase.BEFORE_PERCEIVED, card.phase)
        card = card.onward(30_000)
        for (tick in 1..4) card = card.answered(Answer(4u), 30_000L + tick * 5_000)
        assertEquals(CardPhase.DONE, card.phase)
        assertEquals(listOf(5_000L, 27_000L, 49_000L), listOf(card.guessMs, card.ownMs, card.perceivedMs))
    }

    @Test
    fun `the guess can be mended until the worker was asked, and never after`() {
        var card = fresh.onward(2_000)
        repeat(4) { card = card.answered(Answer(1u), 3_000) }
        card = card.undone()
        assertEquals(CardPhase.GUESS, card.phase)
        assertEquals(3, card.guess.size)
        assertNull(card.guessMs)
        card = card.answered(Answer(5u), 4_000).onward(5_000)
        assertFalse("nothing of the worker's is there to take back", card.canUndo)
        card = card.answered(Answer(3u), 6_000)
        assertTrue(card.canUndo)
        card = card.undone()
        assertEquals(CardPhase.OWN, card.phase)
        assertEquals(listOf(1u, 1u, 1u, 5u), card.guess.map(Answer::step))
        assertFalse(card.canUndo)
    }

    @Test
    fun `a call in the middle is not the card's time, and neither is a phone started anew`() {
        val card = fresh.onward(2_000).answered(Answer(1u), 3_000).away(4_000).shown(900_000).answered(Answer(1u), 901_000)
        assertEquals(4_000, card.passedMs)
        // Started anew, the phone counts from nothing.
        assertEquals(5_000, card.away(902_000).shown(10).answered(Answer(1u), 10).passedMs)
        assertEquals(5_000, card.away(902_000).answered(Answer(1u), 5).passedMs)
    }

    @Test
    fun `what was tapped outlives its app, and a worker may have enough`() {
        var card = fresh.onward(2_000)
        for (step in listOf(1u, null, 3u, 4u)) card = card.answered(Answer(step), 3_000)
        card = card.onward(4_000).answered(Answer(null), 5_000).answered(Answer(2u), 6_000).away(6_000).copy(language = Language.JAVANESE)
        val back = Card.fromFields(card.toFields())
        assertEquals(card, back)
        val stopped = back!!.shown(50).stopped(60)
        assertEquals(listOf(null, 2u, null, null), stopped.own.map(Answer::step))
        assertEquals(CardPhase.DONE, stopped.phase)
        assertTrue(stopped.perceived.isEmpty())
        assertNull(Card.fromFields(emptyMap()))
    }
}
