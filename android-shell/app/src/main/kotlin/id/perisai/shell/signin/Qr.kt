package id.perisai.shell.signin

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/**
 * What a QR code in a picture says; none where none is seen whole.
 *
 * @param luminance how light each point is, line by line, as a camera gives it
 * @param stride how many bytes a line takes
 */
fun readQr(luminance: ByteArray, stride: Int, width: Int, height: Int): String? {
    val picture = PlanarYUVLuminanceSource(luminance, stride, height, 0, 0, width, height, false)
    // A terminal draws light on dark.
    return listOf(picture, picture.invert()).firstNotNullOfOrNull { source ->
        try {
            QRCodeReader().decode(BinaryBitmap(HybridBinarizer(source)), mapOf(DecodeHintType.TRY_HARDER to true)).text
        } catch (_: ReaderException) {
            null
        }
    }
}
