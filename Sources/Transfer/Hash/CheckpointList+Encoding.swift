extension CheckpointList {
    /// The list in a storage format: format version, function, size, checksum, then the states.
    ///
    /// The checksum proves nothing, but a list that was corrupted on disk is treated as missing.
    package var encoded: [UInt8] {
        var bytes = opening
        bytes.reserveCapacity(Self.headerLength + states.count)
        bytes += Self.check(opening, states)
        bytes += states
        return bytes
    }

    /// Decodes the output of `encoded`; `nil` for anything else.
    package init?(encoded bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count >= Self.headerLength, bytes[0] == Self.form else { return nil }
        let function: StreamingHash.Function
        switch bytes[1] {
        case 1: function = .sha256
        case 2: function = .sha512
        default: return nil
        }
        let size = bytes[2..<10].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let size = Int64(exactly: size) else { return nil }
        self.init(function, size: size, states: Array(bytes[Self.headerLength...]))
        guard bytes[10..<Self.headerLength] == Self.check(opening, states) else { return nil }
    }

    private static var form: UInt8 { 1 }
    private static var checkLength: Int { 6 }
    private static var headerLength: Int { 10 + checkLength }

    private var opening: [UInt8] {
        let size = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self.size >> Int64($0)) }
        return [Self.form, function == .sha256 ? 1 : 2] + size
    }

    private static func check(_ opening: [UInt8], _ states: [UInt8]) -> ArraySlice<UInt8> {
        var hash = StreamingHash(.sha256)
        opening.withUnsafeBytes { hash.update($0) }
        states.withUnsafeBytes { hash.update($0) }
        return hash.value.prefix(checkLength)
    }
}
