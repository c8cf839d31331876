package id.perisai.shell

import com.sun.jna.Function
import com.sun.jna.Pointer
import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder

/** Functions within the core that its library does not export, such as SQLite's, by the table that tests' builds carry. */
object CoreFunctions {
    /** The function of this name. */
    fun of(name: String): Function {
        val library = File(System.getProperty("jna.library.path"), System.mapLibraryName("perisai_bindings")).canonicalFile
        val mapped = File("/proc/self/maps").readLines().first { it.endsWith(library.path) }
        return Function.getFunction(Pointer(mapped.substringBefore('-').toLong(16) + symbol(library, name)))
    }

    private fun symbol(library: File, name: String): Long {
        // Read, and not mapped: there is one mapping of the library, and that is the core.
        val elf = ByteBuffer.wrap(library.readBytes()).order(ByteOrder.LITTLE_ENDIAN)
        val sections = elf.getLong(SECTIONS).toInt()
        val section = { at: Int -> sections + at * elf.getShort(SECTION_BYTES) }
        val symbols = (0 until elf.getShort(SECTION_COUNT)).map(section).single { elf.getInt(it + 4) == SYMBOL_TABLE }
        val names = elf.getLong(section(elf.getInt(symbols + 40)) + 24).toInt()
        val (first, bytes) = elf.getLong(symbols + 24).toInt() to elf.getLong(symbols + 32).toInt()
        val found = (first until first + bytes step SYMBOL_BYTES).first { elf.isNamed(names + elf.getInt(it), name) }
        return elf.getLong(found + 8)
    }

    private fun ByteBuffer.isNamed(at: Int, name: String) =
        name.indices.all { get(at + it) == name[it].code.toByte() } && get(at + name.length) == 0.toByte()

    // 64-bit ELF: where what is read stands.
    private const val SECTIONS = 0x28
    private const val SECTION_BYTES = 0x3A
    private const val SECTION_COUNT = 0x3C
    private const val SYMBOL_TABLE = 2
    private const val SYMBOL_BYTES = 24
}
