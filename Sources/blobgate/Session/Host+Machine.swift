import Foundation
import OCI
import Transfer

extension Host {
    /// The identity of this machine, for backends with addresses that every machine has: a hash of its ID, its name and its
    /// network namespace. A container with a network of its own is a machine of its own. It reveals none of them.
    static let machine = identity(
        id: ["/etc/machine-id", "/var/lib/dbus/machine-id"].lazy.compactMap(text).first { !$0.isEmpty } ?? "",
        name: name, network: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")) ?? "")

    static func identity(id: String, name: String, network: String) -> String {
        let text = ["blobgate machine", id, name, network].joined(separator: "\n")
        return StreamingHash.hash(Array(text.utf8), with: .sha256).prefix(8).hexadecimal
    }

    private static func text(_ path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: 128) else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
