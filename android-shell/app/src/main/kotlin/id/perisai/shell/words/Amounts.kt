package id.perisai.shell.words

/** Money as it is written: 142800 is `Rp 142.800`, and no line breaks in between. */
fun rupiah(amount: Long): String = if (amount < 0) "−Rp\u00A0${dotted(amount).drop(1)}" else "Rp\u00A0${dotted(amount)}"

/** A number as it is written: 12500 is `12.500`. */
fun counted(number: Long): String = dotted(number).replace('-', '−')

private fun dotted(number: Long): String {
    val digits = number.toString().removePrefix("-")
    val grouped = digits.reversed().chunked(3).joinToString(".").reversed()
    return if (number < 0) "-$grouped" else grouped
}
