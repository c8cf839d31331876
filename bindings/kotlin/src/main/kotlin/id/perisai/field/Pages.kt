package id.perisai.field

import id.perisai.field.core.RecordLine
import id.perisai.field.core.SyncOutcome
import id.perisai.field.core.WorkerLine

// A call costs microseconds and a page holds hundreds of lines: what comes in pages is read page by page, as far as it is
// looked at. Each step may block for a read: go through a sequence off the main thread.

/** Every worker on this device, in order of their records, read in pages of [rows] (at most 200) as they are looked at. */
fun Field.everyWorker(rows: Int = PAGE_ROWS): Sequence<WorkerLine> = sequence {
    var after: String? = null
    do {
        val page = workers(after, rows.toUInt())
        yieldAll(page.workers)
        after = page.next
    } while (after != null)
}

/** Every record of a [kind], such as `event`, in order, read in pages of [rows] (at most 200) as they are looked at. */
fun Field.everyRecord(kind: String, rows: Int = PAGE_ROWS): Sequence<RecordLine> = sequence {
    var page = records(kind, null, rows.toUInt())
    while (page.isNotEmpty()) {
        yieldAll(page)
        page = records(kind, page.last().record, rows.toUInt())
    }
}

/** How many verdicts of a [word], such as `applied` or `rejected`, an exchange brought; none is 0. */
fun SyncOutcome.count(word: String): Long = verdicts[word]?.toLong() ?: 0

private const val PAGE_ROWS = 100
