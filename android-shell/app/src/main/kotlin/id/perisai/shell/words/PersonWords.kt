package id.perisai.shell.words

import id.perisai.field.core.ConsentAction
import id.perisai.field.core.ConsentMethod
import id.perisai.field.core.ConsentPurpose
import id.perisai.field.core.DiscountSector
import id.perisai.field.core.EconomicClass
import id.perisai.field.core.Language
import id.perisai.field.core.Payer
import id.perisai.field.core.Programme
import id.perisai.field.core.Programmes
import id.perisai.field.core.Segment
import id.perisai.field.core.Sex
import id.perisai.shell.R

/** Sex as on the KTP. */
fun words(sex: Sex): Int = when (sex) {
    Sex.FEMALE -> R.string.sex_female
    Sex.MALE -> R.string.sex_male
}

/** A community of workers. */
fun words(segment: Segment): Int = when (segment) {
    Segment.FISHER -> R.string.segment_fisher
    Segment.MARKET_TRADER -> R.string.segment_market_trader
    Segment.OJEK_STAND -> R.string.segment_ojek_stand
    Segment.OJEK_ONLINE -> R.string.segment_ojek_online
    Segment.WOMEN_MICRO_ENTERPRISE -> R.string.segment_women_micro_enterprise
    Segment.DAY_LABOURER -> R.string.segment_day_labourer
    Segment.FARMER -> R.string.segment_farmer
    Segment.OTHER -> R.string.segment_other
}

/** The worker's place in the economy. */
fun words(economicClass: EconomicClass): Int = when (economicClass) {
    EconomicClass.EMPLOYER -> R.string.economic_class_employer
    EconomicClass.SELF_EMPLOYED -> R.string.economic_class_self_employed
    EconomicClass.OTHER_NON_WAGE -> R.string.economic_class_other_non_wage
}

/** The sector that decides the discount. */
fun words(discountSector: DiscountSector): Int = when (discountSector) {
    DiscountSector.TRANSPORT -> R.string.discount_sector_transport
    DiscountSector.NON_TRANSPORT -> R.string.discount_sector_non_transport
}

/** Who pays the contributions. */
fun words(payer: Payer): Int = when (payer) {
    Payer.WORKER -> R.string.payer_worker
    Payer.DONOR -> R.string.payer_donor
    Payer.WADAH -> R.string.payer_wadah
    Payer.APBN -> R.string.payer_apbn
    Payer.APBD -> R.string.payer_apbd
    Payer.DBHCHT -> R.string.payer_dbhcht
    Payer.CSR -> R.string.payer_csr
    Payer.VILLAGE -> R.string.payer_village
}

/** One programme. */
fun words(programme: Programme): Int = when (programme) {
    Programme.JKK -> R.string.programme_jkk
    Programme.JKM -> R.string.programme_jkm
    Programme.JHT -> R.string.programme_jht
}

/** The programmes that a registration asks for. */
fun words(programmes: Programmes): Int = when (programmes) {
    Programmes.JKK_JKM -> R.string.programmes_jkk_jkm
    Programmes.JKK_JKM_JHT -> R.string.programmes_jkk_jkm_jht
}

/** What a consent is given for. */
fun words(consentPurpose: ConsentPurpose): Int = when (consentPurpose) {
    ConsentPurpose.ENROL -> R.string.purpose_enrol
    ConsentPurpose.MEASURE -> R.string.purpose_measure
    ConsentPurpose.NOMINATE -> R.string.purpose_nominate
    ConsentPurpose.REMIND -> R.string.purpose_remind
    ConsentPurpose.TESTIMONIAL -> R.string.purpose_testimonial
    ConsentPurpose.MARKETING -> R.string.purpose_marketing
}

/** Giving or taking back. */
fun words(consentAction: ConsentAction): Int = when (consentAction) {
    ConsentAction.GRANT -> R.string.consent_action_grant
    ConsentAction.WITHDRAW -> R.string.consent_action_withdraw
}

/** How a consent was given. */
fun words(consentMethod: ConsentMethod): Int = when (consentMethod) {
    ConsentMethod.SIGNATURE -> R.string.consent_method_signature
    ConsentMethod.THUMB -> R.string.consent_method_thumb
    ConsentMethod.VOICE -> R.string.consent_method_voice
    ConsentMethod.SPOKEN_WITH_WITNESS -> R.string.consent_method_spoken_with_witness
}

/** A language that is spoken with people. */
fun words(language: Language): Int = when (language) {
    Language.INDONESIAN -> R.string.language_indonesian
    Language.JAVANESE -> R.string.language_javanese
}
