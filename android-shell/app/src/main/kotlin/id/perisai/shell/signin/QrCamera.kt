package id.perisai.shell.signin

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.view.Surface

/**
 * Looks through the phone's back camera until it has read a QR code. What it sees is drawn on a surface and read from
 * memory; it is written nowhere. `found` and `cannot` are told on the thread that draws, at most one of them, once.
 */
class QrCamera(
    context: Context,
    private val shownOn: SurfaceTexture,
    private val found: (String) -> Unit,
    private val cannot: () -> Unit,
) {
    private val cameras = context.getSystemService(Context.CAMERA_SERVICE) as CameraManager
    private val drawing = Handler(Looper.getMainLooper())
    private val thread = HandlerThread("qr").apply { start() }
    private val looking = Handler(thread.looper)
    private var device: CameraDevice? = null
    private var reader: ImageReader? = null
    private var isOver = false

    /** Begins to look; needs [Manifest.permission.CAMERA]. */
    @SuppressLint("MissingPermission")
    fun open() {
        try {
            val back = cameras.cameraIdList.firstOrNull { facing(it) == CameraCharacteristics.LENS_FACING_BACK }
                ?: cameras.cameraIdList.firstOrNull()
                ?: return tell(cannot)
            val size = checkNotNull(cameras.getCameraCharacteristics(back)[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP])
                .getOutputSizes(ImageFormat.YUV_420_888)
                // As many points as a code needs at arm's length, and no more than a cheap phone reads quickly.
                .filter { it.width * it.height <= POINTS_MAX }
                .maxByOrNull { it.width * it.height } ?: return tell(cannot)
            shownOn.setDefaultBufferSize(size.width, size.height)
            reader = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
                .apply { setOnImageAvailableListener({ it.acquireLatestImage()?.use(::read) }, looking) }
            cameras.openCamera(back, Opened(), looking)
        } catch (_: CameraAccessException) {
            tell(cannot)
        } catch (_: SecurityException) {
            tell(cannot)
        }
    }

    /** Looks no longer. */
    fun close() {
        isOver = true
        device?.close()
        reader?.close()
        thread.quitSafely()
    }

    private fun facing(camera: String) = cameras.getCameraCharacteristics(camera)[CameraCharacteristics.LENS_FACING]

    private fun read(image: Image) {
        if (isOver) return
        val light = image.planes[0]
        val bytes = ByteArray(light.buffer.remaining()).also(light.buffer::get)
        // The last line of a picture may end before its stride does.
        val whole = if (bytes.size < light.rowStride * image.height) bytes.copyOf(light.rowStride * image.height) else bytes
        readQr(whole, light.rowStride, image.width, image.height)?.let { text -> tell { found(text) } }
    }

    private fun tell(what: () -> Unit) {
        drawing.post {
            if (!isOver) {
                isOver = true
                what()
            }
        }
    }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            val reader = reader
            if (isOver || reader == null) return camera.close()
            device = camera
            val surfaces = listOf(Surface(shownOn), reader.surface)
            try {
                // The newer way to begin needs Android 9; this one is there on all.
                @Suppress("DEPRECATION")
                camera.createCaptureSession(surfaces, Begun(camera, surfaces), looking)
            } catch (_: CameraAccessException) {
                tell(cannot)
            }
        }

        override fun onDisconnected(camera: CameraDevice) = camera.close()

        override fun onError(camera: CameraDevice, error: Int) {
            camera.close()
            tell(cannot)
        }
    }

    private inner class Begun(private val camera: CameraDevice, private val surfaces: List<Surface>) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            if (isOver) return
            try {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                surfaces.forEach(request::addTarget)
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                session.setRepeatingRequest(request.build(), null, looking)
            } catch (_: CameraAccessException) {
                tell(cannot)
            } catch (_: IllegalStateException) {
                // Closed in between: the screen has gone.
            }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = tell(cannot)
    }

    private companion object {
        const val POINTS_MAX = 1280 * 960
    }
}
