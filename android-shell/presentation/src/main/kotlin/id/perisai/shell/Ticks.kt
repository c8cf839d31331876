package id.perisai.shell

/** Time that only passes: milliseconds since some moment, unmoved by whoever sets the phone's clock. */
fun interface Ticks {
    fun nowMs(): Long
}
