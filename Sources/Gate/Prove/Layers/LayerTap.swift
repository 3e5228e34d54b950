package import Layer
internal import OCI
package import Record
internal import Registry
package import Transfer

/// Processes the bytes of a blob besides hashing them: unpacks a layer, or buffers and parses a configuration.
package struct LayerTap: BlobTap {
    /// The largest configuration that is parsed, in bytes.
    static let configurationLimit = 4 << 20

    private var unpacking: LayerUnpacking?
    private let collects: Bool
    private var collected: [UInt8] = []
    private var isTooLarge = false

    /// Creates a tap for a claim. Layers are unpacked if `unpacks`; configurations are always buffered, also those that
    /// another manifest lists as a layer.
    package init(_ claim: Claim, unpacks: Bool = true, isConfiguration: Bool = false) {
        unpacking = !unpacks ? nil : claim.mediaType.flatMap { LayerUnpacking($0) }
        collects = isConfiguration || claim.mediaType?.isConfig == true
    }

    package mutating func follow(_ stop: StopFlag) { unpacking?.follow(stop) }

    package mutating func take(_ bytes: UnsafeRawBufferPointer) {
        unpacking?.take(bytes)
        guard collects, !isTooLarge else { return }
        isTooLarge = collected.count + bytes.count > Self.configurationLimit
        if isTooLarge { collected = [] } else { collected.append(contentsOf: bytes) }
    }

    /// The unpacked layer, once complete; `nil` if there was nothing to unpack.
    package var layer: Result<UnpackedLayer, LayerFault>? { unpacking?.result }

    /// The configuration, once complete; `nil` if the blob is not one.
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

/// The result of reading a configuration.
enum ConfigurationReading: Sendable {
    case read(ImageConfiguration)
    case unusable(ManifestError)
    case tooLarge

    /// The number of layers that it states; `nil` if it is not a valid configuration.
    var layerCount: Int? { if case .read(let configuration) = self { configuration.diffIDs.count } else { nil } }
}
