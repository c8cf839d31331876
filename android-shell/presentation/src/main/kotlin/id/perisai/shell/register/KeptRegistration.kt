package id.perisai.shell.register

import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.Segment

/** The form as flat text, for the core to keep: what was typed outlives a call, a turned phone and a killed app. */
fun Typed.toFields(): Map<String, String> = buildMap {
    for ((place, text) in texts) put("text.${place.word}", text)
    sex?.let { put("sex", it.name) }
    village?.let { put("village", it) }
    segments?.let { put("segments", words(it)) }
    economicClass?.let { put("economic_class", it.name) }
    put("programmes", programmes.name)
    put("period_months", periodMonths.toString())
    put("start_month", startMonth)
    put("payer", payer.name)
    support?.let { put("support", it) }
    put("agreed", words(agreed))
    put("language", language.name)
    method?.let { put("method", it.name) }
    heard?.let { put("heard", it) }
    if (isWorking) put("is_working", "")
    if (isNotIll) put("is_not_ill", "")
    put("cash", cash.name)
}

/** The form again, on top of what it begins with; a word that this app does not know is left out. */
fun fromFields(fields: Map<String, String>, begun: Typed): Typed = begun.copy(
    texts = Place.entries.mapNotNull { place -> fields["text.${place.word}"]?.let { place to it } }.toMap(),
    sex = word(fields["sex"]),
    village = fields["village"],
    segments = fields["segments"]?.let { words<Segment>(it) },
    economicClass = word(fields["economic_class"]),
    programmes = word(fields["programmes"]) ?: begun.programmes,
    periodMonths = fields["period_months"]?.toUIntOrNull() ?: begun.periodMonths,
    startMonth = fields["start_month"] ?: begun.startMonth,
    payer = word(fields["payer"]) ?: begun.payer,
    support = fields["support"],
    agreed = fields["agreed"]?.let { words<ConsentPurpose>(it) } ?: begun.agreed,
    language = word(fields["language"]) ?: begun.language,
    // How somebody agreed says nothing without what was read to them.
    method = word<ConsentMethod>(fields["method"]).takeIf { "heard" in fields },
    heard = fields["heard"],
    isWorking = "is_working" in fields,
    isNotIll = "is_not_ill" in fields,
    cash = word(fields["cash"]) ?: begun.cash,
)

private fun words(all: Set<Enum<*>>): String = all.joinToString(";") { it.name }

private inline fun <reified E : Enum<E>> words(text: String): Set<E> = text.split(";").mapNotNull { word<E>(it) }.toSet()

private inline fun <reified E : Enum<E>> word(name: String?): E? = enumValues<E>().find { it.name == name }
