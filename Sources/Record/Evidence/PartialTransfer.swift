/// A body that was received in part, and how long that took.
package struct PartialTransfer: Codable, Hashable, Sendable {
    package let backend: String
    /// The received bytes.
    package let received: Int64
    /// The size of the whole body.
    package let size: Int64
    package let milliseconds: Int64

    package init(backend: String, received: Int64, size: Int64, milliseconds: Int64) {
        self.backend = backend
        self.received = received
        self.size = size
        self.milliseconds = milliseconds
    }

    /// Bytes per second; `nil` if it took no time.
    package var rate: Double? {
        milliseconds > 0 ? Double(max(0, received)) * 1000 / Double(milliseconds) : nil
    }

    /// The milliseconds that the whole body would take at this rate; `nil` if nothing arrived.
    package var neededMilliseconds: Int64? {
        guard received > 0, milliseconds > 0 else { return nil }
        let needed = Double(milliseconds) * Double(max(size, received)) / Double(received)
        return needed < Double(Int64.max / 2) ? Int64(needed.rounded()) : nil
    }
}
