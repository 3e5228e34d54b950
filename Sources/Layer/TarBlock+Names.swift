extension TarBlock {
    /// What a header says of the place of its entry.
    struct Names {
        /// The path, as written: at most 256 bytes, longer ones stand in a record before.
        let path: String
        /// What a link leads to.
        let target: String
        /// The type of the entry, for example `2` for a symbolic link.
        let type: UInt8

        /// Reads the names of a block whose checksum is right.
        init(_ block: [UInt8]) {
            let name = Self.text(block[0..<100])
            // The prefix is POSIX's; GNU keeps times there.
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
