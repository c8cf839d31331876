package id.perisai.shell.signin

import android.Manifest
import android.annotation.SuppressLint
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.os.Bundle
import android.view.TextureView
import id.perisai.shell.R
import id.perisai.shell.parts.Notice
import id.perisai.shell.parts.PageActivity

/** Reads the code from a supervisor's screen. The camera is asked for here and nowhere else, and nothing it sees is kept. */
class ScanActivity : PageActivity(), TextureView.SurfaceTextureListener {
    override val title = R.string.scan
    override val layout = R.layout.scan
    override val isGuarded = false

    private var camera: QrCamera? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        find<TextureView>(R.id.seen).surfaceTextureListener = this
        if (!mayScan() && saved == null) requestPermissions(arrayOf(Manifest.permission.CAMERA), CAMERA)
    }

    override fun onResume() {
        super.onResume()
        val seen = find<TextureView>(R.id.seen)
        seen.surfaceTexture?.takeIf { seen.isAvailable }?.let(::look)
    }

    override fun onPause() {
        rest()
        super.onPause()
    }

    override fun onRequestPermissionsResult(asked: Int, permissions: Array<out String>, results: IntArray) {
        if (results.firstOrNull() == PackageManager.PERMISSION_DENIED) showNotice(getString(R.string.scan_not_allowed), Notice.Kind.LOOK)
    }

    override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) = look(surface)

    override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit

    override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit

    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        rest()
        return true
    }

    private fun mayScan() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    // Asked in mayScan, which the checker does not follow.
    @SuppressLint("MissingPermission")
    private fun look(surface: SurfaceTexture) {
        if (camera != null || !mayScan()) return
        camera = QrCamera(this, surface, ::scanned, ::cannot).also(QrCamera::open)
    }

    private fun rest() {
        camera?.close()
        camera = null
    }

    private fun scanned(text: String) {
        if (isFinishing) return
        setResult(RESULT_OK, Intent().putExtra(SCANNED, text))
        finish()
    }

    private fun cannot() = showNotice(getString(R.string.scan_no_camera), Notice.Kind.LOOK)

    companion object {
        /** What was read, in the answer. */
        const val SCANNED = "scanned"
        private const val CAMERA = 1
    }
}
