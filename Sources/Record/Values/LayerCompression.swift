/// A compression of layers that not all kinds of nodes unpack. It is no part of the image-spec.
package enum LayerCompression: String, Codable, Hashable, Sendable, CaseIterable {
    case bzip2
    case xz

    /// The compression that these first bytes of a layer show; `nil` for any other. Nodes go by the bytes, not by the media type.
    package init?(opening: some Collection<UInt8>) {
        if opening.starts(with: "BZh".utf8) {
            self = .bzip2
        } else if opening.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .xz
        } else {
            return nil
        }
    }

    /// The number of bytes that show it.
    package static let openingLength = 6
}
