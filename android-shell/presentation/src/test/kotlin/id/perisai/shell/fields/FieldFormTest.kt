package id.perisai.shell.fields

import id.perisai.field.core.FieldEdit
import id.perisai.field.core.FieldInput
import id.perisai.field.core.FormField
import id.perisai.field.core.Rule
import id.perisai.field.core.ShownValue
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class FieldFormTest {
    private val name = field("name", "Siti Aminah", FieldInput.Words)
    private val segments = field("segments", "fisher", FieldInput.SomeOf(emptyList()))
    private val phone = field("phone", "+6281234567890", FieldInput.Digits(listOf()))
    private val form = FieldForm(listOf(name, segments, phone))

    @Test
    fun `only what differs is an edit, and what was emptied is cleared`() {
        assertEquals(emptyList<FieldEdit>(), form.type("name", "Siti Aminah ").edits())
        val edits = form.type("name", "Siti Aminah binti Sapar").type("phone", "").edits()
        assertEquals(listOf(FieldEdit("name", "Siti Aminah binti Sapar"), FieldEdit("phone", null)), edits)
    }

    @Test
    fun `a word of several is on after one tap and off after two`() {
        val twice = form.tap(segments, "farmer")
        assertEquals("farmer;fisher", twice.at(segments))
        assertEquals("farmer", twice.tap(segments, "fisher").at(segments))
        assertEquals("", twice.tap(segments, "fisher").tap(segments, "farmer").at(segments))
    }

    @Test
    fun `what was wrong with a field is said until it is typed into again`() {
        val refused = form.refuse("phone", Rule.PHONE)
        assertEquals(mapOf("phone" to Rule.PHONE), refused.broken)
        assertTrue(refused.type("phone", "0812").broken.isEmpty())
        assertTrue(form.has("phone") && !form.has("nik"))
    }

    @Test
    fun `what was kept is there before the fields are`() {
        val kept = FieldForm(typed = mapOf("name" to "Siti A"))
        assertEquals("Siti A", kept.copy(fields = listOf(name)).at(name))
    }

    @Test
    fun `a day is typed as people say it and kept as the core reads it`() {
        assertEquals("15011990", typed(FieldInput.CivilDay, "1990-01-15"))
        assertEquals("1990-01-15", stored(FieldInput.CivilDay, "15011990"))
        assertEquals("1501", typed(FieldInput.CivilDay, stored(FieldInput.CivilDay, "1501")))
        assertEquals("2026-06", stored(FieldInput.CivilMonth, "062026"))
        assertEquals("062026", typed(FieldInput.CivilMonth, "2026-06"))
        assertEquals("Dusun Krajan", stored(FieldInput.Words, "Dusun Krajan"))
    }

    private fun field(place: String, typed: String, input: FieldInput) =
        FormField(place, "worker", place, typed, ShownValue.Nothing, input, isRequired = false, isRefused = false)
}
