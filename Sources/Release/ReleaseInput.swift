import Foundation

/// One input of a release, as the command line names it.
public struct ReleaseInput: Hashable, Sendable {
    /// How the input is read. The raw values are the words before `=` in `--rollback KIND=INPUT`.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The text itself is a reference.
        case reference = "ref"
        /// A file of references, one a line.
        case list = "from"
        /// A file or folder of rendered manifests of Kubernetes.
        case manifests = "file"
        /// A folder with an OCI image layout, hashed too.
        case layout = "oci-layout"
        /// A tar archive of an image, as docker save and other tools write it, hashed too.
        case archive = "archive"
    }

    /// How it is read.
    public let kind: Kind
    /// The reference, or the path of what is read; `-` is standard input.
    public let text: String
    /// Which of the deploy's two sets it names.
    public let set: ReleaseSet

    /// An input.
    public init(_ kind: Kind, _ text: String, set: ReleaseSet = .new) {
        self.kind = kind
        self.text = text
        self.set = set
    }

    /// Reads `KIND=INPUT`; without a kind that is known it is manifests where there is such a file or folder, else a
    /// reference.
    public init(parsing text: String, set: ReleaseSet) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let kind = Kind(rawValue: String(parts[0])) {
            self.init(kind, String(parts[1]), set: set)
        } else if FileManager.default.fileExists(atPath: text) {
            self.init(.manifests, text, set: set)
        } else {
            self.init(.reference, text, set: set)
        }
    }
}

/// What was read of inputs.
public struct InputReading: Sendable {
    /// The images, with their places.
    public var uses: [ImageUse]
    /// What a person should know of the inputs, a line each.
    public var notices: [String]

    /// What was read.
    public init(uses: [ImageUse] = [], notices: [String] = []) {
        self.uses = uses
        self.notices = notices
    }
}
