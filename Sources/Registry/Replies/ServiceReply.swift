/// The SRV records of a DNS response (RFC 1035, 4; RFC 2782), parsed from its bytes. Pure; the sender is not trusted.
struct ServiceReply: Hashable, Sendable {
    /// One endpoint of a service.
    struct Record: Hashable, Sendable {
        let priority: UInt16
        let weight: UInt16
        let port: UInt16
        /// A host name without the trailing dot.
        let target: String
    }

    /// Why a response has no usable records.
    enum Fault: Error, Hashable, Sendable {
        /// It is truncated or inconsistent.
        case malformed(String)
        /// There was no response.
        case unanswered
        /// The server returned an error code (RFC 1035, 4.1.1).
        case refused(Int)
        /// The domain declares that the service is not available (a target of ".").
        case notOffered
        /// It has no SRV records.
        case empty
    }

    /// The records in order of preference: by priority, then weight, then name.
    let records: [Record]

    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        _ = try reader.number16()
        let flags = try reader.number16()
        guard flags & 0x8000 != 0 else { throw .malformed("it is a query") }
        guard flags & 0x0200 == 0 else { throw .malformed("it is truncated") }
        guard flags & 0x000F == 0 else { throw .refused(Int(flags & 0x000F)) }
        let questions = try reader.number16()
        let answers = try reader.number16()
        try reader.skip(4)
        for _ in 0..<questions {
            _ = try reader.name()
            try reader.skip(4)
        }
        var found: [Record] = []
        for _ in 0..<answers {
            _ = try reader.name()
            let type = try reader.number16()
            let category = try reader.number16()
            try reader.skip(4)
            let length = Int(try reader.number16())
            let end = reader.position + length
            guard end <= bytes.count else { throw .malformed("a record extends past the end") }
            if type == 33, category == 1 {
                let numbers = (try reader.number16(), try reader.number16(), try reader.number16())
                let target = try reader.name()
                guard reader.position == end else { throw .malformed("a record's length is wrong") }
                found.append(Record(priority: numbers.0, weight: numbers.1, port: numbers.2, target: target))
            }
            reader.position = end
        }
        guard !found.isEmpty else { throw .empty }
        let offered = found.filter { !$0.target.isEmpty && $0.port > 0 }
        guard !offered.isEmpty else { throw .notOffered }
        records = Set(offered).sorted { left, right in
            (left.priority, right.weight, left.target, left.port) < (
                right.priority, left.weight, right.target, right.port
            )
        }
    }
}

private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func skip(_ count: Int) throws(ServiceReply.Fault) {
        guard bytes.count - position >= count else { throw .malformed("it ends too early") }
        position += count
    }

    mutating func number16() throws(ServiceReply.Fault) -> UInt16 {
        try skip(2)
        return UInt16(bytes[position - 2]) << 8 | UInt16(bytes[position - 1])
    }

    /// A name. Only backward pointers are followed, so this terminates. Empty for the root.
    mutating func name() throws(ServiceReply.Fault) -> String {
        var labels: [String] = []
        var length = 0
        var place = position
        var jumped = false
        while true {
            guard place < bytes.count else { throw .malformed("a name extends past the end") }
            let count = Int(bytes[place])
            switch count {
            case 0:
                if !jumped { position = place + 1 }
                return labels.joined(separator: ".")
            case 1...63:
                guard place + count < bytes.count else { throw .malformed("a name extends past the end") }
                let label = bytes[(place + 1)...(place + count)]
                guard label.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") }) else {
                    throw .malformed("a name has a byte that is not allowed in host names")
                }
                labels.append(String(decoding: label, as: UTF8.self))
                length += count + 1
                guard length <= 255 else { throw .malformed("a name is longer than 255 bytes") }
                place += count + 1
            case 0xC0...:
                guard place + 1 < bytes.count else { throw .malformed("a name extends past the end") }
                let target = (count & 0x3F) << 8 | Int(bytes[place + 1])
                guard target < place else { throw .malformed("a name points forward") }
                if !jumped { position = place + 2 }
                jumped = true
                place = target
            default:
                throw .malformed("a name has a label of an unknown type")
            }
        }
    }
}

extension ServiceReply.Fault {
    /// A short description.
    var words: String {
        switch self {
        case .malformed(let what): "malformed DNS response: \(what)"
        case .unanswered: "no name server answered"
        case .refused(3): "no such name"
        case .refused(let code): "the name server returned error \(code)"
        case .notOffered: "the domain declares that this service is not available"
        case .empty: "the name has no SRV records"
        }
    }
}
