import Support

/// A mistake in one manifest of a release, made before it was pushed, so that all digests match.
enum Mistake: Hashable {
    /// The size of the part with this number, as JSON.
    case size(part: Int, String)
    /// The size of a part is wrong by this much.
    case sizeOff(part: Int, by: Int)
    /// Further members of the part's descriptor.
    case members(part: Int, String, isHarmless: Bool)
    /// The content of a part was never pushed.
    case missing(part: Int)
    /// The digest of a part has an algorithm that nobody knows.
    case algorithm(part: Int)
    /// A layer has this media type.
    case layerType(String)
    /// The configuration has one diff_id too many.
    case extraDiffID
    /// The configuration is this.
    case configuration([UInt8])
    /// The configuration is a layer too.
    case configurationAsLayer
    /// Text before the closing brace of the manifest.
    case suffix(String)
    /// Bytes in an annotation that are not UTF-8.
    case notUTF8
    /// The manifest is this.
    case garbage([UInt8])
    /// The manifest is longer than any client reads.
    case huge

    var expected: Expected {
        switch self {
        case .size(_, let text): text == "null" ? .either : .fails
        case .sizeOff, .missing, .algorithm, .extraDiffID, .garbage, .huge: .fails
        case .members(_, _, let isHarmless): isHarmless ? .passes : .either
        case .layerType, .configurationAsLayer, .suffix, .notUTF8: .either
        case .configuration: .fails
        }
    }

    static func random(_ dice: inout Dice, parts: Int) -> Mistake {
        let part = dice.below(parts)
        switch dice.below(15) {
        case 0, 1:
            return .size(part: part, dice.pick(sizes))
        case 2:
            return .sizeOff(part: part, by: dice.pick([-1, 1, 512, 1 << 40]))
        case 3:
            let isHarmless = dice.chance(60)
            let members = isHarmless ? #","annotations":{"a":"b"}"# : dice.pick(strangeMembers)
            return .members(part: part, members, isHarmless: isHarmless)
        case 4: return .missing(part: part)
        case 5: return .algorithm(part: part)
        case 6: return .layerType(dice.pick(layerTypes))
        case 7: return .extraDiffID
        case 8: return .configuration(dice.pick(configurations))
        case 9: return .configurationAsLayer
        case 10: return .suffix(dice.pick(suffixes))
        case 11: return .suffix(#","deep":"# + nested(dice.pick([100, 5_000, 20_000])))
        case 12: return .notUTF8
        case 13: return .garbage(dice.chance(50) ? dice.bytes(dice.among(0...300)) : Array(nested(50_000).utf8))
        default: return dice.chance(5) ? .huge : .garbage(Array(dice.pick(documents).utf8))
        }
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static let sizes = [
        "9223372036854775807", "9223372036854775806", "-9223372036854775808", "9223372036854775808",
        "99999999999999999999999999999999", "-1", "1e3", "1e400", "0.5", #""12""#, "null", "[]", "true",
    ]
    private static let strangeMembers = [
        #","urls":["https://127.0.0.1:1/layer"]"#, #","urls":["file:///etc/passwd","","\u0000"]"#, #","urls":7"#,
        #","data":"AAAA""#, #","data":"%%%""#, #","data":17"#, #","size":1"#, #","digest":"sha256:x""#,
        #","platform":{"os":7}"#, #","annotations":["a"]"#,
    ]
    private static let layerTypes = [
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "application/octet-stream", "text/plain",
        "application/vnd.in-toto+json", "application/vnd.oci.image.config.v1+json", "x", "",
        "application/vnd.oci.image.layer.v1.tar+brotli", "application/vnd.oci.image.index.v1+json",
    ]
    private static let configurations =
        ["", "{", "[]", "7", "null", #"{"rootfs":7}"#, "\u{feff}{}", "<html></html>"]
        .map { Array($0.utf8) } + [[0xff, 0xfe, 0x00], [0x1f, 0x8b, 8, 0]]
    private static let suffixes = [
        #","layers":[]"#, #","config":{}"#, #","mediaType":"application/vnd.oci.image.index.v1+json""#,
        #","mediaType":7"#, #","schemaVersion":1"#, #","schemaVersion":2"#, #","manifests":[]"#, #","fsLayers":[]"#,
        #","artifactType":"x/y""#, #","annotations":null"#, #","subject":{"digest":"sha256:0"}"#, #","subject":null"#,
        #","annotations":{"\u001b[31m\u202e":"\r\n::error::x"}"#,
    ]
    private static let documents = [
        "", "{}", "null", "[]", "<html><body>login</body></html>", #"{"schemaVersion":1,"fsLayers":[],"history":[]}"#,
        #"{"schemaVersion":2}"#, #"{"schemaVersion":2,"layers":[]}"#, #"{"schemaVersion":2,"manifests":[]}"#,
        #"{"schemaVersion":2,"config":{},"layers":[{}]}"#, #"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#,
    ]
}
