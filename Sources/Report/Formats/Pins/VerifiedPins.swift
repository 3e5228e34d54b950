package import OCI
package import Record

/// The digest that a run found for each image of the new release, for the deploy.
package struct VerifiedPins: Sendable {
    /// One image and its digest.
    package struct Pin: Hashable, Sendable {
        /// The reference of the release.
        package let reference: ImageReference
        /// The digest that every backend resolves it to.
        package let digest: Digest
        /// Every place that references it, in words.
        package let origins: [String]
        /// The reference as the release writes it.
        private let written: String

        init(_ image: Run.Image, digest: Digest, written: String) {
            reference = image.reference
            self.digest = digest
            origins = image.origins.map { Page.ascii($0.description) }
            self.written = written
        }

        /// Registry and repository.
        package var name: String { "\(reference.registry)/\(reference.repository)" }

        /// The reference with the digest: `registry.example/app:1@sha256:...`.
        package var pinned: String { "\(name)\(reference.tag.map { ":\($0)" } ?? "")@\(digest)" }

        /// The name as the release writes it, without tag and digest; kustomize and charts match it.
        var writtenName: String {
            let bare = written.prefix { $0 != "@" }
            guard let colon = bare.lastIndex(of: ":"), !bare[colon...].contains("/") else { return String(bare) }
            return String(bare[..<colon])
        }

        /// The name as the release writes it, with its tag.
        var writtenReference: String { "\(writtenName)\(reference.tag.map { ":\($0)" } ?? "")" }

        /// Whether clients without a default registry resolve the written name to this image.
        var isWrittenWhole: Bool {
            guard let plain = try? ImageReference(parsing: writtenName) else { return false }
            return plain.registry == reference.registry && plain.repository == reference.repository
        }
    }

    /// The pins, in the order of their text.
    package let pins: [Pin]
    /// The pins, each repeated for every other way in which the release writes its image.
    private let spelled: [Pin]
    let run: Run

    /// The pins of a run; throws if an image does not have exactly one digest. The rollback set is not pinned.
    package init(_ run: Run) throws(PinError) {
        var pins: [Pin] = []
        var spelled: [Pin] = []
        var open: [String] = []
        for image in run.images where !image.isRollbackOnly {
            let digests = run.facts.namedDigests(of: image)
            guard let digest = digests.first, digests.count == 1 else {
                let found =
                    digests.isEmpty ? "no backend resolves it" : "its backends resolve it to \(Self.list(digests))"
                open.append("\(image.reference): \(found)")
                continue
            }
            let named = ([image.written] + image.spellings).map { Pin(image, digest: digest, written: $0) }
            pins += named.prefix(1)
            spelled += named
        }
        guard open.isEmpty else { throw PinError(reason: .undecided, details: open) }
        self.pins = pins.sorted { $0.pinned < $1.pinned }
        self.spelled = spelled
        self.run = run
    }

    /// Writes the pins in a format, in printable ASCII; throws if the format cannot express all of them.
    package func render(_ format: PinFormat) throws(PinError) -> String {
        switch format {
        case .kustomize: try KustomizePins.render(self)
        case .helmValues: try HelmPins.render(self)
        case .json: JSONText.encode(JSONPins(self))
        case .refs: pins.map { $0.pinned + "\n" }.joined()
        }
    }

    /// The pins keyed by name, each name once; throws if two different images have the same name.
    func byName(_ name: (Pin) -> String, _ limit: String) throws(PinError) -> [(name: String, pin: Pin)] {
        let groups = Dictionary(grouping: spelled, by: name)
        let torn = groups.filter { Set($0.value.map(\.digest)).count > 1 }.sorted { $0.key < $1.key }
        guard torn.isEmpty else {
            let details = torn.map { name, pins in
                "\(Page.ascii(name)) is \(pins.map { "\($0.pinned)" }.joined(separator: " and "))"
            }
            throw PinError(reason: .inexpressible(limit), details: details)
        }
        return groups.sorted { $0.key < $1.key }.compactMap { name, pins in pins.first.map { (name, $0) } }
    }

    private static func list(_ digests: [Digest]) -> String { digests.map(\.description).joined(separator: " and ") }
}

/// Why pins cannot be written.
package struct PinError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// An image does not have exactly one digest.
        case undecided
        /// The format cannot express all of them, with the reason.
        case inexpressible(String)
    }

    package let reason: Reason
    /// The details, one per line.
    package let details: [String]

    /// One or more lines of ASCII.
    package var description: String {
        let head =
            switch reason {
            case .undecided: "not every image has one digest on all backends"
            case .inexpressible(let limit): limit
            }
        return ([head] + details).joined(separator: "\n  ")
    }
}

/// The output formats for pins.
package enum PinFormat: String, Hashable, Sendable, CaseIterable {
    /// A kustomize component with `images`.
    case kustomize
    /// Values for a Helm chart or a helmfile.
    case helmValues = "helm-values"
    /// All details, for programs.
    case json
    /// References with tag and digest, one per line.
    case refs
}
