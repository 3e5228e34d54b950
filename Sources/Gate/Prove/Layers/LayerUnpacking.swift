internal import Layer
internal import OCI
internal import Record
internal import Transfer

/// Unpacks a layer by what its bytes are, as nodes do. Its media type counts only where the bytes do not tell.
///
/// bzip2 and xz, which containers/image and dockerd unpack, are not unpacked.
///
/// Bytes of the type of plain OCI layers are taken as they are: containerd does not decompress them (`images.DiffCompression`).
struct LayerUnpacking {
    /// The number of bytes that tell the format: up to the magic of a tar header.
    static let openingLength = 262

    private let declared: LayerFormat
    private let detects: Bool
    private var opening: [UInt8] = []
    private var stop: StopFlag?
    private var unpacker: LayerUnpacker?
    private var hasBegun = false

    /// `nil` if layers of this type are not unpacked.
    init?(_ type: MediaType) {
        guard let format = LayerFormat(type) else { return nil }
        declared = format
        detects = type != .ociLayer
    }

    mutating func follow(_ stop: StopFlag) {
        self.stop = stop
        unpacker?.follow(stop)
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        guard !hasBegun else {
            unpacker?.take(bytes)
            return
        }
        opening.append(contentsOf: bytes)
        guard opening.count >= (detects ? Self.openingLength : LayerCompression.openingLength) else { return }
        unpacker = begun()
        hasBegun = true
        opening = []
    }

    /// The unpacked layer, once complete; `nil` if there was not enough memory, or if it has a compression that is not unpacked here.
    var result: Result<UnpackedLayer, LayerFault>? { (hasBegun ? unpacker : begun())?.finish() }

    private func begun() -> LayerUnpacker? {
        guard LayerCompression(opening: opening) == nil else { return nil }
        let unpacker = LayerUnpacker(detects ? Self.format(of: opening) ?? declared : declared)
        if let stop { unpacker?.follow(stop) }
        opening.withUnsafeBytes { unpacker?.take($0) }
        return unpacker
    }

    /// The format that the first bytes of a layer show; `nil` if they show none.
    static func format(of opening: some Collection<UInt8>) -> LayerFormat? {
        if opening.starts(with: [0x1F, 0x8B, 0x08]) { return .gzip }
        if opening.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        return opening.dropFirst(257).starts(with: "ustar".utf8) ? .tar : nil
    }
}
