import Foundation
package import Record

/// One input of a release, as given on the command line.
package struct ReleaseInput: Hashable, Sendable {
    /// How to read the input. The raw values are the words before `=` in `--rollback KIND=INPUT`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The text itself is a reference.
        case reference = "ref"
        /// A file of references, one per line.
        case list = "from"
        /// A file or folder of rendered Kubernetes manifests.
        case manifests = "file"
        /// A folder with an OCI image layout, which is hashed too.
        case layout = "oci-layout"
        /// A tar archive of an image, as written by docker save and other tools, which is hashed too.
        case archive = "archive"
        /// A chart to render with `helm template`.
        case helm
        /// A helmfile to render with `helmfile template`.
        case helmfile
        /// A folder to render with `kustomize build`.
        case kustomize
        /// The values of a chart: one file, or several separated by commas.
        case values
        /// A Compose project: a file, a folder with one, or several files separated by commas.
        case compose
        /// A Compose project to render with `docker compose config`.
        case composeConfig = "compose-config"
        /// The file of a Swarm stack, or several separated by commas.
        case stack
        /// An Amazon ECS task definition.
        case ecs
        /// A Nomad job in JSON.
        case nomad
        /// A Podman Quadlet unit, or a folder with units.
        case quadlet
    }

    package let kind: Kind
    /// The reference, or the path of the input; `-` is standard input.
    package let text: String
    /// Which of the deploy's two sets it belongs to.
    package let set: ReleaseSet

    package init(_ kind: Kind, _ text: String, set: ReleaseSet = .new) {
        self.kind = kind
        self.text = text
        self.set = set
    }

    /// Parses `KIND=INPUT`. Without a known kind, the text is a manifests path if such a file or folder exists,
    /// otherwise a reference.
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

/// The result of reading inputs.
package struct InputReading: Sendable {
    /// The images, with their places.
    package var uses: [ImageUse]
    /// What an operator should know about the inputs; one line each.
    package var notices: [String]
    /// Why an input without images is not a mistake by itself: what its objects start is chosen in the cluster, and may
    /// be listed as another input. Without any image at all, this is the error.
    package var absence: InputError?

    package init(uses: [ImageUse] = [], notices: [String] = []) {
        self.uses = uses
        self.notices = notices
    }

    /// The same reading. Throws if it has no image.
    package func withImages() throws(InputError) -> InputReading {
        if uses.isEmpty, let absence { throw absence }
        return self
    }
}
