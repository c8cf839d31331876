package id.perisai.shell.words

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.w3c.dom.Element
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory

/** Every text is there in Bahasa Indonesia and in English, and speaks of the same things. */
class StringsTest {
    @Test
    fun `what is said in one language is said in the other`() {
        val (indonesian, english) = texts("values") to texts("values-en")
        assertTrue("the texts were found", indonesian.size > 300)
        assertEquals("only in values", emptySet<String>(), indonesian.keys - english.keys)
        assertEquals("only in values-en", emptySet<String>(), english.keys - indonesian.keys)
    }

    @Test
    fun `both languages put in the same things`() {
        val english = texts("values-en")
        for ((name, text) in texts("values")) {
            assertEquals(name, placed(text), placed(english[name].orEmpty()))
            assertTrue("$name says something", text.isNotBlank() && english[name].orEmpty().isNotBlank())
        }
    }

    /** The texts by name; plurals and arrays as one. A plural's number may stand out in one of its forms. */
    private fun texts(folder: String): Map<String, String> =
        File("src/main/res/$folder").listFiles { file -> file.extension == "xml" }.orEmpty().flatMap { file ->
            val root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).documentElement
            val children = (0 until root.childNodes.length).map(root.childNodes::item).filterIsInstance<Element>()
            children.filter { it.tagName in TEXTS && it.getAttribute("translatable") != "false" }
                .map { it.getAttribute("name") to it.textContent }
        }.also { found -> assertEquals("no name twice", emptyList<String>(), found.groupBy { it.first }.filterValues { it.size > 1 }.keys.toList()) }
            .toMap()

    private fun placed(text: String) = PLACE.findAll(text).map { it.value }.toSet()

    private companion object {
        val TEXTS = setOf("string", "plurals", "string-array")
        val PLACE = Regex("""%\d\$[sd]""")
    }
}
