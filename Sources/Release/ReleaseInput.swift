import Foundation
package import Record

/// One input of a release, as the command line names it.
package struct ReleaseInput: Hashable, Sendable {
    /// How the input is read. The raw values are the words before `=` in `--rollback KIND=INPUT`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
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
        /// A chart that `helm template` renders.
        case helm
        /// A helmfile that `helmfile template` renders.
        case helmfile
        /// A folder that `kustomize build` renders.
        case kustomize
        /// The values of a chart: one file, or several separated by commas.
        case values
        /// A Compose file.
        case compose
    }

    package let kind: Kind
    /// The reference, or the path of what is read; `-` is standard input.
    package let text: String
    /// Which of the deploy's two sets it names.
    package let set: ReleaseSet

    package init(_ kind: Kind, _ text: String, set: ReleaseSet = .new) {
        self.kind = kind
        self.text = text
        self.set = set
    }

    /// Reads `KIND=INPUT`; without a kind that is known it is manifests where there is such a file or folder, else a
    /// reference.
    package init(parsing text: String, set: ReleaseSet) {
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
package struct InputReading: Sendable {
    /// The images, with their places.
    package var uses: [ImageUse]
    /// What a person should know of the inputs, a line each.
    package var notices: [String]

    package init(uses: [ImageUse] = [], notices: [String] = []) {
        self.uses = uses
        self.notices = notices
    }
}
