import Foundation
import OCI
import Support

/// Bytes that a registry has, and the fields of a descriptor for them.
struct Content: Sendable {
    /// Left out of the descriptor if it is empty.
    var type: String
    var bytes: [UInt8]
    let digest: Digest
    /// The size in its descriptor, as JSON.
    var size: String
    /// More fields of its descriptor, as JSON.
    var fields: [String] = []
    /// The content of a compressed layer before compression.
    var unpacked: Digest?

    init(_ bytes: [UInt8], type: String) throws {
        self.type = type
        self.bytes = bytes
        digest = try ScriptedRegistry.sha256(of: bytes)
        size = "\(bytes.count)"
    }

    /// Its descriptor.
    var json: String {
        let kind = type.isEmpty ? [] : [#""mediaType":"\#(type)""#]
        return (kind + [#""digest":"\#(digest)","size":\#(size)"#] + fields).joined(separator: ",").enclosed
    }

    /// The same with this field in its descriptor.
    func with(_ name: String, _ value: String) -> Content {
        var copy = self
        copy.fields.append(#""\#(name)":\#(value)"#)
        return copy
    }

    /// The same for a platform such as `linux/amd64/v3`.
    func on(_ platform: String) -> Content {
        let parts = platform.split(separator: "/")
        let names = ["os", "architecture", "variant"]
        return with("platform", zip(names, parts).map { #""\#($0)":"\#($1)""# }.joined(separator: ",").enclosed)
    }

    /// The same with another size in its descriptor.
    func sized(_ size: String) -> Content {
        var copy = self
        copy.size = size
        return copy
    }

    /// The bytes with one of them changed, inside the file of a layer.
    var damaged: [UInt8] {
        var copy = bytes
        if copy.indices.contains(600) { copy[600] ^= 1 }
        return copy
    }
}

extension String {
    fileprivate var enclosed: String { "{\(self)}" }
}

extension Packed {
    /// An archive in tar's format with one file (POSIX.1-2001, ustar).
    static func tar(_ name: String, _ content: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(content.count, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put("        0", at: 148)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", at: 148)
        let padding = [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
        return header + content + padding + [UInt8](repeating: 0, count: 1024)
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// A body in chunks of this size, with these line ends in the lines with sizes.
    static func chunked(_ bytes: [UInt8], lineEnd: String = "\r\n") -> [UInt8] {
        Array((String(bytes.count, radix: 16) + lineEnd).utf8) + bytes + Array((lineEnd + "0" + lineEnd).utf8)
            + Array(lineEnd.utf8)
    }
}
