package id.perisai.field

import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.InetAddress
import java.net.URI
import java.net.URISyntaxException

/**
 * Carries requests by the platform's own HTTP client and trust store. HTTPS, or plain HTTP to this machine's loopback;
 * follows no redirects. The platform may send a request once more where a connection ends without an answer, which is
 * safe; any further attempt is the core's to decide.
 *
 * @param branch the branch's address, such as `https://semarang.example`
 * @param connectMs how long to wait for a connection, milliseconds
 * @param readMs how long to wait for the next bytes of an answer, milliseconds
 * @throws IllegalArgumentException where that is no such address
 */
class HttpTransport(
    branch: String,
    private val connectMs: Int = 15_000,
    private val readMs: Int = 60_000,
) : Transport {
    private val base = requireNotNull(address(branch.trimEnd('/'))) { "a branch is reached by HTTPS, at an address without more to it" }

    override fun send(request: TransportRequest, bytesMax: ULong): TransportResponse {
        val connection = URI(base.toString() + request.path).toURL().openConnection() as HttpURLConnection
        try {
            connection.requestMethod = "POST"
            connection.instanceFollowRedirects = false
            connection.useCaches = false
            connection.connectTimeout = connectMs
            connection.readTimeout = readMs
            // Not streamed: the JDK would then keep the body of a 401 to itself, and with it the next nonce.
            connection.doOutput = true
            // The bytes as they are: an answer is packed already, and its length is held against what was promised.
            connection.setRequestProperty("accept-encoding", "identity")
            request.headers.forEach(connection::setRequestProperty)
            connection.outputStream.use { it.write(request.body) }

            val status = connection.responseCode
            val answer = connection.errorStream ?: if (status < 400) connection.inputStream else null
            val body = answer?.use { it.readWhole(bytesMax) } ?: ByteArray(0)
            val promised = connection.contentLengthLong
            if (promised >= 0 && promised != body.size.toLong()) throw IOException("the answer was cut short")
            return TransportResponse(status.toUShort(), connection.contentType.orEmpty(), body)
        } finally {
            connection.disconnect()
        }
    }

    private fun InputStream.readWhole(bytesMax: ULong): ByteArray {
        val whole = java.io.ByteArrayOutputStream()
        val chunk = ByteArray(16 * 1024)
        while (true) {
            val count = read(chunk)
            if (count < 0) return whole.toByteArray()
            if ((whole.size() + count).toULong() > bytesMax) throw IOException("the answer is too long")
            whole.write(chunk, 0, count)
        }
    }

    /** An address by which a branch may be reached; none where it is another, or not one at all. */
    private fun address(text: String): URI? {
        val address = try {
            URI(text)
        } catch (_: URISyntaxException) {
            return null
        }
        val hasMore = listOf(address.rawUserInfo, address.rawQuery, address.rawFragment).any { it != null }
        val isSafe = address.scheme == "https" || address.scheme == "http" && isLoopback(address.host)
        return address.takeIf { isSafe && it.host != null && !hasMore }
    }

    private fun isLoopback(host: String?) =
        host == "localhost" || host != null && IS_ADDRESS.matches(host) && InetAddress.getByName(host).isLoopbackAddress

    private companion object {
        /** A numeric address: a name would be looked up on the network, and could say anything. */
        val IS_ADDRESS = Regex("""\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:.]+]""")
    }
}
