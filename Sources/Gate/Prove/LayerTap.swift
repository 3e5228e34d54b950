package import Layer
internal import OCI
package import Record
internal import Registry

/// What a run does with a blob's bytes besides hashing them: a layer is unpacked, a configuration kept and read.
package struct LayerTap: BlobTap {
    /// The largest configuration that is read, in bytes.
    static let configurationLimit = 4 << 20

    private let unpacker: LayerUnpacker?
    private let collects: Bool
    private var collected: [UInt8] = []
    private var isTooLarge = false

    /// A tap for a claim; layers are unpacked where `unpacks` says so, configurations are always kept.
    package init(_ claim: Claim, unpacks: Bool = true) {
        unpacker = !unpacks ? nil : claim.mediaType.flatMap { LayerFormat($0) }.flatMap { LayerUnpacker($0) }
        collects = claim.mediaType?.isConfig == true
    }

    package mutating func take(_ bytes: UnsafeRawBufferPointer) {
        unpacker?.take(bytes)
        guard collects, !isTooLarge else { return }
        isTooLarge = collected.count + bytes.count > Self.configurationLimit
        if isTooLarge { collected = [] } else { collected.append(contentsOf: bytes) }
    }

    /// What the layer unpacks to, after its end; `nil` where there was nothing to unpack.
    package var layer: Result<UnpackedLayer, LayerFault>? { unpacker?.finish() }

    /// The configuration, after its end; `nil` where it is none.
    var configuration: ConfigurationReading? {
        guard collects else { return nil }
        if isTooLarge { return .tooLarge }
        do {
            return .read(try ImageConfiguration.parse(collected))
        } catch {
            return .unusable(error)
        }
    }
}

/// What reading a configuration came to.
enum ConfigurationReading: Sendable {
    case read(ImageConfiguration)
    case unusable(ManifestError)
    case tooLarge
}
