internal import CLibcurl
internal import Foundation
internal import Synchronization

/// One thread that owns one libcurl multi handle and drives its transfers from first byte to last.
final class EventLoop: Sendable {
    private struct Inbox {
        var arrivals: [ActiveTransfer] = []
        var cancellations: [ActiveTransfer] = []
        var closed = false
    }

    /// Shorter work is not worth correcting the stall limits for.
    private static let noticeable = Duration.milliseconds(100)

    private let inbox = Mutex(Inbox())
    private let load = Atomic<Int>(0)
    private let multi: MultiHandle
    /// The most transfers at a time: each needs descriptors. Further ones wait, without their time limits running.
    private let capacity: Int

    init?(idleConnections: Int, capacity: Int) {
        guard let multi = MultiHandle(idleConnections: min(idleConnections, capacity), connections: capacity) else {
            return nil
        }
        self.multi = multi
        self.capacity = capacity
        Thread.detachNewThread { [self] in
            // Linux thread names have at most 15 bytes and must be set by the thread itself.
            Thread.current.name = "blobgate-loop"
            run()
        }
    }

    /// The number of transfers submitted to this loop that have not ended.
    var transfers: Int { load.load(ordering: .relaxed) }

    /// Submits a transfer. A transfer cancelled before ends without a byte on the wire.
    func submit(_ transfer: ActiveTransfer, withdrawn: Bool) {
        load.add(1, ordering: .relaxed)
        if withdrawn { return finish(transfer, failing: ActiveTransfer.withdrawn) }
        let accepted = inbox.withLock { inbox in
            if !inbox.closed { inbox.arrivals.append(transfer) }
            return !inbox.closed
        }
        guard accepted else {
            return finish(transfer, failing: TransferFailure(kind: .cancelled, message: "the engine is closed"))
        }
        multi.wakeUp()
    }

    /// Retains the transfer until the loop has processed this, so that its identity cannot be reused before.
    func cancel(_ transfer: ActiveTransfer) {
        transfer.stop.raise()
        inbox.withLock { $0.cancellations.append(transfer) }
        multi.wakeUp()
    }

    /// Ends every transfer, then the thread.
    func close() {
        inbox.withLock { $0.closed = true }
        multi.wakeUp()
    }

    private func run() {
        // Thread.name does not reach the system in every process.
        blobgate_name_thread("blobgate-loop")
        var active: [ObjectIdentifier: ActiveTransfer] = [:]
        var waiting: [ActiveTransfer] = []
        while takeIn(&active, &waiting) {
            let begun = ContinuousClock.now
            letGo(&active, now: begun)
            multi.perform()
            while let (context, code) = multi.nextFinished() {
                let transfer = Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
                active.removeValue(forKey: ObjectIdentifier(transfer))
                end(transfer, code: code)
            }
            admit(&waiting, to: &active)
            let busy = begun.duration(to: .now)
            if busy > Self.noticeable { active.values.forEach { $0.excuse(busy) } }
            multi.poll(for: endStalled(&active))
        }
    }

    /// Empties the inbox. Returns false once the loop is closed and has ended everything.
    ///
    /// A separate function, so that nothing from the inbox stays retained while the loop sleeps.
    private func takeIn(
        _ active: inout [ObjectIdentifier: ActiveTransfer], _ waiting: inout [ActiveTransfer]
    ) -> Bool {
        let (arrivals, cancellations, closed) = inbox.withLock { inbox in
            defer {
                inbox.arrivals = []
                inbox.cancellations = []
            }
            return (inbox.arrivals, inbox.cancellations, inbox.closed)
        }
        waiting += arrivals
        // The flag of a transfer may be raised at any time, so it is read once.
        waiting.removeAll { transfer in
            let isWithdrawn = closed || transfer.stop.isRaised
            if isWithdrawn { finish(transfer, failing: ActiveTransfer.withdrawn) }
            return isWithdrawn
        }
        admit(&waiting, to: &active)
        for transfer in closed ? Array(active.values) : cancellations {
            guard active.removeValue(forKey: ObjectIdentifier(transfer)) != nil else { continue }
            end(transfer, failing: ActiveTransfer.withdrawn)
        }
        return !closed
    }

    /// Starts as many waiting transfers as fit, in their order.
    private func admit(_ waiting: inout [ActiveTransfer], to active: inout [ObjectIdentifier: ActiveTransfer]) {
        while active.count < capacity, !waiting.isEmpty {
            let transfer = waiting.removeFirst()
            if start(transfer) { active[ObjectIdentifier(transfer)] = transfer }
        }
    }

    private func start(_ transfer: ActiveTransfer) -> Bool {
        do throws(TransferFailure) {
            let easy = try EasyHandle(for: transfer)
            try multi.add(easy)
            transfer.easy = easy
        } catch {
            finish(transfer, failing: error)
            return false
        }
        transfer.started()
        return true
    }

    /// Lets transfers read on that were held by a limit.
    private func letGo(_ active: inout [ObjectIdentifier: ActiveTransfer], now: ContinuousClock.Instant) {
        for transfer in active.values.filter({ $0.isHeld && ($0.heldUntil ?? now) <= now }) {
            transfer.letGo(now: now)
            guard let code = transfer.easy?.letGo(), code != CURLE_OK else { continue }
            // libcurl reports it only here.
            active.removeValue(forKey: ObjectIdentifier(transfer))
            end(transfer, code: code)
        }
    }

    /// Ends stalled transfers and returns how long the loop may sleep.
    private func endStalled(_ active: inout [ObjectIdentifier: ActiveTransfer]) -> Duration {
        let now = ContinuousClock.now
        var sleep = Duration.seconds(60)
        for (id, transfer) in active {
            if transfer.isHeld {
                sleep = min(sleep, now.duration(to: transfer.heldUntil ?? now))
            } else if let failure = transfer.watchdog.failure(now: now) {
                active.removeValue(forKey: id)
                end(transfer, failing: failure)
            } else {
                sleep = min(sleep, now.duration(to: transfer.watchdog.due))
            }
        }
        return sleep
    }

    private func end(_ transfer: ActiveTransfer, failing failure: TransferFailure) {
        transfer.failure = failure
        do throws(TransferFailure) {
            try transfer.easy?.abandonConnection()
        } catch {
            transfer.failure = error
        }
        end(transfer, code: CURLE_OK)
    }

    private func end(_ transfer: ActiveTransfer, code: CURLcode) {
        guard let easy = transfer.easy else { return }
        let ending: TransferResult.Ending =
            if let failure = transfer.failure {
                .failed(failure)
            } else if transfer.stopped {
                .stopped
            } else if code != CURLE_OK {
                .failed(TransferFailure(code, transfer: transfer, easy: easy))
            } else if transfer.headBuilder.head == nil {
                // libcurl reports success if the connection is closed within the head.
                .failed(
                    TransferFailure(
                        kind: .emptyReply, message: "the connection was closed before the response head was complete"))
            } else {
                .complete
            }
        var connection = easy.connectionFacts
        connection.barred = transfer.barred
        var timing = easy.timing
        timing.held = transfer.held
        let result = TransferResult(
            head: transfer.headBuilder.head, ending: ending, bodyBytes: transfer.bodyBytes,
            connection: connection, timing: timing)
        multi.remove(easy)
        transfer.easy = nil
        load.subtract(1, ordering: .relaxed)
        transfer.finish(result)
    }

    private func finish(_ transfer: ActiveTransfer, failing failure: TransferFailure) {
        load.subtract(1, ordering: .relaxed)
        transfer.finish(TransferResult(head: nil, ending: .failed(failure), bodyBytes: 0))
    }
}
