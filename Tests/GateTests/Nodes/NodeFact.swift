import OCI
import Record
import Support
import Testing

@testable import Gate

/// What a registry does, and which nodes pull the image then. Established with real clients: containerd 2.1 (transfer service),
/// skopeo 1.22 (containers/image, as CRI-O and podman), dockerd 28.5 (graph driver).
struct NodeFact: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether containerd, CRI-O and docker pull it, as `+` and `-`.
    let pulls: String
    var platforms = ["linux/amd64"]
    /// Prepares a registry; returns the name of the image.
    let arrange: @Sendable (ScriptedRegistry) throws -> String

    var testDescription: String { name }

    init(
        _ name: String, _ pulls: String, platforms: [String] = ["linux/amd64"],
        _ arrange: @escaping @Sendable (ScriptedRegistry) throws -> String
    ) {
        self.name = name
        self.pulls = pulls
        self.platforms = platforms
        self.arrange = arrange
    }

    func isPulled(by kind: NodeKind) -> Bool {
        let place = NodeKind.allCases.firstIndex(of: kind) ?? 0
        return pulls.dropFirst(place).first == "+"
    }

    /// Faults of an image with one layer under the tag.
    static func plain(_ name: String, _ pulls: String, _ method: String?, _ faults: Fault...) -> NodeFact {
        NodeFact(name, pulls) { registry in
            try registry.addImage(to: "app", tag: "v1", layers: [bytes(1)])
            registry.add(FaultRule(RequestPattern(method: method, path: .exactly("/v2/app/manifests/v1")), faults))
            return tagged
        }
    }

    static let tagged = "registry.test/app:v1"

    /// An index of one image for each entry: its platform as JSON, the platform in its configuration, and more fields.
    static func index(
        _ name: String, _ pulls: String, platforms: [String] = ["linux/amd64"], _ entries: Entry...
    ) -> NodeFact {
        NodeFact(name, pulls, platforms: platforms) { registry in
            let lines = try entries.enumerated().map { number, entry in
                let image = try registry.addImage(
                    to: "app", layers: [bytes(number + 1)], platform: try Platform(parsing: entry.config))
                switch entry.fault {
                case .none: break
                case .badLayer: registry.on(.blob(image.layers[0].digest), .wrongBytes)
                case .gone: registry.remove(image.manifest.digest, from: "app")
                }
                return entry.text(image.manifest)
            }
            try registry.addManifest(
                Array(FaultBench.index(lines).utf8), mediaType: .ociIndex, to: "app", tag: "v1")
            return tagged
        }
    }

    struct Entry: Sendable {
        enum Fault: Sendable {
            case none, badLayer, gone
        }

        /// As JSON; `nil` for none.
        let platform: String?
        var config = "linux/amd64"
        var fault = Fault.none
        /// More fields, with a comma before them.
        var more = ""
        var type = MediaType.ociManifest.description
        /// What is added to the size.
        var adding: Int64 = 0

        init(
            _ platform: String?, config: String = "linux/amd64", _ fault: Fault = .none, more: String = "",
            type: String = MediaType.ociManifest.description, adding: Int64 = 0
        ) {
            self.platform = platform
            self.config = config
            self.fault = fault
            self.more = more
            self.type = type
            self.adding = adding
        }

        static func amd64(_ fault: Fault = .none, more: String = "") -> Entry {
            Entry(NodeFact.platform("amd64"), fault, more: more)
        }

        func text(_ manifest: Descriptor) -> String {
            #"{"mediaType":"\#(type)","digest":"\#(manifest.digest)","size":\#(manifest.size + adding)"#
                + (platform.map { #","platform":\#($0)"# } ?? "") + more + "}"
        }
    }

    static func platform(_ architecture: String, more: String = "") -> String {
        #"{"os":"linux","architecture":"\#(architecture)"\#(more)}"#
    }

    /// A manifest made of parts of an image with one layer, under the tag.
    static func manifest(
        _ name: String, _ pulls: String,
        _ text: @escaping @Sendable (ScriptedImage, ScriptedRegistry) throws -> String
    ) -> NodeFact {
        NodeFact(name, pulls) { registry in
            let image = try registry.addImage(to: "app", layers: [bytes(1)])
            let bytes = Array(try text(image, registry).utf8)
            try registry.addManifest(bytes, mediaType: .ociManifest, to: "app", tag: "v1")
            return tagged
        }
    }
}

extension Descriptor {
    /// The descriptor as text, with more fields.
    func text(type: MediaType? = nil, adding: Int64 = 0, more: String = "") -> String {
        #"{"mediaType":"\#(type ?? mediaType)","digest":"\#(digest)","size":\#(size + adding)\#(more)}"#
    }
}
