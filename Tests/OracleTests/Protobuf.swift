/// The little of Protocol Buffers and gRPC that a `PullImage` request needs.
enum Protobuf {
    /// A field with a length: a string, bytes or a message.
    static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(content.count) + content
    }

    /// A string field; an empty one is left out, as Protocol Buffers do.
    static func field(_ number: Int, _ text: String) -> [UInt8] {
        text.isEmpty ? [] : field(number, Array(text.utf8))
    }

    /// Seven bits a byte, the lowest first; all but the last byte have the highest bit set.
    private static func varint(_ value: Int) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F | 0x80))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A message in gRPC's framing: not compressed, and its length in four bytes.
    static func framed(_ message: [UInt8]) -> [UInt8] {
        [0] + (0..<4).reversed().map { UInt8(message.count >> ($0 * 8) & 0xFF) } + message
    }

    /// `runtime.v1.PullImageRequest`.
    static func pullImage(_ reference: String, login: Login?) -> [UInt8] {
        let image = field(1, field(1, reference))
        guard let login else { return image }
        return image + field(2, field(1, login.user) + field(2, login.password))
    }
}

/// A user's name and password.
struct Login: Hashable, Sendable {
    var user = "user"
    var password = "password"
}
