package id.perisai.shell.day

import id.perisai.field.core.PersonInput
import id.perisai.field.core.Segment
import id.perisai.field.core.Sex
import kotlin.random.Random

/** Somebody who does not exist: the NIK has a serial that no district hands out, the phone a prefix that no network has. */
class Person(val name: String, val nik: String, val birthDate: String, val sex: Sex, val phone: String, val trade: Trade) {
    /** As an agent types it. */
    fun met(village: String) = PersonInput(
        name = name, nik = nik, birthDate = birthDate, sex = sex, phone = phone, village = village,
        occupation = trade.word, segments = listOf(trade.segment), declaredIncome = 1_500_000,
    )
}

/** What people live by, as they say it. */
enum class Trade(val word: String, val segment: Segment) {
    FISHER("nelayan", Segment.FISHER),
    FISH_TRADER("bakul iwak", Segment.MARKET_TRADER),
    OJEK("ojek pangkalan", Segment.OJEK_STAND),
    LABOURER("buruh bangunan", Segment.DAY_LABOURER),
    FARMER("petani", Segment.FARMER),
}

/** As many people as are asked for; the same seed, the same people. */
fun people(seed: Int): Iterator<Person> = iterator {
    val chance = Random(seed)
    val names = WOMEN.flatMap { first -> LAST.map { last -> Sex.FEMALE to "$first $last" } } +
        MEN.flatMap { first -> LAST.map { last -> Sex.MALE to "$first $last" } }
    for ((number, named) in names.shuffled(chance).withIndex()) {
        val (sex, name) = named
        val (day, month, year) = Triple(1 + chance.nextInt(28), 1 + chance.nextInt(12), 66 + chance.nextInt(34))
        val dayInNik = if (sex == Sex.FEMALE) day + 40 else day
        yield(
            Person(
                name,
                nik = "337405%02d%02d%02d%04d".format(dayInNik, month, year, 5_000 + number * 37),
                birthDate = "19%02d-%02d-%02d".format(year, month, day),
                sex,
                phone = "0844%08d".format(10_000_000 + chance.nextInt(80_000_000)),
                Trade.entries[number % Trade.entries.size],
            ),
        )
    }
}

private val WOMEN = listOf("Siti", "Sri", "Dewi", "Ratna", "Khotimah", "Munawaroh", "Endang", "Warti")
private val MEN = listOf("Slamet", "Budi", "Tarmuji", "Joko", "Sugeng", "Karno", "Bagus", "Imam")
private val LAST = listOf("Wahyu", "Santoso", "Riyadi", "Kusuma", "Lestari", "Mulyono", "Utami", "Hidayat")
