/// The SRV records of a DNS reply (RFC 1035, 4; RFC 2782), read from its bytes. Pure: whoever sent them is not trusted.
struct ServiceReply: Hashable, Sendable {
    /// One endpoint of a service.
    struct Record: Hashable, Sendable {
        let priority: UInt16
        let weight: UInt16
        let port: UInt16
        /// A host name without the dot at its end.
        let target: String
    }

    /// Why a reply says nothing.
    enum Fault: Error, Hashable, Sendable {
        /// It is cut or contradicts itself.
        case malformed(String)
        /// There is none.
        case unanswered
        /// It is an error of the server: its code (RFC 1035, 4.1.1).
        case refused(Int)
        /// The owner says that there is no such service (a target of ".").
        case notOffered
        /// It has no SRV record.
        case empty
    }

    /// The records, the most wanted first: by priority, then by weight, then by name.
    let records: [Record]

    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        _ = try reader.number16()
        let flags = try reader.number16()
        guard flags & 0x8000 != 0 else { throw .malformed("it is a question") }
        guard flags & 0x0200 == 0 else { throw .malformed("it is cut") }
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
            guard end <= bytes.count else { throw .malformed("a record goes on after the end") }
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
        guard bytes.count - position >= count else { throw .malformed("it ends early") }
        position += count
    }

    mutating func number16() throws(ServiceReply.Fault) -> UInt16 {
        try skip(2)
        return UInt16(bytes[position - 2]) << 8 | UInt16(bytes[position - 1])
    }

    /// A name, following pointers backwards only, so that it ends; empty for the root.
    mutating func name() throws(ServiceReply.Fault) -> String {
        var labels: [String] = []
        var length = 0
        var place = position
        var jumped = false
        while true {
            guard place < bytes.count else { throw .malformed("a name goes on after the end") }
            let count = Int(bytes[place])
            switch count {
            case 0:
                if !jumped { position = place + 1 }
                return labels.joined(separator: ".")
            case 1...63:
                guard place + count < bytes.count else { throw .malformed("a name goes on after the end") }
                let label = bytes[(place + 1)...(place + count)]
                guard label.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") }) else {
                    throw .malformed("a name has a byte that no host name has")
                }
                labels.append(String(decoding: label, as: UTF8.self))
                length += count + 1
                guard length <= 255 else { throw .malformed("a name is longer than 255 bytes") }
                place += count + 1
            case 0xC0...:
                guard place + 1 < bytes.count else { throw .malformed("a name goes on after the end") }
                let target = (count & 0x3F) << 8 | Int(bytes[place + 1])
                guard target < place else { throw .malformed("a name points forward") }
                if !jumped { position = place + 2 }
                jumped = true
                place = target
            default:
                throw .malformed("a name has a label of an unknown kind")
            }
        }
    }
}

extension ServiceReply.Fault {
    /// What it says, in a few words.
    var words: String {
        switch self {
        case .malformed(let what): "the reply cannot be read: \(what)"
        case .unanswered: "no name server answered"
        case .refused(3): "there is no such name"
        case .refused(let code): "the name server answers with error \(code)"
        case .notOffered: "its owner says that there is no such service"
        case .empty: "the name has no SRV record"
        }
    }
}
