package id.perisai.shell

import android.app.Application
import android.os.Handler
import android.os.Looper
import id.perisai.field.Clock
import id.perisai.field.Field
import id.perisai.field.HttpTransport
import id.perisai.field.PinLock
import id.perisai.field.Transport
import id.perisai.shell.keys.AesGcm
import id.perisai.shell.rescue.DamagedStore
import id.perisai.shell.keys.HardwareSecret
import id.perisai.shell.keys.Wrap
import id.perisai.field.salvagedWith
import id.perisai.shell.keys.giveUpKeystoreKey
import id.perisai.shell.keys.keystoreKey
import id.perisai.shell.pin.OutOfSight
import id.perisai.shell.sync.Exchange
import id.perisai.shell.sync.Exchanging
import id.perisai.shell.sync.PinNotice
import id.perisai.shell.sync.Planning
import id.perisai.shell.sync.SavedWatch
import id.perisai.shell.sync.SyncJob
import id.perisai.shell.sync.SyncService
import java.io.File
import java.security.MessageDigest
import java.util.concurrent.Executor
import java.util.concurrent.Executors

/** Whose phone this is, and where the branch is. */
data class Account(val agent: String, val branch: String)

/** The way to an agent's store, and to the branch. */
class Phone(val core: Core, val network: Transport, val lock: Lock, val damaged: DamagedStore)

/** The app: knows whose phone this is, and holds the way to the core as long as the process lives. */
open class Shell : Application() {
    /** The agent's; none until one has signed in. */
    val phone: Phone? get() = signedIn ?: account(ACCOUNT)?.let(::phone)?.also { signedIn = it }

    /** The exchange with the branch; none until an agent has signed in. */
    val exchange: Exchange? get() = sending()?.exchange

    private var signedIn: Phone? = null

    /** What belongs to the phone that is signed in: made once for it. */
    private class Sending(val phone: Phone, val exchange: Exchange, val planning: Planning)

    private var ownSending: Sending? = null

    /** The way to each agent's store: a store is opened once, however often a code is tried. */
    private val stores = mutableMapOf<String, Triple<Core, Lock, DamagedStore>>()

    private val ownOff by lazy(LazyThreadSafetyMode.NONE, ::off)

    /** The way to an account's store, which is opened on first use, and to its branch. */
    fun phone(account: Account): Phone {
        val network = network(account)
        val (core, lock, damaged) = stores.getOrPut(account.agent) { store(account.agent) }
        return Phone(core, network, lock, damaged)
    }

    private fun store(agent: String): Triple<Core, Lock, DamagedStore> {
        val folder = File(noBackupFilesDir, name(agent))
        val hardware = HardwareSecret(File(folder, "keys"), wrap())
        val lock = Lock({ PinLock.open(File(folder, "keys").path, hardware, clock()) }, hardware::renew, ownOff, drawing())
        val path = File(folder, "store").path
        val open = {
            File(path).mkdirs()
            Field.openWith(path, agent, lock.keys(), clock())
        }
        val saved = SavedWatch(drawing(), ::planNext)
        val core = Core(open, ownOff, drawing()) { field -> saved.look(field.pendingCount()) }
        val damaged = object : DamagedStore {
            override fun salvaged(quarantinedTo: String) = salvagedWith(path, lock.keys(), quarantinedTo).toLong()

            override fun beginAgain(quarantinedTo: String) =
                core.replace { Field.beginAgainWith(path, agent, lock.keys(), quarantinedTo, clock()) }
        }
        return Triple(core, lock, damaged)
    }

    /** What was typed on the way to signing in, before there is a store to keep it: whose phone and which branch, never the code. */
    var begun: Account?
        get() = account(BEGUN) ?: account(ACCOUNT)
        set(typed) {
            val file = File(noBackupFilesDir, BEGUN)
            if (typed == null) file.delete() else file.writeText("${typed.agent}\n${typed.branch}\n")
        }

    /** From now on this is the agent's phone. */
    fun signedIn(account: Account, phone: Phone) {
        val draft = File(noBackupFilesDir, "account.new").apply { writeText("${account.agent}\n${account.branch}\n") }
        check(draft.renameTo(File(noBackupFilesDir, ACCOUNT))) { "the account could not be put in its place" }
        signedIn = phone
    }

    /** Sees to it that the next exchange by itself is planned. */
    fun planNext() {
        sending()?.planning?.planNext()
    }

    /** The PIN was given, or the branch's answer: what waited for it is planned anew. */
    fun opened() {
        PinNotice.end(this)
        planNext()
    }

    override fun onCreate() {
        super.onCreate()
        registerActivityLifecycleCallbacks(OutOfSight { phone?.lock?.hide() })
    }

    private fun sending(): Sending? {
        val phone = phone ?: return null
        ownSending?.takeIf { it.phone === phone }?.let { return it }
        val exchange = Exchange(phone.core, phone.network, apart(), drawing())
        val planning = Planning(phone.core, exchange) { next -> SyncJob.plan(this, next) }
        var wasRunning = false
        exchange.watch { now ->
            val isRunning = now is Exchanging.Running
            if (isRunning && !wasRunning) SyncService.show(this)
            wasRunning = isRunning
        }
        return Sending(phone, exchange, planning).also { ownSending = it }
    }

    /** How keys are wrapped. */
    protected open fun wrap(): Wrap = AesGcm(::giveUpKeystoreKey, ::keystoreKey)

    /** The way to an account's branch. */
    protected open fun network(account: Account): Transport = HttpTransport(account.branch)

    /** What tells the time. */
    protected open fun clock(): Clock = PhoneClock(contentResolver)

    /** The thread on which the core is called. */
    protected open fun off(): Executor = Executors.newSingleThreadExecutor()

    /** The thread on which exchanges run, apart from the core's: captures go on meanwhile. */
    protected open fun apart(): Executor = Executors.newSingleThreadExecutor()

    /** The thread that draws. */
    protected open fun drawing(): Executor = Executor(Handler(Looper.getMainLooper())::post)

    private fun account(name: String): Account? {
        val lines = File(noBackupFilesDir, name).takeIf(File::isFile)?.readLines() ?: return null
        return if (lines.size == 2) Account(lines[0], lines[1]) else null
    }

    /** A folder's name for a badge, whatever was typed. */
    private fun name(agent: String): String =
        MessageDigest.getInstance("SHA-256").digest(agent.toByteArray()).joinToString("") { "%02x".format(it) }

    private companion object {
        const val ACCOUNT = "account"
        const val BEGUN = "account.begun"
    }
}
