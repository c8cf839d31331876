package id.perisai.field

import com.sun.net.httpserver.HttpServer
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import kotlin.concurrent.thread
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class HttpTransportTest {
    private val request = TransportRequest("/v1/exchange", mapOf("content-type" to "a/b"), byteArrayOf(1, 2, 3))

    @Test
    fun `a request is carried as it is, and so is the answer whatever its status`() {
        for (status in listOf(200, 401, 429, 500)) {
            val seen = mutableListOf<Any>()
            answering(status, "later".toByteArray(), seen) { transport ->
                val answer = transport.send(request, 5u)
                assertEquals(status.toUShort(), answer.status)
                assertEquals("x/y", answer.contentType)
                assertArrayEquals("later".toByteArray(), answer.body)
            }
            assertEquals(listOf("POST", "/base/v1/exchange", "a/b", listOf<Byte>(1, 2, 3)), seen)
        }
    }

    @Test
    fun `an answer longer than allowed is refused`() {
        answering(200, ByteArray(6)) { transport ->
            assertThrows(IOException::class.java) { transport.send(request, 5u) }
        }
    }

    @Test
    fun `a redirect is an answer, not a way to go`() {
        val seen = mutableListOf<Any>()
        answering(307, ByteArray(0), seen) { transport ->
            assertEquals(307.toUShort(), transport.send(request, 100u).status)
        }
        assertEquals("one request of four parts", 4, seen.size)
    }

    @Test
    fun `an answer cut short is no answer`() {
        ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")).use { listener ->
            val server = thread {
                listener.accept().use { socket ->
                    // Everything that was asked is read first: closing with bytes unread would reset the connection.
                    val asked = socket.getInputStream()
                    val read = ByteArray(4096)
                    var text = ""
                    while (!text.contains("\r\n\r\n") || text.substringAfter("\r\n\r\n").length < request.body.size) {
                        text += String(read, 0, asked.read(read), Charsets.ISO_8859_1)
                    }
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".toByteArray())
                }
            }
            assertThrows(IOException::class.java) {
                HttpTransport("http://127.0.0.1:${listener.localPort}").send(request, 100u)
            }
            server.join()
        }
    }

    @Test
    fun `plain HTTP goes to this machine only`() {
        for (address in listOf("http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://branch.example")) {
            HttpTransport(address)
        }
        for (address in listOf("http://branch.example", "http://10.0.0.1", "http://127.0.0.1.example", "ftp://127.0.0.1", "")) {
            assertThrows(address, IllegalArgumentException::class.java) { HttpTransport(address) }
        }
    }

    @Test
    fun `what is no address is refused as one, and is not told on`() {
        val mistyped = listOf(
            "https:", "https://", "https:///", "https://branch example", "https://bran^ch.example", "branch.example",
            "https://somebody@branch.example", "https://branch.example?to=elsewhere", "https://branch.example#there",
        )
        for (address in mistyped) {
            val refused = assertThrows(address, IllegalArgumentException::class.java) { HttpTransport(address) }
            assertEquals("a branch is reached by HTTPS, at an address without more to it", refused.message)
            assertEquals(null, refused.cause)
        }
    }

    private fun answering(
        status: Int,
        body: ByteArray,
        seen: MutableList<Any> = mutableListOf(),
        work: (HttpTransport) -> Unit,
    ) {
        val server = HttpServer.create(InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0)
        server.createContext("/") { exchange ->
            seen.add(exchange.requestMethod)
            seen.add(exchange.requestURI.path)
            seen.add(exchange.requestHeaders.getFirst("content-type"))
            seen.add(exchange.requestBody.readBytes().toList())
            exchange.responseHeaders.add("content-type", "x/y")
            exchange.responseHeaders.add("location", "/elsewhere")
            exchange.sendResponseHeaders(status, if (body.isEmpty()) -1 else body.size.toLong())
            exchange.responseBody.use { it.write(body) }
        }
        server.start()
        try {
            work(HttpTransport("http://127.0.0.1:${server.address.port}/base/"))
        } finally {
            server.stop(0)
        }
    }
}
