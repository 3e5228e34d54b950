/// Checks the structure of a tar archive as it streams in: headers, sizes and the end. Keeps at most one header.
///
/// As on nodes, it may end with two zero blocks, one, or none. Anything after two zero blocks is ignored.
struct TarStructure {
    private enum State {
        /// Collecting the next header.
        case header
        /// Collecting a continuation block of a sparse file's map; the content follows the last one.
        case sparseMap
        /// Skipping content and padding.
        case content
        /// Collecting an extended header's records, then skipping their padding.
        case records(global: Bool)
        /// One zero block was read.
        case firstZeroBlock
        /// Two zero blocks were read.
        case ended
    }

    private var state = State.header
    private var offset: Int64 = 0
    private var block: [UInt8] = []
    private var records: [UInt8] = []
    private var recordBytes = 0
    /// The number of bytes to skip before the next header.
    private var remaining: Int64 = 0
    private var nextSize: Int64?
    private var entryIsDue = false
    /// The number of entries started.
    private(set) var entries = 0

    /// The offset of the block with the last fault.
    private(set) var faultOffset: Int64 = 0

    init() {
        block.reserveCapacity(TarBlock.size)
    }

    /// Takes the next bytes of the archive.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .ended:
                offset += Int64(rest.count)
                return
            case .content:
                let passed = Int(min(remaining, Int64(rest.count)))
                rest = rest.dropFirst(passed)
                offset += Int64(passed)
                remaining -= Int64(passed)
                if remaining == 0 { state = .header }
            case .records(let global):
                let wanted = min(recordBytes - records.count, rest.count)
                records.append(contentsOf: rest.prefix(wanted))
                rest = rest.dropFirst(wanted)
                offset += Int64(wanted)
                remaining -= Int64(wanted)
                if records.count == recordBytes { try endRecords(global: global) }
            case .header, .sparseMap, .firstZeroBlock:
                let wanted = min(TarBlock.size - block.count, rest.count)
                block.append(contentsOf: rest.prefix(wanted))
                rest = rest.dropFirst(wanted)
                offset += Int64(wanted)
                if block.count == TarBlock.size { try endBlock() }
            }
        }
    }

    /// Ends the archive. Throws if it may not end here.
    mutating func finish() throws(TarError) {
        faultOffset = offset
        switch state {
        case .ended: return
        case .header, .firstZeroBlock:
            if !block.isEmpty { throw TarError("the tar archive is truncated inside a header") }
            if entryIsDue { throw TarError("the tar archive ends where an announced entry should follow") }
        case .sparseMap: throw TarError("the tar archive is truncated inside a sparse file's map")
        case .records: throw TarError("the tar archive is truncated inside an extended header")
        case .content: throw TarError("the tar archive ends \(remaining) bytes before the end of an entry")
        }
    }

    private mutating func endBlock() throws(TarError) {
        faultOffset = offset - Int64(TarBlock.size)
        let full = block
        block.removeAll(keepingCapacity: true)
        if case .sparseMap = state {
            if !full.withUnsafeBytes(TarBlock.sparseMapContinues) { pass(remaining) }
            return
        }
        let isZero = full.allSatisfy { $0 == 0 }
        if case .firstZeroBlock = state {
            guard isZero else { throw TarError("there is a zero block between tar headers") }
            state = .ended
            return
        }
        guard !isZero else {
            if entryIsDue { throw TarError("the tar archive ends where an announced entry should follow") }
            state = .firstZeroBlock
            return
        }
        try begin(TarBlock(viewing: full))
    }

    private mutating func begin(_ header: TarBlock) throws(TarError) {
        switch header.kind {
        case .extended(let global):
            guard header.contentSize <= PaxRecords.limit else {
                throw TarError("an extended tar header is larger than \(PaxRecords.limit) bytes")
            }
            recordBytes = Int(header.contentSize)
            records.removeAll()
            remaining = Self.padded(header.contentSize)
            entryIsDue = entryIsDue || !global
            if recordBytes == 0 { try endRecords(global: global) } else { state = .records(global: global) }
        case .longName:
            guard header.contentSize <= PaxRecords.limit else {
                throw TarError("a long name in the tar archive is larger than \(PaxRecords.limit) bytes")
            }
            entryIsDue = true
            pass(Self.padded(header.contentSize))
        case .headerOnly:
            entry()
            pass(0)
        case .file:
            let size = nextSize ?? header.contentSize
            entry()
            try passContent(size)
        case .oldSparse(let continues):
            let size = nextSize ?? header.contentSize
            entry()
            try passContent(size)
            if continues { state = .sparseMap }
        }
    }

    private mutating func entry() {
        entries += 1
        entryIsDue = false
        nextSize = nil
    }

    private mutating func endRecords(global: Bool) throws(TarError) {
        let found = try PaxRecords(records)
        records.removeAll()
        if !global { nextSize = found.size }
        pass(remaining)
    }

    private mutating func passContent(_ size: Int64) throws(TarError) {
        guard size <= Int64.max - Int64(TarBlock.size) else { throw TarError("a tar header has too large a size") }
        pass(Self.padded(size))
    }

    private mutating func pass(_ count: Int64) {
        remaining = count
        state = count > 0 ? .content : .header
    }

    private static func padded(_ size: Int64) -> Int64 {
        let block = Int64(TarBlock.size)
        return (size + block - 1) / block * block
    }
}

extension TarBlock {
    init(viewing bytes: [UInt8]) throws(TarError) {
        let read = bytes.withUnsafeBytes { bytes in Result { () throws(TarError) in try TarBlock(bytes) } }
        self = try read.get()
    }
}
