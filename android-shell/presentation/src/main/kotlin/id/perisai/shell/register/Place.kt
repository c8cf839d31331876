package id.perisai.shell.register

/** A place of the form, top to bottom, by the word under which the core speaks of it. */
enum class Place(val word: String) {
    NIK("nik"),
    NAME("name"),
    BIRTH_DATE("birth_date"),
    SEX("sex"),
    BIRTH_PLACE("birth_place"),
    PHONE("phone"),
    EMAIL("email"),
    VILLAGE("village"),
    HAMLET("hamlet"),
    HOME_ADDRESS("home_address"),
    KTP_ADDRESS("ktp_address"),
    OCCUPATION("occupation"),
    WORKPLACE("workplace"),
    WORK_HOURS("work_hours"),
    ECONOMIC_CLASS("economic_class"),
    INCOME("declared_income"),
    PROGRAMMES("programmes"),
    PERIOD("period_months"),
    START_MONTH("start_month"),
    PAYER("payer"),
    SUPPORT("support"),
    QUOTE("quote"),
    CONSENT("consent"),
    WITNESS("witness"),
    ATTESTATION("attestation"),
    REASON("acknowledge"),
    CASH("cash"),
    ;

    companion object {
        /** Where the form speaks of a field; none for a field that it does not have. */
        fun of(word: String): Place? = entries.find { it.word == word }
    }
}
