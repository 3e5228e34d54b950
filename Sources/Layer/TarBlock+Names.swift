extension TarBlock {
    /// The path and link target of an entry, from its header.
    struct Names {
        /// The path as written, at most 256 bytes; longer paths are in a preceding record.
        let path: String
        /// The link target.
        let target: String
        /// The type of the entry, for example `2` for a symbolic link.
        let type: UInt8

        /// Reads the names from a block with a valid checksum.
        init(_ block: [UInt8]) {
            let name = Self.text(block[0..<100])
            // The prefix field exists only in POSIX headers; GNU stores times there.
            let isPOSIX = block[257..<263].elementsEqual("ustar\0".utf8)
            let prefix = isPOSIX ? Self.text(block[345..<500]) : ""
            path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            target = Self.text(block[157..<257])
            type = block[156]
        }

        static func text(_ bytes: ArraySlice<UInt8>) -> String {
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
