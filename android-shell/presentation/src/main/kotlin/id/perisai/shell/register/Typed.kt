package id.perisai.shell.register

import id.perisai.field.core.AddressInput
import id.perisai.field.core.AttestationInput
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.EconomicClass
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.PersonInput
import id.perisai.field.core.Programmes
import id.perisai.field.core.Segment
import id.perisai.field.core.Sex

/** What an agent has typed and tapped into a registration. Text is as typed: the core reads it. */
data class Typed(
    /** What stands in the places that are typed into; a place without a text is empty. */
    val texts: Map<Place, String> = emptyMap(),
    val sex: Sex? = null,
    val village: String? = null,
    /** The communities chosen; none while the occupation's own are meant. */
    val segments: Set<Segment>? = null,
    val economicClass: EconomicClass? = null,
    val programmes: Programmes = Programmes.JKK_JKM,
    val periodMonths: UInt = 1u,
    val startMonth: String = "",
    val payer: Payer = Payer.WORKER,
    val support: String? = null,
    val agreed: Set<ConsentPurpose> = emptySet(),
    val language: Language = Language.INDONESIAN,
    val method: ConsentMethod? = null,
    /** The version of the consent's texts to which [method] was the answer. */
    val heard: String? = null,
    val isWorking: Boolean = false,
    val isNotIll: Boolean = false,
    val cash: Cash = Cash.NONE,
) {
    fun text(place: Place): String = texts[place].orEmpty()

    fun with(place: Place, text: String): Typed =
        copy(texts = if (text.isEmpty()) texts - place else texts + (place to text))

    /** Money entrusted; none where nothing is, or where what is typed is no number. */
    fun cash(total: Long?): Long? = when (cash) {
        Cash.NONE -> null
        Cash.AS_QUOTED -> total
        Cash.OTHER -> text(Place.CASH).toLongOrNull() ?: 0
    }

    /** The worker as told, without what is known so already: that may have changed meanwhile, and is not told anew. */
    fun person(known: Typed, proposed: List<Segment>): PersonInput = PersonInput(
        name = told(Place.NAME, known),
        nik = told(Place.NIK, known),
        birthDate = told(Place.BIRTH_DATE, known),
        sex = sex.takeIf { it != known.sex },
        phone = told(Place.PHONE, known),
        village = village.takeIf { it != known.village },
        hamlet = told(Place.HAMLET, known),
        occupation = told(Place.OCCUPATION, known),
        segments = (segments ?: proposed.toSet()).minus(known.segments.orEmpty()).sorted(),
        economicClass = economicClass.takeIf { it != known.economicClass },
        declaredIncome = told(Place.INCOME, known)?.let { it.toLongOrNull() ?: -1 },
        birthPlace = told(Place.BIRTH_PLACE, known),
        email = told(Place.EMAIL, known),
        ktpAddress = told(Place.KTP_ADDRESS, known)?.let { AddressInput(it) },
        homeAddress = told(Place.HOME_ADDRESS, known)?.let { AddressInput(it) },
        workplace = told(Place.WORKPLACE, known)?.let { AddressInput(it) },
        workHours = told(Place.WORK_HOURS, known),
    )

    /** What the worker attests; none until both are said. */
    fun attestation(): AttestationInput? =
        if (isWorking && isNotIll) AttestationInput(text(Place.ATTESTATION).ifBlank { null }) else null

    private fun told(place: Place, known: Typed): String? =
        text(place).trim().takeIf { it.isNotEmpty() && it != known.text(place) }
}

/** How much money is entrusted. */
enum class Cash { NONE, AS_QUOTED, OTHER }

/** A known worker as the form spells one, in the form's places. */
fun typed(person: PersonInput): Typed {
    val texts = mapOf(
        Place.NIK to person.nik,
        Place.NAME to person.name,
        Place.BIRTH_DATE to person.birthDate,
        Place.BIRTH_PLACE to person.birthPlace,
        Place.PHONE to person.phone,
        Place.EMAIL to person.email,
        Place.HAMLET to person.hamlet,
        Place.HOME_ADDRESS to person.homeAddress?.text,
        Place.KTP_ADDRESS to person.ktpAddress?.text,
        Place.OCCUPATION to person.occupation,
        Place.WORKPLACE to person.workplace?.text,
        Place.WORK_HOURS to person.workHours,
        Place.INCOME to person.declaredIncome?.toString(),
    )
    return Typed(
        texts = texts.mapNotNull { (place, text) -> text?.let { place to it } }.toMap(),
        sex = person.sex,
        village = person.village,
        segments = person.segments.toSet().ifEmpty { null },
        economicClass = person.economicClass,
    )
}
