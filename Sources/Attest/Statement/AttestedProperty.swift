package import OCI

/// A property that a statement asserts. Policies should demand one; none of them should reject because of one.
package enum AttestedProperty: Hashable, Sendable {
    /// Every byte of the image, with all platforms of an index, was hashed and right on every backend.
    case everyByte
    /// The same for one platform of an index.
    case everyByteFor(Platform)
    /// Every layer also unpacked to what the configuration says.
    case layersUnpacked
    /// Faults were seen, and someone took responsibility for them. Nothing else is asserted of such an image.
    case overridden
}

extension AttestedProperty: RawRepresentable {
    private static let everyByteName = "BLOBGATE_EVERY_BYTE_VERIFIED"
    private static let platformPrefix = "BLOBGATE_EVERY_BYTE_VERIFIED_FOR_"
    private static let unpackedName = "BLOBGATE_LAYERS_UNPACKED"
    private static let overriddenName = "BLOBGATE_FAULTS_OVERRIDDEN"

    package init?(rawValue: String) {
        switch rawValue {
        case Self.everyByteName: self = .everyByte
        case Self.unpackedName: self = .layersUnpacked
        case Self.overriddenName: self = .overridden
        default:
            guard rawValue.hasPrefix(Self.platformPrefix),
                let platform = try? Platform(parsing: String(rawValue.dropFirst(Self.platformPrefix.count)))
            else { return nil }
            self = .everyByteFor(platform)
        }
    }

    package var rawValue: String {
        switch self {
        case .everyByte: Self.everyByteName
        case .everyByteFor(let platform): Self.platformPrefix + platform.description
        case .layersUnpacked: Self.unpackedName
        case .overridden: Self.overriddenName
        }
    }
}
